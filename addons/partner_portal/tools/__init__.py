from . import (
    deal_file,
    order_file,
    order_quantity,
    stock_promise,
    tier_period,
    upload,
)
from . import deal_file, lead_scoring, tier_period, upload
from . import deal_file, qualification, tier_period, upload

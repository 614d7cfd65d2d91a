from . import (
    deal_file,
    lead_scoring,
    order_file,
    order_quantity,
    qualification,
    stock_promise,
    tier_period,
    upload,
)

from . import (
    deal_file,
    deal_mail,
    lead_scoring,
    order_file,
    order_quantity,
    qualification,
    stock_promise,
    tier_period,
    upload,
)

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
# One a line: each topic adds its own.
from . import deal_file
from . import deal_mail
from . import lead_scoring
from . import order_file
from . import order_quantity
from . import qualification
from . import stock_promise
from . import tier_period
from . import upload

from . import partner_deal_decide

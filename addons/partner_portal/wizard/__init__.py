from . import (
    partner_agreement_sign,
    partner_agreement_terminate,
    partner_deal_decide,
)
from . import partner_deal_decide, partner_tier_decide

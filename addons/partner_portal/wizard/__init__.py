from . import (
    partner_agreement_sign,
    partner_agreement_terminate,
    partner_application_decide,
    partner_deal_decide,
    partner_lead_distribute,
    partner_order_decide,
    partner_return_decide,
    partner_tier_decide,
)

from . import (
    partner_agreement_sign,
    partner_agreement_terminate,
    partner_deal_decide,
)

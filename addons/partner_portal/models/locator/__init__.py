from . import (
    partner_audit,
    partner_cockpit,
    partner_profile,
    partner_profile_page,
    res_partner,
)

from . import (
    partner_audit,
    partner_invitation,
    partner_team_portal,
    res_partner,
    res_users,
)

from . import (
    agreements,
    crm_lead,
    deals,
    desk,
    programme,
    recruitment,
    res_partner,
    team,
)

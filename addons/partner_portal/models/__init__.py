from . import (
    agreements,
    crm_lead,
    deals,
    desk,
    recruitment,
    res_partner,
    team,
)

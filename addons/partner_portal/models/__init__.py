from . import (
    crm_lead,
    desk,
    deals,
    res_partner,
    team,
    recruitment,
    agreements,
    programme,
    distribution,
    locator,
    ordering,
)

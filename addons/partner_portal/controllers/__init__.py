from . import (
    agreements,
    basket,
    catalogue,
    deals,
    home,
    locator,
    offers,
    orders,
    portal,
    programme,
    recruitment,
    team,
)

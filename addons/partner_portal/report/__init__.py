from . import partner_territory_holder

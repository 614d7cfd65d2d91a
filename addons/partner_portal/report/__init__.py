from . import partner_lead_share, partner_territory_holder

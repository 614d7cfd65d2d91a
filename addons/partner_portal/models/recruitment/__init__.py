from . import client_specification, partner_type, res_partner

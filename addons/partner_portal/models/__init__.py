from . import crm_lead, deals, res_partner

from . import crm_lead, deals, recruitment, res_partner, team

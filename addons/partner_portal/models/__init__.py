from . import crm_lead, deals, recruitment, res_partner, team
from . import crm_lead, deals, desk, res_partner
from . import agreements, crm_lead, deals, recruitment, res_partner, team

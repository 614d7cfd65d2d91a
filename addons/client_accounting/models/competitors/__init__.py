from . import client_competitor
from . import client_competitor_argument
from . import client_competitor_presence
from . import client_dossier
from . import client_event
from . import crm_lead
from . import dossier_competitors
from . import res_partner

from . import client_dossier
from . import client_dossier_search
from . import dossier
from . import res_partner_dossier
from . import res_partner_internal
from . import sale_order_margin

from . import client_dossier
from . import dossier
from . import res_partner_dossier

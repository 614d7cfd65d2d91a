from . import client_dossier_report
from . import client_lifecycle_effect
from . import client_lifecycle_stay

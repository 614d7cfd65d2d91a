from . import client_dossier_report

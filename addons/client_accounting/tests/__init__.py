from . import test_bar_chart
from . import test_dossier
from . import test_dossier_access
from . import test_dossier_browser
from . import test_dossier_pdf
from . import test_portal_leaks
from . import test_search_clients

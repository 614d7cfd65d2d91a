from . import res_company
from . import res_company_lifecycle
from . import res_company_managers
from . import res_company_segments
from . import res_company_linking
from . import res_company_receivables

from . import res_company
from . import res_company_lifecycle
from . import res_company_segments

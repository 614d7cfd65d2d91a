
from . import crm_lead
from . import desk
from . import deals
from . import res_partner
from . import team
from . import recruitment
from . import agreements
from . import programme
from . import ordering
from . import distribution
from . import locator

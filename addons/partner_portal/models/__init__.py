# One a line, in the order in which they extend each other.
from . import crm_lead
from . import desk
from . import deals
from . import res_partner
from . import team
from . import recruitment
from . import agreements
from . import programme
from . import distribution
from . import locator
from . import ordering

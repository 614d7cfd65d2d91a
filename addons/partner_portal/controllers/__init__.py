# One a line, in the order in which they extend each other.
from . import portal
from . import home
from . import deals
from . import agreements
from . import catalogue
from . import basket
from . import orders
from . import offers
from . import locator
from . import programme
from . import deals, home, portal, recruitment, team

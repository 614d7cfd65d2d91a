# One a line, in the order in which they extend each other.
from . import agreements
from . import deals
from . import home
from . import offers
from . import locator
from . import portal
from . import programme
from . import recruitment
from . import onboarding
from . import team
from . import catalogue
from . import basket
from . import basket_lines
from . import orders
from . import order_documents

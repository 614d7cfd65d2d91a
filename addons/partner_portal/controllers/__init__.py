
from . import agreements
from . import basket
from . import catalogue
from . import deals
from . import home
from . import locator
from . import offers
from . import orders
from . import portal
from . import programme
from . import recruitment
from . import team

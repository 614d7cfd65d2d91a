from . import deals, home, portal
from . import agreements, deals, portal

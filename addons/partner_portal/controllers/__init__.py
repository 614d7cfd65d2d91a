from . import deals, home, portal

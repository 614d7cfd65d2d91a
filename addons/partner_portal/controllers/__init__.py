from . import deals, portal

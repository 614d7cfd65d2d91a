from . import browser, layout

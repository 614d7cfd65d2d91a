from . import browser
from . import layout
from . import process

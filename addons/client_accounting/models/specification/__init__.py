from . import client_specification
from . import client_specification_import

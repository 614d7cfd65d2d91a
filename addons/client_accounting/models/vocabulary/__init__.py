from . import client_attribute
from . import client_lifecycle_stage
from . import client_profile

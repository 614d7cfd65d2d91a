from . import client_attribute_option_merge
from . import client_attribute_retype
from . import client_duplicate_twin
from . import client_lifecycle_move
from . import client_merge_wizard

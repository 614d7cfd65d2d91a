from . import client_attribute
from . import client_dictionary
from . import client_lifecycle_stage
from . import client_profile
from . import client_segment
from . import client_segment_axis

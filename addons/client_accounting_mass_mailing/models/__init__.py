from . import client_segment_action
from . import client_specification

from . import client_next_step_rule
from . import client_next_step_breach
from . import client_next_step_engine
from . import client_next_step_escalation

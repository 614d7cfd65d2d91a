from . import client_rule
from . import client_rule_check

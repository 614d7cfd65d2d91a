from . import ir_actions_report
from . import ir_actions_report_resource
from . import res_config_settings

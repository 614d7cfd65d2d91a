from . import client_code_mixin
from . import client_escalation_mixin
from . import client_figures_mixin
from . import client_figures_record_mixin
from . import client_layout_mixin
from . import client_people_mixin
from . import client_period_mixin
from . import client_reader_mixin

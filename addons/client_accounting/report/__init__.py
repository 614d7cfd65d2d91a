from . import client_day_plan
from . import client_dossier_report
from . import client_specification_report
from . import client_lifecycle_effect
from . import client_lifecycle_stay
from . import client_segment_migration_report
from . import client_segment_report
from . import client_segment_trend

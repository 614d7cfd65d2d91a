from . import test_browser
from . import test_layout
from . import test_report
from . import test_resources
from . import test_settings

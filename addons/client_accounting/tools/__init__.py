from . import attribute_convert
from . import bar_chart
from . import call_message
from . import duplicate_score
from . import fuzzy
from . import local_day
from . import mail_sender
from . import normalise

from . import attribute_convert
from . import bar_chart
from . import duplicate_score
from . import fuzzy
from . import normalise

"""Ways to put clients into the segments of an axis by numbers instead of rules."""

from .measures import MEASURES, Numbers
from .registry import METHODS

"""Ways to put clients into the segments of an axis by numbers instead of rules."""

from .abc_classes import AbcClasses
from .bands import Bands
from .fields_of_client import FieldOfClient
from .measures import MEASURES, Numbers
from .rfm import Rfm
from .xyz_classes import XyzClasses

METHODS = {
    "bands": Bands(),
    "abc": AbcClasses(),
    "xyz": XyzClasses(),
    "rfm": Rfm(),
    "country": FieldOfClient("country_id"),
    "state": FieldOfClient("state_id"),
    "industry": FieldOfClient("industry_id"),
}

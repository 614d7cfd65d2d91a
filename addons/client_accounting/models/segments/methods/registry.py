"""The ways by the name that an axis has for them."""

from .abc_classes import AbcClasses
from .bands import Bands
from .fields_of_client import FieldOfClient
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

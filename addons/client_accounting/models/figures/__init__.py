from .base import Documents, Figure, Scope, Source
from .contacts import CONTACT_DOCUMENTS
from .registry import SOURCES

from .base import Documents, Figure, Scope, Source
from .contacts import CONTACT_DOCUMENTS, Contacts
from .deliveries import Deliveries
from .leads import Leads
from .margin import Margin
from .orders import Orders
from .payments import Payments
from .receivables import Receivables
from .turnover import Turnover

SOURCES = (
    Turnover(),
    Margin(),
    Receivables(),
    Payments(),
    Orders(),
    Deliveries(),
    Leads(),
    Contacts(),
)

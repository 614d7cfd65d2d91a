"""The sources that all figures are made of, in the order of their columns."""

from .contacts import Contacts
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

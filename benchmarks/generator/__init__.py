"""Fill an installed, empty Odoo database with a large, plausible client base.

Everything heavy is one ``INSERT ... SELECT`` per table, inside one transaction: an
interrupted fill leaves nothing behind. What each row looks like is learnt from real
documents that the ORM makes first and that are rolled back (`prototypes`), so that a
generated row carries whatever the installed addons put on such a document.
"""

from .fill import fill, filled_with
from .sizes import Sizes

__all__ = ["Sizes", "fill", "filled_with"]

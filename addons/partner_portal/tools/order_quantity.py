"""Quantities as they can be sold: from a smallest one on, in whole packings."""

from decimal import ROUND_CEILING, Decimal
from typing import NamedTuple


class Sold(NamedTuple):
    """What can be sold of a product instead of what was asked for."""

    quantity: float
    #: ``minimum``, ``packing``, both joined by a comma, or nothing
    why: str


def sellable(quantity, minimum=0.0, packing=0.0):
    """Round a quantity up to what is sold.

    First up to the smallest quantity, then up to whole packings; never down.

    :param float quantity: what was asked for, above zero, in the unit of the product
    :param float minimum: the smallest quantity, 0 for none
    :param float packing: what one packing holds, 0 for loose goods
    """
    asked = Decimal(repr(quantity))
    least = Decimal(repr(minimum or 0.0))
    pack = Decimal(repr(packing or 0.0))
    result, reasons = asked, []
    if result < least:
        result = least
        reasons.append("minimum")
    if pack > 0:
        whole = (result / pack).to_integral_value(ROUND_CEILING) * pack
        if whole != result:
            result = whole
            reasons.append("packing")
    return Sold(float(result), ",".join(reasons))

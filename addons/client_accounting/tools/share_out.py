"""An amount shared out so that the parts add up to it exactly."""

from decimal import ROUND_HALF_UP, Decimal


def share_out(total, weights, unit):
    """Share an amount out by weights, each part rounded to the unit.

    What rounding leaves over or takes too much goes to the part with the largest
    weight, the first of equals, so the parts always add up to the total.

    :param total: amount, of any sign, a multiple of the unit
    :param weights: numbers, of which at least one is not zero
    :param unit: smallest amount, for instance 0.01
    :return: list of floats in the order of the weights
    """
    unit = Decimal(str(unit))
    total = Decimal(str(total))
    weights = [Decimal(str(weight)) for weight in weights]
    whole = sum(weights)
    if not whole:
        raise ValueError("Nothing to share out by.")
    parts = [
        (total * weight / whole / unit).quantize(Decimal(1), ROUND_HALF_UP) * unit
        for weight in weights
    ]
    largest = max(range(len(parts)), key=lambda index: (abs(weights[index]), -index))
    parts[largest] += total - sum(parts)
    return [float(part) for part in parts]

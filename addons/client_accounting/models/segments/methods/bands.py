from odoo.tools import SQL

from .base import Method
from .measures import MEASURES, columns_of, measured, today_of


class Bands(Method):
    """A number of the client lies between borders.

    A client belongs to the segment with the greatest border that is not above his
    number; below the lowest border to none. Clients whose number is not known (who
    never bought, who never paid) belong to the segment marked so, if there is one.
    """

    uses_measure = True

    def query(self, env, axis, segments, clients=None):
        term = MEASURES[axis.measure][1](columns_of(env, axis), today_of(env))
        known = segments.filtered(lambda segment: not segment.is_unknown)
        unknown = segments - known
        cases = [
            SQL(
                "WHEN value >= %s THEN %s", SQL("%s::numeric", str(band.lower)), band.id
            )
            for band in known.sorted(lambda band: (-band.lower, band.id))
        ]
        if unknown:
            cases.append(SQL("WHEN value IS NULL THEN %s", unknown[0].id))
        if not cases:
            cases.append(SQL("WHEN FALSE THEN 0"))
        return SQL(
            "SELECT partner_id, CASE %s END AS segment_id, value::float AS value"
            " FROM (%s) measured",
            SQL(" ").join(cases),
            measured(env, axis, {"value": term}, clients),
        )

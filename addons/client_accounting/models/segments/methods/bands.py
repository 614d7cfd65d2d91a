from odoo.tools import SQL

from .base import Method


class Bands(Method):
    """A number of the client lies between borders.

    A client belongs to the segment with the greatest border that is not above his
    number; below the lowest border to none. Clients whose number is not known (who
    never bought, who never paid) belong to the segment marked so, if there is one.
    """

    uses_measure = True

    def query(self, numbers, axis, segments):
        value = SQL.identifier(axis.measure)
        known = segments.filtered(lambda segment: not segment.is_unknown)
        unknown = segments - known
        cases = [
            SQL("WHEN %s >= %s::numeric THEN %s", value, str(band.lower), band.id)
            for band in known.sorted(lambda band: (-band.lower, band.id))
        ]
        if unknown:
            cases.append(SQL("WHEN %s IS NULL THEN %s", value, unknown[0].id))
        if not cases:
            cases.append(SQL("WHEN FALSE THEN 0"))
        return SQL(
            "SELECT partner_id, CASE %s END AS segment_id, %s::float AS value FROM %s",
            SQL(" ").join(cases),
            value,
            numbers.table(axis, axis.measure),
        )

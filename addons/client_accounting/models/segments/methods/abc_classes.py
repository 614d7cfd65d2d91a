from odoo.tools import SQL, LazyTranslate

from .base import Method, by_key
from .measures import MEASURES, columns_of, measured, today_of

_lt = LazyTranslate(__name__)
CLASSES = (
    ("a", _lt("A: most of it"), 10),
    ("b", _lt("B: the next part"), 3),
    ("c", _lt("C: the rest"), 2),
)


class AbcClasses(Method):
    """ABC analysis: few clients bring most of the turnover (Dickie, "ABC Inventory
    Analysis Shoots for Dollars, not Pennies", Factory Management, 1951).

    Clients are put in order by the number, the largest first. A are those who begin
    within the first share (80 %) of the sum, B those who begin within the next
    (15 %), C the rest. So the client who crosses a border still belongs to the better
    class, and clients with the same number to the same class. Clients whose number is
    not positive are not classed. The value is the cumulated share, in percent, of the
    clients that come before.
    """

    is_collective = True
    uses_measure = True

    def standard_segments(self, env, axis, clients=None):
        return [
            {"key": key, "name": env._(name), "color": color, "sequence": index}
            for index, (key, name, color) in enumerate(CLASSES)
        ]

    def query(self, env, axis, segments, clients=None):
        term = MEASURES[axis.measure][1](columns_of(env, axis), today_of(env))
        key = SQL(
            "CASE WHEN share < %s THEN 'a' WHEN share < %s THEN 'b' ELSE 'c' END",
            SQL("%s::numeric", str(axis.share_a)),
            SQL("%s::numeric", str(axis.share_a + axis.share_b)),
        )
        return SQL(
            """
            SELECT partner_id, %(segment)s AS segment_id, share::float AS value
              FROM (
                SELECT partner_id,
                       COALESCE(SUM(value) OVER (
                           ORDER BY value DESC
                           GROUPS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0)
                       * 100 / SUM(value) OVER () AS share
                  FROM (%(measured)s) measured
                 WHERE value > 0) shares
            """,
            segment=by_key(segments, key),
            measured=measured(env, axis, {"value": term}),
        )

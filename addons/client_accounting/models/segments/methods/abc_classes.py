from odoo.tools import SQL, LazyTranslate

from .base import Method, by_key

_lt = LazyTranslate(__name__)
KEYS = "a b c".split()
NAMES = (
    _lt("A: most of it"),
    _lt("B: the next part"),
    _lt("C: the rest"),
)
COLORS = (10, 3, 2)


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
            for index, (key, name, color) in enumerate(
                zip(KEYS, NAMES, COLORS, strict=True)
            )
        ]

    def query(self, numbers, axis, segments):
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
                       COALESCE(SUM(%(value)s) OVER (
                           ORDER BY %(value)s DESC
                           GROUPS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0)
                       * 100 / (SELECT SUM(%(value)s) FROM %(numbers)s
                                 WHERE %(value)s > 0) AS share
                  FROM %(numbers)s
                 WHERE %(value)s > 0) shares
            """,
            segment=by_key(segments, key),
            value=SQL.identifier(axis.measure),
            numbers=numbers.table(axis, axis.measure),
        )

from odoo.tools import SQL, LazyTranslate

from .base import Method

_lt = LazyTranslate(__name__)
KEYS = (
    "champions loyal new promising attention valuable at_risk falling_asleep lost"
).split()
NAMES = (
    _lt("Champions"),
    _lt("Loyal"),
    _lt("New"),
    _lt("Promising"),
    _lt("Need attention"),
    _lt("Not to be lost"),
    _lt("At risk"),
    _lt("Falling asleep"),
    _lt("Lost"),
)
#: color, recency from and to, frequency and money from and to
TABLE = (
    (10, 4, 5, 4, 5),
    (7, 3, 5, 3, 5),
    (4, 5, 5, 1, 1),
    (5, 4, 5, 1, 2),
    (3, 3, 3, 1, 2),
    (1, 1, 2, 5, 5),
    (2, 1, 2, 3, 4),
    (8, 2, 2, 1, 2),
    (0, 1, 1, 1, 2),
)


class Rfm(Method):
    """Recency, frequency, money in quintiles (Hughes, "Strategic Database Marketing",
    1994): the buyers are put in order by each number and divided in five parts of the
    same size; the best fifth gets 5, the last 1. The three orders are independent.

    Recency is the day of the last purchase, frequency the number of days with a
    purchase, money the number that the axis measures. Clients with the same number
    get the same score, that of the best of them: with rank the place of the first of
    them from the top and n the number of buyers, ``5 - floor(5 * (rank - 1) / n)``.
    Clients who never bought are not scored.

    A segment holds a rectangle of the table of recency against FM, the average of
    frequency and money, half a point rounded up; the first one in order counts. The
    value is the score as a number: 543 for 5, 4 and 3.
    """

    is_collective = True
    uses_measure = True

    def standard_segments(self, env, axis, clients=None):
        return [
            {
                "key": key,
                "name": env._(name),
                "color": color,
                "sequence": index,
                "r_from": r_from,
                "r_to": r_to,
                "fm_from": fm_from,
                "fm_to": fm_to,
            }
            for index, (key, name, (color, r_from, r_to, fm_from, fm_to)) in enumerate(
                zip(KEYS, NAMES, TABLE, strict=True)
            )
        ]

    def query(self, numbers, axis, segments):
        cases = [
            SQL(
                "WHEN r BETWEEN %s AND %s AND (f + m + 1) / 2 BETWEEN %s AND %s"
                " THEN %s",
                group.r_from,
                group.r_to,
                group.fm_from,
                group.fm_to,
                group.id,
            )
            for group in segments
        ] or [SQL("WHEN FALSE THEN 0")]
        table = numbers.table(axis, "last_purchase", "purchase_days", axis.measure)
        return SQL(
            """
            SELECT partner_id, CASE %(cases)s END AS segment_id,
                   (100 * r + 10 * f + m)::float AS value
              FROM (SELECT partner_id, %(r)s AS r, %(f)s AS f, %(m)s AS m
                      FROM %(numbers)s
                     WHERE last_purchase IS NOT NULL) scores
            """,
            cases=SQL(" ").join(cases),
            r=self._score("last_purchase", table),
            f=self._score("purchase_days", table),
            m=self._score(axis.measure, table),
            numbers=table,
        )

    def _score(self, name, table):
        return SQL(
            "5 - 5 * (RANK() OVER (ORDER BY %s DESC) - 1)"
            " / (SELECT COUNT(last_purchase) FROM %s)",
            SQL.identifier(name),
            table,
        )

from dateutil.relativedelta import relativedelta

from odoo.tools import SQL, LazyTranslate

from ...figures.turnover import SALE_TYPES
from .base import Method, by_key
from .measures import today_of

_lt = LazyTranslate(__name__)
KEYS = "x y z short".split()
NAMES = (
    _lt("X: even"),
    _lt("Y: wavering"),
    _lt("Z: irregular"),
    _lt("Too little history"),
)
COLORS = (10, 3, 2, 0)


class XyzClasses(Method):
    """How evenly a client buys: the coefficient of variation of its turnover by month.

    The months are the last N full months before the current one, for a younger client
    those from its first purchase on; months without an invoice count with 0. The
    coefficient is the standard deviation (of the whole, not of a sample) over the
    mean, in percent: X up to 10, Y up to 25, Z above. A client with fewer months than
    the axis asks for has too little history. A client whose turnover of these months
    is not positive is not classed. The value is the coefficient in percent.
    """

    is_collective = True  # one scan of the invoices, so for everybody at once

    def standard_segments(self, env, axis, clients=None):
        return [
            {"key": key, "name": env._(name), "color": color, "sequence": index}
            for index, (key, name, color) in enumerate(
                zip(KEYS, NAMES, COLORS, strict=True)
            )
        ]

    def query(self, numbers, axis, segments):
        env = numbers.env
        end = today_of(env).replace(day=1)
        start = end - relativedelta(months=max(axis.months, 1))
        table = numbers.table(axis, "first_purchase")
        key = SQL(
            "CASE WHEN months < %s THEN 'short' WHEN variation <= %s THEN 'x'"
            " WHEN variation <= %s THEN 'y' ELSE 'z' END",
            axis.min_months,
            axis.limit_x,
            axis.limit_y,
        )
        return SQL(
            """
            SELECT partner_id, %(segment)s AS segment_id, variation AS value
              FROM (
                SELECT partner_id, months,
                       100 * SQRT(GREATEST(squares / months
                                           - (total / months) ^ 2, 0))
                       / (total / months) AS variation
                  FROM (%(history)s) history
                  JOIN (%(sums)s) sums USING (partner_id)
                 WHERE months > 0 AND total > 0) variations
            """,
            segment=by_key(segments, key),
            history=self._history(table, start, end),
            sums=self._sums(env, axis, table, start, end),
        )

    def _history(self, numbers, start, end):
        """Number of months of each client."""
        begins = self._begins(start, end)
        return SQL(
            """
            SELECT partner_id,
                   %(count)s + 1 - WIDTH_BUCKET(GREATEST(first_purchase, %(start)s),
                                                %(begins)s) AS months
              FROM %(numbers)s
             WHERE first_purchase < %(end)s
            """,
            count=len(begins),
            begins=SQL("%s::date[]", begins),
            numbers=numbers,
            start=SQL("%s::date", start),
            end=SQL("%s::date", end),
        )

    def _begins(self, start, end):
        """The first days of the months."""
        begins = [start]
        while (begin := begins[-1] + relativedelta(months=1)) < end:
            begins.append(begin)
        return begins

    def _sums(self, env, axis, numbers, start, end):
        """Sum and sum of squares of the turnover of the months of each client."""
        partners = env["client.rule"].sudo()._rule_partners(axis.company_id)
        env["account.move"].flush_model()
        companies = partners.env.companies
        amount, rates = SQL("m.amount_untaxed_signed"), SQL()
        if len(companies) > 1:
            amount = SQL("%s * com.rate", amount)
            rates = SQL(
                "JOIN (VALUES %s) com (id, rate) ON com.id = m.company_id",
                SQL(", ").join(self._rates(partners, companies)),
            )
        return SQL(
            """
            SELECT partner_id, SUM(amount) AS total, SUM(amount ^ 2) AS squares
              FROM (
                -- a client is its own; who was one once is looked up
                SELECT COALESCE(n.partner_id, (
                           SELECT p.commercial_partner_id FROM res_partner p
                            WHERE p.id = m.commercial_partner_id)) AS partner_id,
                       SUM(%(amount)s)::float AS amount
                  FROM account_move m
                  %(rates)s
                  LEFT JOIN %(numbers)s n ON n.partner_id = m.commercial_partner_id
                 WHERE m.state = 'posted' AND m.move_type IN %(types)s
                   AND m.company_id = ANY(%(companies)s)
                   AND m.invoice_date >= %(start)s AND m.invoice_date < %(end)s
              GROUP BY 1, DATE_TRUNC('month', m.invoice_date::timestamp)
              ) by_month
          GROUP BY partner_id
            """,
            amount=amount,
            numbers=numbers,
            rates=rates,
            companies=companies.ids,
            types=SALE_TYPES,
            start=start,
            end=end,
        )

    def _rates(self, partners, companies):
        """Pairs of a company and the rate of its currency to that of the axis."""
        target = partners.env.company
        for company in companies:
            rate = target.currency_id._get_conversion_rate(
                company.currency_id, target.currency_id, target, today_of(partners.env)
            )
            yield SQL("(%s, %s::numeric)", company.id, str(rate))

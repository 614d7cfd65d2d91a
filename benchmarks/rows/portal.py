"""Pages of partners in the portal."""

from odoo.fields import Domain
from odoo.tools import SQL

from ..registry import Row, register

DEALS = 10000
PAGE = 20
SHOWN = (
    "name",
    "client_name",
    "subject",
    "amount",
    "currency_id",
    "state",
    "submitted_at",
    "review_deadline",
    "protected_until",
)


@register
class PortalDeals(Row):
    """A partner with 10,000 deals opens its list and the page in the middle of it."""

    name = "portal-deals"
    title = "portal: two pages of a list of 10,000 deals"

    def missing(self, bench):
        return "" if "partner.deal" in bench.env else "install partner_portal"

    def ways(self, bench):
        self.partner = bench.client_at(0.5)
        bench.env.cr.execute("SAVEPOINT bench_deals")
        bench.env.cr.execute(
            SQL(
                """
                INSERT INTO partner_deal (name, active, company_id, currency_id, state,
                                          partner_id, client_name, subject, amount,
                                          submitted_at, protected_until)
                SELECT 'BENCH/' || n, TRUE, %(company)s, %(currency)s,
                       (ARRAY['submitted', 'approved', 'won', 'lost'])[1 + n %% 4],
                       %(partner)s, 'Client ' || n, 'Need ' || n, n,
                       now() AT TIME ZONE 'UTC', CURRENT_DATE + 30
                  FROM generate_series(1, %(number)s) n
                """,
                company=bench.company_id,
                currency=bench.env.company.currency_id.id,
                partner=self.partner,
                number=DEALS,
            )
        )
        bench.env.cr.execute("ANALYZE partner_deal")
        bench.env.invalidate_all(flush=False)
        return {"ours": self._ours, "sql": self._by_hand}

    def after(self, bench):
        bench.env.cr.execute("ROLLBACK TO SAVEPOINT bench_deals")
        bench.env.invalidate_all(flush=False)

    def _ours(self, bench):
        deals = bench.env["partner.deal"].sudo()
        domain = Domain("partner_id", "=", self.partner) & Domain(
            "company_id", "in", [bench.company_id]
        )
        total = deals.search_count(domain)
        pages = [
            deals.search_fetch(
                domain, SHOWN, limit=PAGE, offset=offset, order="id desc"
            )
            for offset in (0, DEALS // 2)
        ]
        return total, [deal.name for page in pages for deal in page]

    def _by_hand(self, bench):
        values = {"p": self.partner, "c": bench.company_id, "size": PAGE}
        [(total,)] = bench.rows(
            """SELECT count(*) FROM partner_deal
                WHERE partner_id = %(p)s AND company_id = %(c)s AND active""",
            **values,
        )
        names = []
        for offset in (0, DEALS // 2):
            rows = bench.rows(
                """SELECT name, client_name, subject, amount, currency_id, state,
                          submitted_at, review_deadline, protected_until
                     FROM partner_deal
                    WHERE partner_id = %(p)s AND company_id = %(c)s AND active
                    ORDER BY id DESC LIMIT %(size)s OFFSET %(offset)s""",
                offset=offset,
                **values,
            )
            names += [row[0] for row in rows]
        return total, names

    def check(self, bench, results):
        return "" if results["ours"] == results["sql"] else "other deals"

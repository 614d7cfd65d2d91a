"""Figures of the clients that a list shows."""

from ..registry import Row, register

CLIENTS = 80
SHOWN = (
    "partner_id",
    "turnover_12m",
    "turnover_prev_12m",
    "margin_12m",
    "receivable_open",
    "receivable_overdue",
    "order_open_amount",
    "delivery_late_count",
    "last_purchase_date",
    "last_contact_date",
)
# What core shows of the same, each computed as the partner's form does.
OF_CORE = (
    "total_invoiced",
    "credit",
    "days_sales_outstanding",
    "sale_order_count",
    "opportunity_count",
)


@register
class FiguresOfList(Row):
    """One page of clients, the largest first."""

    name = "figures-list"
    title = f"figures: of {CLIENTS} clients in a list"

    def ways(self, bench):
        return {"ours": self._ours, "sql": self._by_hand, "usual": self._usual}

    def _ours(self, bench):
        figures = bench.env["client.figures"].search_fetch(
            [("company_id", "=", bench.company_id)],
            SHOWN,
            order="turnover_12m desc, id",
            limit=CLIENTS,
        )
        return [
            tuple(round(float(line[name]), 2) for name in SHOWN[1:4])
            for line in figures
        ]

    def _by_hand(self, bench):
        lines = bench.rows(
            """SELECT partner_id, turnover_12m, turnover_prev_12m, margin_12m,
                      receivable_open, receivable_overdue, order_open_amount,
                      delivery_late_count, last_purchase_date, last_contact_date
                 FROM client_figures WHERE company_id = %(company)s
                ORDER BY turnover_12m DESC, id LIMIT %(limit)s""",
            company=bench.company_id,
            limit=CLIENTS,
        )
        return [tuple(round(float(cell), 2) for cell in line[1:4]) for line in lines]

    def _usual(self, bench):
        clients = [client for client, _count in bench.clients_by_invoices[-CLIENTS:]]
        return bench.env["res.partner"].browse(clients).read(OF_CORE)

    def check(self, bench, results):
        if results["ours"] != results["sql"]:
            return "the list shows other figures than the table holds"
        return ""


@register
class LiveFiguresOfList(Row):
    """The same clients, computed from the documents at this moment."""

    name = "figures-live"
    title = f"figures: of {CLIENTS} clients, live"

    def _ids(self, bench):
        clients = bench.clients_by_invoices
        step = max(1, len(clients) // CLIENTS)
        return [client for client, _count in clients[step // 2 :: step]][:CLIENTS]

    def ways(self, bench):
        return {"ours": self._ours, "usual": self._usual}

    def _ours(self, bench):
        query = bench.env["client.figures"]._live_query(
            self._ids(bench), [bench.company_id]
        )
        return bench.env.execute_query(query)

    def _usual(self, bench):
        return bench.env["res.partner"].browse(self._ids(bench)).read(OF_CORE)

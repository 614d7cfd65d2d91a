from odoo.fields import Domain
from odoo.tools import SQL

from .base import Documents, Figure, Source, touched

WAITING = ("waiting", "confirmed", "assigned")


class Deliveries(Source):
    """Transfers from our stock to the client, and back.

    The partner of the transfer is the client or one of its addresses. Late is judged
    by the day: the deadline, or the scheduled date without one, lies before today
    (waiting) or before the day of the delivery (done).
    """

    name = "deliveries"
    models = ("res.partner", "stock.location", "stock.picking")
    figures = (
        Figure("delivery_done_count", measure="__count"),
        Figure("delivery_waiting_count", measure="__count"),
        Figure("delivery_late_count", measure="__count"),
        Figure("delivery_done_late_count"),
        Figure("delivery_return_count", measure="__count"),
        Figure("last_delivery_date", nullable=True),
    )

    def query(self, env, scope):
        return SQL(
            """
            SELECT p.client_id AS partner_id, s.company_id,
                   COUNT(*) FILTER (WHERE x.outgoing AND s.state = 'done')
                       AS delivery_done_count,
                   COUNT(*) FILTER (WHERE x.outgoing AND s.state <> 'done')
                       AS delivery_waiting_count,
                   COUNT(*) FILTER (
                       WHERE x.outgoing AND s.state <> 'done' AND x.due < %(today)s)
                       AS delivery_late_count,
                   COUNT(*) FILTER (
                       WHERE x.outgoing AND s.state = 'done' AND x.done > x.due)
                       AS delivery_done_late_count,
                   COUNT(*) FILTER (WHERE NOT x.outgoing AND s.state = 'done')
                       AS delivery_return_count,
                   MAX(x.done) FILTER (WHERE x.outgoing AND s.state = 'done')
                       AS last_delivery_date
              FROM %(partners)s p
              JOIN stock_picking s ON s.partner_id = p.id
              JOIN stock_location f ON f.id = s.location_id
              JOIN stock_location t ON t.id = s.location_dest_id
        CROSS JOIN LATERAL (
                    SELECT t.usage = 'customer' AS outgoing,
                           %(due)s AS due,
                           %(done)s AS done
                   ) x
             WHERE (s.state IN %(waiting)s OR s.state = 'done')
               AND (t.usage = 'customer' AND f.usage NOT IN ('customer', 'supplier')
                    OR f.usage = 'customer' AND t.usage <> 'customer'
                    AND s.state = 'done')
          GROUP BY p.client_id, s.company_id
            """,
            partners=scope.partners,
            today=scope.today,
            due=scope.day(SQL("COALESCE(s.date_deadline, s.scheduled_date)")),
            done=scope.day(SQL("s.date_done")),
            waiting=WAITING,
        )

    def changed(self, env, scope, since):
        yield SQL(
            """
            SELECT p.client_id
              FROM stock_picking s
              JOIN %s p ON p.id = s.partner_id
             WHERE %s
            """,
            scope.partners,
            touched("s", since),
        )

    def time_driven(self, env, scope, day):
        due = scope.day(SQL("COALESCE(s.date_deadline, s.scheduled_date)"))
        yield SQL(
            """
            SELECT p.client_id
              FROM stock_picking s
              JOIN %s p ON p.id = s.partner_id
             WHERE s.state IN %s AND %s >= %s AND %s < %s
            """,
            scope.partners,
            WAITING,
            due,
            day,
            due,
            scope.today,
        )

    def documents(self, env, scope, figure, clients, companies):
        domain = Domain("partner_id.commercial_partner_id", "in", clients)
        domain &= Domain("company_id", "in", companies)
        if figure == "delivery_return_count":
            domain &= Domain("location_id.usage", "=", "customer")
            domain &= Domain("location_dest_id.usage", "!=", "customer")
        else:
            domain &= Domain("location_dest_id.usage", "=", "customer")
            domain &= Domain("location_id.usage", "not in", ("customer", "supplier"))
        if figure in ("delivery_waiting_count", "delivery_late_count"):
            domain &= Domain("state", "in", WAITING)
        else:
            domain &= Domain("state", "=", "done")
        if figure == "delivery_late_count":
            start = scope.start_of_day()
            domain &= Domain("date_deadline", "<", start) | (
                Domain("date_deadline", "=", False)
                & Domain("scheduled_date", "<", start)
            )
        elif figure == "delivery_done_late_count":
            # two columns of one row are compared: no domain says that
            domain &= Domain("id", "in", self._done_late(env, scope, clients))
        return Documents("stock.picking", domain)

    def _done_late(self, env, scope, clients):
        query = SQL(
            """
            SELECT s.id
              FROM %s p
              JOIN stock_picking s ON s.partner_id = p.id
             WHERE s.state = 'done' AND %s > %s
            """,
            scope.of(clients).partners,
            scope.day(SQL("s.date_done")),
            scope.day(SQL("COALESCE(s.date_deadline, s.scheduled_date)")),
        )
        rows = env.execute_query(scope.of(clients).wrap(query))
        return [picking_id for (picking_id,) in rows]

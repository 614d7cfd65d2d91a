"""Stages of all clients: from the snapshot, from the documents, through the ORM."""

from datetime import date, timedelta

from ..registry import Row, register

# The default rules of the data, from the documents: what a programmer would write.
BY_HAND = """
    WITH client AS (
        SELECT p.id
          FROM res_partner p
         WHERE p.commercial_partner_id = p.id AND p.active
           AND p.id NOT IN (SELECT partner_id FROM res_company)
           AND p.id NOT IN (SELECT partner_id FROM res_users
                             WHERE share IS NOT TRUE)
           AND (p.company_id IS NULL OR p.company_id = %(company)s)
    ), bought AS (
        SELECT commercial_partner_id AS id, MIN(invoice_date) AS first,
               MAX(invoice_date) AS last, COUNT(DISTINCT invoice_date) AS days
          FROM account_move
         WHERE state = 'posted' AND move_type IN ('out_invoice', 'out_receipt')
           AND company_id = %(company)s
      GROUP BY 1
    ), offered AS (
        SELECT p.commercial_partner_id AS id
          FROM sale_order o
          JOIN res_partner p ON p.id = o.partner_id
         WHERE o.company_id = %(company)s
           AND (o.state IN ('draft', 'sent')
                OR o.state = 'sale' AND NOT (
                    COALESCE(o.invoice_status, 'no') IN ('invoiced', 'upselling')
                    AND COALESCE(o.delivery_status, 'full') = 'full'))
      GROUP BY 1
    ), interested AS (
        SELECT p.commercial_partner_id AS id
          FROM crm_lead l
          JOIN res_partner p ON p.id = l.partner_id
         WHERE l.active AND l.won_status = 'pending'
      GROUP BY 1
    ), contact AS (
        SELECT client_id AS id, MAX(day) AS day
          FROM (SELECT client_id, date::date AS day FROM client_event
                 UNION ALL
                SELECT p.commercial_partner_id, e.start::date
                  FROM calendar_event_res_partner_rel r
                  JOIN calendar_event e ON e.id = r.calendar_event_id
                  JOIN res_partner p ON p.id = r.res_partner_id
                 WHERE e.active AND e.start::date < %(today)s
                   AND e.start >= %(today)s::date - 2 AND p.id NOT IN (
                       SELECT partner_id FROM res_users WHERE share IS NOT TRUE)
               ) events
      GROUP BY 1
    ), pace AS (
        SELECT id, days, %(today)s::date - last AS silent,
               ROUND((%(today)s::date - last) / GREATEST(COALESCE(
                   (last - first)::numeric / NULLIF(days - 1, 0), 90), 14), 2) AS lag
          FROM bought
    )
    SELECT client.id,
           CASE WHEN lag > 6 AND silent > 180 THEN 'lost'
                WHEN lag > 2 THEN 'sleeping'
                WHEN days >= 3 AND lag <= 1.5 THEN 'loyalty'
                WHEN days > 0 THEN 'purchase'
                WHEN offered.id IS NOT NULL THEN 'evaluation'
                WHEN interested.id IS NOT NULL
                  OR %(today)s::date - contact.day <= 90 THEN 'interest'
                ELSE 'attraction' END
      FROM client
 LEFT JOIN pace USING (id)
 LEFT JOIN offered USING (id)
 LEFT JOIN interested USING (id)
 LEFT JOIN contact USING (id)
"""


def _stage_of(bought, client_id, offered, leading, touched, today):
    """The stage of one client by the default rules."""
    if not bought:
        if client_id in offered:
            return "Evaluation"
        recent = client_id in touched and (today - touched[client_id]).days <= 90
        return "Interest" if client_id in leading or recent else "Attraction"
    first, last, days = bought
    silent = (today - last).days
    interval = (last - first).days / (days - 1) if days > 1 else 90
    lag = round(silent / max(interval, 14), 2)
    if lag > 6 and silent > 180:
        return "Lost"
    if lag > 2:
        return "Sleeping"
    return "Loyalty" if days >= 3 and lag <= 1.5 else "Purchase"


@register
class Lifecycle(Row):
    """The rules decide on every client; nobody moves, as on most nights."""

    name = "lifecycle"
    title = "lifecycle: rules of all clients"

    def ways(self, bench):
        return {"ours": self._ours, "sql": self._by_hand, "usual": self._usual}

    def before(self, bench, way):
        if way == "ours":
            self._states(bench)._evaluate(self._company(bench))
            bench.env.cr.execute("ANALYZE client_lifecycle_state")

    def _company(self, bench):
        return bench.env["res.company"].sudo().browse(bench.company_id)

    def _states(self, bench):
        return bench.env["client.lifecycle.state"].sudo()

    def _ours(self, bench):
        return self._states(bench)._evaluate(self._company(bench))

    def _by_hand(self, bench):
        bench.env.cr.execute(
            BY_HAND,
            {
                "company": bench.company_id,
                "today": bench.env["client.figures"]._figures_scope().today,
            },
        )
        return dict(bench.env.cr.fetchall())

    def _usual(self, bench):
        """Groups of documents by the ORM, then client by client in Python."""
        env = bench.env(context={"allowed_company_ids": [bench.company_id]}, su=True)
        own = [("company_id", "=", bench.company_id)]
        types = ("out_invoice", "out_receipt")
        bought = {
            client.id: (first, last, days)
            for client, first, last, days in env["account.move"]._read_group(
                [*own, ("state", "=", "posted"), ("move_type", "in", types)],
                ["commercial_partner_id"],
                ["invoice_date:min", "invoice_date:max", "invoice_date:count_distinct"],
            )
        }
        offered = {
            client.id
            for client, _count in env["sale.order"]._read_group(
                [*own, ("state", "in", ("draft", "sent"))],
                ["partner_id.commercial_partner_id"],
                ["__count"],
            )
        }
        leading = {
            client.id
            for client, _count in env["crm.lead"]._read_group(
                [("won_status", "=", "pending")],
                ["partner_id.commercial_partner_id"],
                ["__count"],
            )
        }
        touched = self._contacts(env)
        today = env["client.figures"]._figures_scope().today
        stages = {
            line["partner_id"][0]: line["stage_id"][1]
            for line in env["client.lifecycle.state"].search_read(
                own, ["partner_id", "stage_id"]
            )
        }
        clients = env["res.partner"].search([("parent_id", "=", False)])
        return {
            client.id: stages.get(client.id)
            != _stage_of(
                bought.get(client.id), client.id, offered, leading, touched, today
            )
            for client in clients
        }

    def _contacts(self, env):
        """The day of the last contact by client."""
        today = env["client.figures"]._figures_scope().today
        touched = {
            client.id: day.date()
            for client, day in env["client.event"]._read_group(
                [], ["client_id"], ["date:max"]
            )
        }
        for person, day in env["calendar.event"]._read_group(
            [("start", "<", today), ("start", ">=", today - timedelta(days=2))],
            ["partner_ids"],
            ["start:max"],
        ):
            client = person.commercial_partner_id.id
            touched[client] = max(day.date(), touched.get(client, date.min))
        return touched

    def check(self, bench, results):
        with bench.savepoint(bench.env.cr):
            bench.env.cr.execute("DELETE FROM client_lifecycle_state")
            self._states(bench)._evaluate(self._company(bench))
            ours = dict(
                bench.rows(
                    """SELECT s.partner_id, stage.code
                         FROM client_lifecycle_state s
                         JOIN client_lifecycle_stage stage ON stage.id = s.stage_id
                        WHERE s.company_id = %(company)s""",
                    company=bench.company_id,
                )
            )
        by_hand = results["sql"]
        unequal = [
            client for client, stage in ours.items() if by_hand.get(client) != stage
        ]
        if unequal:
            client = unequal[0]
            return (
                f"{len(unequal)} clients at other stages, such as {client}: "
                f"{ours[client]} and {by_hand.get(client)}"
            )
        return ""

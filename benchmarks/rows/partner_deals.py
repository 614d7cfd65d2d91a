"""The check of registrations of channel partners against everything that is there."""

from odoo.tools import SQL

from ..registry import Row, register

DEALS = 200
#: every so many clients is registered by a partner
STEP = 7


@register
class DealCheck(Row):
    """Conflicts of many registrations at once: rivals, leads, quotations, purchases,
    contacts, territories.

    Who is alike is asked of the finder of duplicates in both ways, for clients and
    for rivals, since there is no SQL that scores as it does; it has a row of its own.
    All the rest is by hand one statement that names the documents and no more.
    """

    name = "partner-deals-check"
    title = f"partners: conflicts of {DEALS} registered deals"

    def missing(self, bench):
        return "" if "partner.deal" in bench.env else "partner_portal is not installed"

    def ways(self, bench):
        env = bench.env
        cr = env.cr
        cr.execute("SAVEPOINT bench_deals")
        partners = env["res.partner"].create(
            [{"name": f"Bench Dealer {n}", "is_company": True} for n in range(2)]
        )
        clients = env["res.partner"].browse(
            [client for client, _count in bench.clients_by_invoices[::STEP][:DEALS]]
        )
        country = env.ref("base.us")
        territory = env["partner.territory"].create(
            {"name": "Bench", "line_ids": [(0, 0, {"country_id": country.id})]}
        )
        env["partner.territory.grant"].create(
            {
                "territory_id": territory.id,
                "partner_id": partners[1].id,
                "exclusive": True,
            }
        )
        deals = env["partner.deal"].create(
            [
                {
                    "partner_id": partner.id,
                    "client_name": client.name,
                    "client_vat": client.vat,
                    "client_email": client.email,
                    "client_phone": client.phone,
                    "client_country_id": country.id,
                    "subject": "Bench",
                }
                for number, client in enumerate(clients)
                # every tenth client is registered by both
                for partner in (partners if number % 10 == 0 else partners[0])
            ]
        )
        for deal in deals:
            deal._write_kept({"state": "submitted", "submitted_at": "2026-01-01"})
            deal._claim_keys()
        # who the clients surely are is written down once
        found = deals.sudo()._matching_clients()
        deals.sudo()._look_for_conflicts(found)
        env.flush_all()
        for table in ("partner_deal", "partner_deal_key"):
            cr.execute(SQL("ANALYZE %s", SQL.identifier(table)))
        self.deal_ids = deals.ids
        self.matches = {
            id_: [(client.id, points, reasons) for client, points, reasons in clients]
            for id_, clients in found.items()
        }
        return {"ours": self._ours, "sql": self._by_hand}

    def after(self, bench):
        bench.env.cr.execute("ROLLBACK TO SAVEPOINT bench_deals")
        bench.env.invalidate_all(flush=False)

    def _ours(self, bench):
        deals = bench.env["partner.deal"].sudo().browse(self.deal_ids)
        partners = bench.env["res.partner"].sudo()
        clients = {
            id_: [(partners.browse(one), *rest) for one, *rest in found]
            for id_, found in self.matches.items()
        }
        return {
            (one["deal_id"], one["kind"], one["res_model"], one["res_id"])
            for conflicts in deals._look_for_conflicts(clients).values()
            for one in conflicts
        }

    def _by_hand(self, bench):
        pairs = [
            (deal, client)
            for deal, found in self.matches.items()
            for client, *_rest in found
        ]
        rows = bench.rows(
            """
            WITH RECURSIVE pair AS (
                SELECT deal_id, client_id
                  FROM unnest(%(deals)s::int[], %(clients)s::int[])
                       AS p (deal_id, client_id)
            ), member AS (
                SELECT DISTINCT client_id, client_id AS id FROM pair
                 UNION
                SELECT m.client_id, p.id FROM member m
                  JOIN res_partner p ON p.parent_id = m.id
            ), deal AS (
                SELECT id, partner_id, company_id, lead_id, client_country_id
                  FROM partner_deal WHERE id = ANY(%(ids)s)
            )
            SELECT d.id, 'lead', 'crm.lead', l.id
              FROM deal d JOIN pair p ON p.deal_id = d.id
              JOIN member m ON m.client_id = p.client_id
              JOIN crm_lead l ON l.partner_id = m.id AND l.active
               AND l.won_status = 'pending'
               AND (l.company_id = d.company_id OR l.company_id IS NULL)
              LEFT JOIN res_partner a ON a.id = l.partner_assigned_id
             WHERE a.commercial_partner_id IS DISTINCT FROM d.partner_id
         UNION
            SELECT d.id, 'quotation', 'sale.order', s.id
              FROM deal d JOIN pair p ON p.deal_id = d.id
              JOIN member m ON m.client_id = p.client_id
              JOIN sale_order s ON s.partner_id = m.id
               AND s.state IN ('draft', 'sent') AND s.company_id = d.company_id
         UNION
            SELECT d.id, 'client', 'res.partner', p.client_id
              FROM deal d JOIN pair p ON p.deal_id = d.id
              JOIN client_figures f ON f.partner_id = p.client_id
               AND f.company_id = d.company_id
             WHERE f.last_purchase_date >= %(today)s::date - INTERVAL '12 months'
         UNION
            SELECT d.id, 'contact', 'res.partner', p.client_id
              FROM deal d JOIN pair p ON p.deal_id = d.id
             WHERE EXISTS (
                   SELECT FROM client_event e
                    WHERE e.client_id = p.client_id AND e.user_id IS NOT NULL
                      AND (e.company_id = d.company_id OR e.company_id IS NULL)
                      AND e.date >= (now() AT TIME ZONE 'UTC') - INTERVAL '60 days')
         UNION
            SELECT d.id, 'territory', 'partner.territory', t.id
              FROM deal d
              JOIN partner_territory_line l ON l.country_id = d.client_country_id
              JOIN partner_territory t ON t.id = l.territory_id AND t.active
              JOIN partner_territory_grant g ON g.territory_id = t.id AND g.exclusive
               AND g.company_id = d.company_id AND g.partner_id != d.partner_id
            """,
            deals=[deal for deal, _client in pairs],
            clients=[client for _deal, client in pairs],
            ids=self.deal_ids,
            today=bench.env["client.figures"]._figures_scope().today,
        )
        deals = bench.env["partner.deal"].sudo().browse(self.deal_ids)
        rivals = {
            (deal, "deal", other._name, other.id)
            for deal, found in deals._rivals().items()
            for other, *_rest in found
        }
        return {*rows, *rivals}

    def check(self, bench, results):
        kinds = {kind for _deal, kind, *_rest in results["ours"]}
        if not {"deal", "territory"} <= kinds:
            return f"found only {', '.join(sorted(kinds)) or 'nothing'}"
        extra = results["ours"] ^ results["sql"]
        return f"{len(extra)} conflicts differ: {sorted(extra)[:3]}" if extra else ""

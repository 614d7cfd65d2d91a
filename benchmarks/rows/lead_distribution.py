"""Leads offered to channel partners."""

from odoo.tools import SQL

from ..hand_sql.lead_distribution import OFFERS
from ..registry import Row, register

LEADS = 1000
PARTNERS = 200
COUNTRIES = 5


@register
class LeadDistribution(Row):
    """A thousand new leads and two hundred partners that may be asked."""

    name = "lead-distribution"
    title = f"leads: offer {LEADS:,} to the best of {PARTNERS} partners"
    runs = 5

    def missing(self, bench):
        return "" if "partner.lead.offer" in bench.env else "partner_portal is missing"

    def ways(self, bench):
        env = bench.env(su=True)
        self._make_partners(env)
        self.lead_ids = self._make_leads(env).ids
        env.flush_all()
        env.cr.execute("ANALYZE res_partner, res_users, crm_lead, partner_lead_offer")
        return {"ours": self._ours, "sql": self._by_hand}

    def _make_partners(self, env):
        partners = env["res.partner"].with_context(tracking_disable=True)
        countries = env["res.country"].search([], limit=COUNTRIES).ids
        companies = partners.create(
            [
                {
                    "name": f"Partner {number}",
                    "is_company": True,
                    "country_id": countries[number % COUNTRIES],
                    "partner_weight": number % 4 + 1,
                }
                for number in range(PARTNERS)
            ]
        )
        people = partners.create(
            [{"name": f"Seller {one.id}", "parent_id": one.id} for one in companies]
        )
        env.flush_all()
        env.cr.execute(
            SQL(
                """INSERT INTO res_users (login, active, share, company_id, partner_id,
                                          notification_type)
                   SELECT 'bench' || person, TRUE, TRUE, %s, person, 'email'
                     FROM unnest(%s) person""",
                env.company.id,
                people.ids,
            )
        )
        self.countries = countries

    def _make_leads(self, env):
        leads = env["crm.lead"].with_context(tracking_disable=True)
        return leads.create(
            [
                {
                    "name": f"Lead {number}",
                    "type": "lead",
                    "country_id": self.countries[number % COUNTRIES],
                    "user_id": False,
                    "company_id": env.company.id,
                }
                for number in range(LEADS)
            ]
        )

    def _ours(self, bench):
        offers = bench.env["crm.lead"].browse(self.lead_ids)._distribute()
        bench.env.flush_all()
        return len(offers)

    def _by_hand(self, bench):
        bench.env.cr.execute(SQL(OFFERS, leads=self.lead_ids, company=bench.company_id))
        return bench.env.cr.rowcount

    def check(self, bench, results):
        wrong = {way: count for way, count in results.items() if count != LEADS}
        return f"offers of {LEADS:,} leads: {wrong}" if wrong else ""

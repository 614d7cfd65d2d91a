from odoo.fields import Domain
from odoo.tools import SQL

from .base import Documents, Figure, Source, touched


class Leads(Source):
    """Leads and opportunities: open, won, lost.

    Company: that of the lead, else of its salesperson, else of the client's record,
    else the main company. Expected revenue is in the currency of the company.
    """

    name = "leads"
    models = ("crm.lead", "res.partner", "res.users")
    figures = (
        Figure("lead_open_count", measure="__count"),
        Figure("lead_open_amount", rounded=True, measure="expected_revenue:sum"),
        Figure("lead_won_count", measure="__count"),
        Figure("lead_lost_count", measure="__count"),
    )

    def query(self, env, scope):
        return SQL(
            """
            SELECT p.client_id AS partner_id, x.company_id,
                   COUNT(*) FILTER (WHERE x.open) AS lead_open_count,
                   SUM(l.expected_revenue) FILTER (WHERE x.open) AS lead_open_amount,
                   COUNT(*) FILTER (WHERE l.won_status = 'won') AS lead_won_count,
                   COUNT(*) FILTER (WHERE l.won_status = 'lost') AS lead_lost_count
              FROM %(partners)s p
              JOIN crm_lead l ON l.partner_id = p.id
         LEFT JOIN res_users u ON u.id = l.user_id
        CROSS JOIN LATERAL (
                    SELECT %(company)s AS company_id,
                           l.active AND l.won_status = 'pending' AS open
                   ) x
             WHERE l.won_status IN ('won', 'lost') OR x.open
          GROUP BY p.client_id, x.company_id
            """,
            partners=scope.partners,
            company=scope.company_of(
                SQL("l.company_id"), SQL("u.company_id"), SQL("p.company_id")
            ),
        )

    def changed(self, env, scope, since):
        yield SQL(
            """
            SELECT p.client_id
              FROM crm_lead l
              JOIN %s p ON p.id = l.partner_id
             WHERE %s
            """,
            scope.partners,
            touched("l", since),
        )

    def documents(self, env, scope, figure, clients, companies):
        domain = Domain("partner_id.commercial_partner_id", "in", clients)
        domain &= self._company_domain(scope, companies)
        if figure == "lead_won_count":
            domain &= Domain("won_status", "=", "won")
        elif figure == "lead_lost_count":
            domain &= Domain("won_status", "=", "lost")
        else:
            domain &= Domain("active", "=", True) & Domain("won_status", "=", "pending")
        return Documents("crm.lead", domain, {"active_test": False})

    def _company_domain(self, scope, companies):
        """Leads of the companies, by the same fallbacks as the query."""
        domain = Domain.TRUE if scope.main_company_id in companies else Domain.FALSE
        for field in ("partner_id.company_id", "user_id.company_id", "company_id"):
            domain = Domain(field, "in", companies) | (
                Domain(field, "=", False) & domain
            )
        return domain

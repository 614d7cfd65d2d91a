from odoo import fields, models
from odoo.tools import SQL


class ClientCompetitorResult(models.Model):
    """Opportunities that are decided, with who else made an offer."""

    _name = "client.competitor.result"
    _description = "Won and Lost by Competitor"
    _auto = False
    _order = "date desc, id desc"
    _rec_name = "lead_id"
    _depends = {
        "crm.lead": [
            "active",
            "client_competitor_id",
            "company_id",
            "date_closed",
            "expected_revenue",
            "lost_reason_id",
            "partner_id",
            "team_id",
            "user_id",
            "won_status",
        ],
        "res.partner": ["commercial_partner_id"],
    }

    lead_id = fields.Many2one("crm.lead", "Opportunity", readonly=True)
    partner_id = fields.Many2one("res.partner", "Client", readonly=True)
    competitor_id = fields.Many2one("client.competitor", readonly=True)
    lost_reason_id = fields.Many2one("crm.lost.reason", readonly=True)
    user_id = fields.Many2one("res.users", "Salesperson", readonly=True)
    team_id = fields.Many2one("crm.team", "Sales Team", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    date = fields.Date("Decided", readonly=True)
    result = fields.Selection(
        [("won", "Won"), ("lost", "Lost")],
        readonly=True,
        help="Whether the opportunity was won or lost.",
    )
    number = fields.Integer("Opportunities", readonly=True)
    won_share = fields.Float(
        "Won, %",
        readonly=True,
        aggregator="avg",
        help="Share of the decided opportunities that were won.",
    )
    amount = fields.Float(
        "Expected Revenue",
        readonly=True,
        help="In the currency of the opportunity's company.",
    )

    @property
    def _table_query(self):
        return SQL("%s %s %s", self._select(), self._from(), self._where())

    def _select(self):
        return SQL(
            """SELECT lead.id, lead.id AS lead_id,
                partner.commercial_partner_id AS partner_id,
                lead.client_competitor_id AS competitor_id, lead.lost_reason_id,
                lead.user_id, lead.team_id, lead.company_id,
                lead.date_closed::date AS date, lead.won_status AS result, 1 AS number,
                CASE WHEN lead.won_status = 'won' THEN 100.0 ELSE 0.0 END AS won_share,
                COALESCE(lead.expected_revenue, 0)::float AS amount"""
        )

    def _from(self):
        return SQL(
            """FROM crm_lead lead
            LEFT JOIN res_partner partner ON partner.id = lead.partner_id"""
        )

    def _where(self):
        return SQL("WHERE lead.won_status IN ('won', 'lost')")

    def action_open_lead(self):
        """Open the opportunity of the row."""
        self.ensure_one()
        return self.lead_id._get_records_action()

from odoo import fields, models
from odoo.tools import SQL


class PartnerTerritoryHolder(models.Model):
    """Who holds which place and which named client today, line by line."""

    _name = "partner.territory.holder"
    _description = "Holder of a Territory"
    _auto = False
    _order = "country_id, state_id, zip_from, client_id, partner_id"
    _rec_name = "territory_id"
    _depends = {
        "partner.territory": ["name", "active"],
        "partner.territory.line": [
            "territory_id",
            "country_id",
            "state_id",
            "zip_from",
            "zip_to",
            "client_id",
        ],
        "partner.territory.grant": [
            "territory_id",
            "partner_id",
            "agreement_id",
            "company_id",
            "exclusive",
            "date_from",
            "date_until",
        ],
        "partner.agreement": ["signed_at", "date_start", "date_end", "ended_on"],
    }

    territory_id = fields.Many2one("partner.territory", readonly=True)
    grant_id = fields.Many2one("partner.territory.grant", "Right", readonly=True)
    agreement_id = fields.Many2one("partner.agreement", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    country_id = fields.Many2one("res.country", readonly=True)
    state_id = fields.Many2one("res.country.state", "Region", readonly=True)
    zip_from = fields.Char("Postcodes from", readonly=True)
    zip_to = fields.Char("Postcodes to", readonly=True)
    client_id = fields.Many2one("res.partner", "Named Client", readonly=True)
    partner_id = fields.Many2one("res.partner", "Holder", readonly=True)
    manager_id = fields.Many2one("res.users", "Channel Manager", readonly=True)
    kind = fields.Selection(
        [("exclusive", "Exclusive"), ("shared", "Not Exclusive"), ("free", "Nobody")],
        "Right to It",
        readonly=True,
        help="Nobody: the place or client has no holder today.",
    )
    date_until = fields.Date("Until", readonly=True, help="Empty: without an end.")

    def action_open_territory(self):
        """Open the territory, read as the user."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "partner.territory",
            "res_id": self.territory_id.id,
            "views": [(False, "form")],
        }

    @property
    def _table_query(self):
        return SQL("%s %s", self._select(), self._from())

    def _select(self):
        return SQL(
            """
            SELECT line.id::bigint * 1000000 + COALESCE(g.id, 0) AS id,
                   line.territory_id, line.country_id, line.state_id, line.zip_from,
                   line.zip_to, line.client_id, line.company_id,
                   g.id AS grant_id, g.agreement_id, g.partner_id,
                   COALESCE(a.manager_id, holder.user_id) AS manager_id,
                   CASE WHEN g.id IS NULL THEN 'free'
                        WHEN g.exclusive THEN 'exclusive' ELSE 'shared' END AS kind,
                   LEAST(g.date_until, a.date_end, a.ended_on) AS date_until
            """
        )

    def _from(self):
        day = fields.Date.context_today(self)
        return SQL(
            """
              FROM partner_territory_line line
              JOIN partner_territory t ON t.id = line.territory_id AND t.active
         LEFT JOIN (partner_territory_grant g
                    LEFT JOIN partner_agreement a ON a.id = g.agreement_id)
                ON g.territory_id = t.id AND %(in_force)s
         LEFT JOIN res_partner holder ON holder.id = g.partner_id
            """,
            in_force=self.env["partner.territory"]._in_force_sql(day),
        )

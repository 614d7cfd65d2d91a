from odoo import api, fields, models

from ..res_partner_figures import GROUP


class ResPartner(models.Model):
    _inherit = "res.partner"

    client_competitor_ids = fields.One2many(
        "client.competitor.presence", "partner_id", "Competitors", groups=GROUP
    )
    client_competitor_count = fields.Integer(
        "Competitors Here", compute="_compute_client_competitor_count", groups=GROUP
    )

    @api.depends("client_competitor_ids")
    def _compute_client_competitor_count(self):
        counts = dict(
            self.env["client.competitor.presence"]._read_group(
                [("partner_id", "in", self.ids), ("is_current", "=", True)],
                ["partner_id"],
                ["competitor_id:count_distinct"],
            )
        )
        for partner in self:
            partner.client_competitor_count = counts.get(partner._origin, 0)

    def action_open_competitors(self):
        """Open which competitors are with the client."""
        self.ensure_one()
        client = self.commercial_partner_id
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "client_accounting.client_competitor_presence_action"
        )
        return {
            **action,
            "name": self.env._("Competitors at %(client)s", client=client.display_name),
            "domain": [("partner_id", "=", client.id)],
            "context": {
                "default_partner_id": client.id,
                "client_competitors_of": client.id,
            },
        }

    def action_open_comparison(self):
        """Open what to say about the competitors of the client."""
        self.ensure_one()
        self.check_access("read")
        return self.env["client.competitor"]._of_client(self)._comparison_action(self)

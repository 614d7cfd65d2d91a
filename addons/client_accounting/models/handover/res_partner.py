from odoo import api, fields, models

from ..res_partner_figures import GROUP


class ResPartner(models.Model):
    """Handovers of a client, and who acts for its manager who is away."""

    _inherit = "res.partner"

    client_handover_count = fields.Integer(
        "Handovers", compute="_compute_client_handover_count", groups=GROUP
    )
    client_away_note = fields.Char(
        "Manager Is Away",
        compute="_compute_client_away_note",
        groups=GROUP,
        help="Who acts for the manager of the client today, and until when.",
    )

    def _compute_client_handover_count(self):
        counts = dict(
            self.env["client.handover.line"]._read_group(
                [
                    ("partner_id", "in", self.commercial_partner_id.ids),
                    ("handover_id.state", "in", ("done", "undone")),
                ],
                ["partner_id"],
                ["__count"],
            )
        )
        for partner in self:
            partner.client_handover_count = counts.get(
                partner.commercial_partner_id._origin, 0
            )

    @api.depends("user_id", "commercial_partner_id.user_id")
    def _compute_client_away_note(self):
        notes = self.env["client.substitution"]._away_notes()
        for partner in self:
            user = partner.user_id or partner.commercial_partner_id.user_id
            partner.client_away_note = notes.get(user.id, False)

    def action_client_handover(self):
        """Hand these clients over to another manager."""
        clients = self.commercial_partner_id
        clients.check_access("read")
        return self.env["client.handover.start"]._open(
            clients.sudo().user_id[:1], clients
        )

    def action_open_handovers(self):
        """Open the handovers of the client."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "client_accounting.client_handover_line_action_all"
        )
        return {
            **action,
            "domain": [("partner_id", "=", self.commercial_partner_id.id)],
            "context": {},
        }

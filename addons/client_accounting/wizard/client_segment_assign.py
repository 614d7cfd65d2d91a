from odoo import api, fields, models


class ClientSegmentAssign(models.TransientModel):
    """Puts clients into a segment, or takes them out, by hand and with a reason."""

    _name = "client.segment.assign"
    _description = "Put in a Segment"

    partner_ids = fields.Many2many(
        "res.partner",
        string="Clients",
        required=True,
        default=lambda self: self._default_partner_ids(),
    )
    segment_id = fields.Many2one("client.segment", required=True, ondelete="cascade")
    kind = fields.Selection(
        [("include", "Put in"), ("exclude", "Take out")],
        "What",
        required=True,
        default="include",
    )
    reason = fields.Char(required=True)
    date_until = fields.Date("Until", help="Empty: for good.")

    @api.model
    def _default_partner_ids(self):
        if self.env.context.get("active_model") != "res.partner":
            return self.env["res.partner"]
        partners = self.env["res.partner"].browse(self.env.context.get("active_ids"))
        return partners.commercial_partner_id

    def action_apply(self):
        """Note it down for each client; what was noted before is changed."""
        self.ensure_one()
        overrides = self.env["client.segment.override"]
        clients = self.partner_ids.commercial_partner_id
        known = overrides.search(
            [
                ("segment_id", "=", self.segment_id.id),
                ("partner_id", "in", clients.ids),
            ]
        )
        values = {
            "kind": self.kind,
            "reason": self.reason,
            "date_until": self.date_until,
            "user_id": self.env.uid,
        }
        if known:
            known.write(values)
        overrides.create(
            [
                {**values, "segment_id": self.segment_id.id, "partner_id": client.id}
                for client in clients - known.partner_id
            ]
        )
        return {"type": "ir.actions.act_window_close"}

from odoo import api, fields, models
from odoo.exceptions import ValidationError


class ClientSegmentOverride(models.Model):
    """A client put into a segment or taken out of it by hand: wins over the rule."""

    _name = "client.segment.override"
    _description = "Client Put by Hand"
    _order = "id desc"
    _rec_name = "partner_id"

    partner_id = fields.Many2one(
        "res.partner",
        "Client",
        required=True,
        index=True,
        ondelete="cascade",
        check_company=True,
        domain="[('parent_id', '=', False)]",
    )
    segment_id = fields.Many2one(
        "client.segment",
        required=True,
        index=True,
        ondelete="cascade",
        check_company=True,
    )
    axis_id = fields.Many2one(related="segment_id.axis_id", store=True, string="Axis")
    company_id = fields.Many2one(related="segment_id.company_id", store=True)
    kind = fields.Selection(
        [("include", "Put in"), ("exclude", "Taken out")],
        required=True,
        default="include",
        help="On an exclusive axis a client put in leaves the other segments.",
    )
    reason = fields.Char(
        required=True, help="Why the rule is not right for this client."
    )
    date_until = fields.Date(
        "Until", help="The last day that this holds; without one, for good."
    )
    user_id = fields.Many2one(
        "res.users",
        "By",
        default=lambda self: self.env.user,
        readonly=True,
        ondelete="set null",
    )

    _pair_uniq = models.UniqueIndex(
        "(partner_id, segment_id)",
        "This client was put in or taken out of this segment by hand already: change "
        "that line.",
    )

    @api.constrains("reason")
    def _check_reason(self):
        for override in self:
            if not (override.reason or "").strip():
                raise ValidationError(
                    self.env._("Say why: who reads it later will want to know.")
                )

    @api.constrains("partner_id")
    def _check_partner(self):
        for override in self:
            partner = override.partner_id
            if partner.commercial_partner_id != partner:
                raise ValidationError(
                    self.env._(
                        "%(contact)s is a contact of %(client)s: put the client into "
                        "the segment.",
                        contact=partner.display_name,
                        client=partner.commercial_partner_id.display_name,
                    )
                )

    @api.constrains("partner_id", "segment_id", "kind", "date_until")
    def _check_exclusive(self):
        today = fields.Date.context_today(self)
        for override in self.filtered(lambda override: override.kind == "include"):
            if not override.axis_id._is_exclusive():
                continue
            others = self.sudo().search(
                [
                    ("axis_id", "=", override.axis_id.id),
                    ("partner_id", "=", override.partner_id.id),
                    ("kind", "=", "include"),
                    ("id", "!=", override.id),
                    "|",
                    ("date_until", "=", False),
                    ("date_until", ">=", today),
                ]
            )
            if others:
                raise ValidationError(
                    self.env._(
                        "%(client)s is in %(segment)s by hand already, and may be in "
                        "one segment of this axis only.",
                        client=override.partner_id.display_name,
                        segment=others[0].segment_id.display_name,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        overrides = super().create(vals_list)
        overrides._apply()
        return overrides

    def write(self, vals):
        partners = self.partner_id
        result = super().write(vals)
        self._apply(partners)
        return result

    def unlink(self):
        partners = self.partner_id
        result = super().unlink()
        self.browse()._apply(partners)
        return result

    def _apply(self, partners=None):
        """Evaluate the clients at once; later, where another evaluation is running."""
        clients = (partners or self.partner_id.browse()) | self.partner_id
        self.env["client.segment"].sudo()._refresh_clients(clients.ids)

    def action_withdraw(self):
        """Let the rule decide again.

        :raise AccessError: to who may not change what was put by hand
        """
        self.check_access("write")
        self.sudo().unlink()
        return True

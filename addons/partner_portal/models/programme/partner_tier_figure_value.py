from odoo import api, fields, models
from odoo.exceptions import ValidationError


class PartnerTierFigureValue(models.Model):
    """What a figure of our own is for a partner from a day on; the latest counts."""

    _name = "partner.tier.figure.value"
    _description = "Value of a Figure of Tiers"
    _order = "date desc, id desc"

    figure_id = fields.Many2one(
        "partner.tier.figure",
        required=True,
        index=True,
        ondelete="cascade",
        domain="[('field_id', '=', False)]",
    )
    partner_id = fields.Many2one(
        "res.partner",
        required=True,
        index=True,
        ondelete="cascade",
        domain="[('is_channel_partner', '=', True), ('parent_id', '=', False)]",
    )
    date = fields.Date(
        "From", required=True, default=fields.Date.context_today, index=True
    )
    date_until = fields.Date(
        "Until", help="The last day on which the value counts; empty for no end."
    )
    value = fields.Float(digits=(16, 2))
    note = fields.Char()

    @api.constrains("date", "date_until")
    def _check_dates(self):
        for one in self:
            if one.date_until and one.date_until < one.date:
                raise ValidationError(
                    self.env._("A value cannot end before it begins: change its dates.")
                )

    @api.depends("figure_id", "partner_id")
    def _compute_display_name(self):
        for one in self:
            one.display_name = (
                f"{one.figure_id.name or ''}: {one.partner_id.name or ''}"
            )

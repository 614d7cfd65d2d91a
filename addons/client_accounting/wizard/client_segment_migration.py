from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import ValidationError


class ClientSegmentMigration(models.TransientModel):
    """Asks for the two days between which the segments of an axis are compared."""

    _name = "client.segment.migration"
    _description = "Compare Segments between Two Days"

    axis_id = fields.Many2one(
        "client.segment.axis",
        required=True,
        ondelete="cascade",
        domain="['|', ('exclusive', '=', True), ('method', '!=', 'rules')]",
        default=lambda self: self.env["client.segment.axis"].search(
            ["|", ("exclusive", "=", True), ("method", "!=", "rules")], limit=1
        ),
    )
    date_from = fields.Date(
        "From",
        required=True,
        default=lambda self: fields.Date.context_today(self) - relativedelta(months=3),
    )
    date_to = fields.Date(
        "To", required=True, default=lambda self: fields.Date.context_today(self)
    )

    @api.constrains("axis_id")
    def _check_axis(self):
        for wizard in self:
            if not wizard.axis_id._is_exclusive():
                raise ValidationError(
                    self.env._(
                        "A client may be in several segments of %s at once, so there "
                        "is no way from one to another. Take an exclusive axis.",
                        wizard.axis_id.name,
                    )
                )

    def action_open(self):
        """Open the matrix: from which segment how many clients came into which."""
        self.ensure_one()
        early, late = sorted((self.date_from, self.date_to))
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "client_accounting.client_segment_migration_report_action"
        )
        return {
            **action,
            "name": self.env._(
                "%(axis)s: from %(early)s to %(late)s",
                axis=self.axis_id.name,
                early=early,
                late=late,
            ),
            "context": {
                "migration_axis_id": self.axis_id.id,
                "migration_from": fields.Date.to_string(early),
                "migration_to": fields.Date.to_string(late),
                "client_segment_short": True,
            },
        }

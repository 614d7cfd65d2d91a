from odoo import api, fields, models
from odoo.exceptions import ValidationError


class ClientAgeingBucket(models.Model):
    """Days by which a payment is late, in steps that a company reports by."""

    _name = "client.ageing.bucket"
    _inherit = ["client.code.mixin"]
    _description = "Ageing Bucket"
    _order = "days_from, id"

    name = fields.Char(required=True, translate=True)
    days_from = fields.Integer(
        "From", required=True, default=1, help="Days late, this one included."
    )
    days_to = fields.Integer("To", help="Days late, this one included; 0 for no end.")
    active = fields.Boolean(default=True)

    _code_uniq = models.UniqueIndex("(code)", "Another bucket has this code already.")
    _days_order = models.Constraint(
        "CHECK(days_from > 0 AND (COALESCE(days_to, 0) = 0 OR days_to >= days_from))",
        "A bucket starts at one day or later and does not end before it starts.",
    )

    @api.constrains("days_from", "days_to", "active")
    def _check_overlap(self):
        last = None
        for bucket in self.sudo().search([]):
            if last and (not last.days_to or bucket.days_from <= last.days_to):
                raise ValidationError(
                    self.env._(
                        "%(bucket)s and %(other)s overlap: a payment would be late "
                        "twice.",
                        bucket=last.name,
                        other=bucket.name,
                    )
                )
            last = bucket

from odoo import api, fields, models
from odoo.exceptions import ValidationError

SIDES = [("partner", "The Partner"), ("own", "Our Company")]


class PartnerOnboardingStep(models.Model):
    """What is to be done when a partner begins, by the partner or by us, and when."""

    _name = "partner.onboarding.step"
    _inherit = ["client.code.mixin"]
    _description = "Step of the Onboarding"
    _order = "days, sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    side = fields.Selection(
        SIDES,
        "Done by",
        required=True,
        default="partner",
        help="Who does it; the partner sees both sides and ticks its own.",
    )
    type_ids = fields.Many2many(
        "partner.type",
        "partner_onboarding_step_type_rel",
        "step_id",
        "type_id",
        "Types of Partners",
        help="Partners of these types have the step; empty for all of them.",
    )
    days = fields.Integer(
        default=7, help="Days after the start until it is to be done."
    )
    description = fields.Text(
        translate=True, help="How it is done; the partner reads it as well."
    )
    link = fields.Char(
        "Page",
        help="Where the partner does it: a page of the portal that begins with “/”, or "
        "an address that begins with “https://”.",
    )

    _code_uniq = models.UniqueIndex("(code)", "Another step has this code.")
    _days_positive = models.Constraint(
        "CHECK(days >= 0)", "A step cannot be due before the start."
    )

    @api.constrains("link")
    def _check_link(self):
        for step in self:
            link = step.link or "/"
            inner = link.startswith("/") and not link.startswith("//")
            if not inner and not link.startswith("https://"):
                raise ValidationError(
                    self.env._(
                        "The page of “%(step)s” has to begin with “/” or “https://”.",
                        step=step.name,
                    )
                )

    @api.model
    def _needed_for(self, kind):
        """Steps of partners of a type, in their order."""
        return self.search(
            ["|", ("type_ids", "=", False), ("type_ids", "in", kind.ids)]
        )

from odoo import api, fields, models
from odoo.exceptions import ValidationError

APPROVERS = [
    ("manager", "Any Channel Manager"),
    ("head", "Head of the Channel"),
    ("user", "A Certain Person"),
]


class PartnerApplicationStep(models.Model):
    """Who has to agree before an applicant becomes a partner."""

    _name = "partner.application.step"
    _inherit = ["client.code.mixin"]
    _description = "Approval Step of Applications"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    type_ids = fields.Many2many(
        "partner.type",
        "partner_application_step_type_rel",
        "step_id",
        "type_id",
        "Types of Partners",
        help="Applications of these types need the step; empty for all of them.",
    )
    approver = fields.Selection(
        APPROVERS,
        required=True,
        default="manager",
        help="Who is asked: any channel manager, the head of the channel that the "
        "settings name, or one person. Where nobody is named, any manager.",
    )
    user_id = fields.Many2one(
        "res.users",
        "Person",
        index="btree_not_null",
        ondelete="restrict",
        domain="[('share', '=', False)]",
    )
    description = fields.Text(
        "What to Check", translate=True, help="Read by who has to agree."
    )

    _code_uniq = models.UniqueIndex("(code)", "Another step has this code.")

    @api.constrains("approver", "user_id")
    def _check_user(self):
        for step in self:
            if step.approver != "user" and step.user_id:
                raise ValidationError(
                    self.env._(
                        "The step “%(step)s” names a person: choose “A Certain Person” "
                        "as the approver, or leave the person empty.",
                        step=step.name,
                    )
                )

    @api.model
    def _needed_for(self, kind):
        """Steps of applications of a type, in their order."""
        return self.search(
            ["|", ("type_ids", "=", False), ("type_ids", "in", kind.ids)]
        )

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import email_normalize

from ..team.roles import ROLES


class PartnerApplicationPerson(models.Model):
    """A colleague of the applicant who is to work in the portal too."""

    _name = "partner.application.person"
    _description = "Colleague of an Applicant"
    _order = "id"

    application_id = fields.Many2one(
        "partner.application", required=True, index=True, ondelete="cascade"
    )
    name = fields.Char(required=True)
    email = fields.Char("E-mail", required=True)
    role = fields.Selection(
        ROLES,
        "Role in the Portal",
        required=True,
        default="sales",
        help="What the colleague may open in the portal after the approval.",
    )

    @api.constrains("email")
    def _check_email(self):
        for person in self:
            if not email_normalize(person.email):
                raise UserError(
                    self.env._("“%(email)s” is no e-mail address.", email=person.email)
                )

from odoo import fields, models

MATCH_KINDS = [
    ("none", "Not Known"),
    ("applicant", "Applied Before"),
    ("client", "Our Client"),
    ("partner", "Our Partner"),
]


class PartnerApplicationMatch(models.Model):
    """Whom we know already that the applicant may be; the applicant is not told."""

    _name = "partner.application.match"
    _description = "Possible Duplicate of an Applicant"
    _order = "score desc, id"
    _rec_name = "note"

    application_id = fields.Many2one(
        "partner.application",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    kind = fields.Selection(
        MATCH_KINDS,
        "Who It Is",
        required=True,
        readonly=True,
        help="A client, a channel partner, or somebody who applied before.",
    )
    partner_id = fields.Many2one(
        "res.partner",
        "Company Found",
        readonly=True,
        index="btree_not_null",
        ondelete="cascade",
    )
    other_id = fields.Many2one(
        "partner.application",
        "Other Application",
        readonly=True,
        index="btree_not_null",
        ondelete="cascade",
    )
    score = fields.Integer(
        "Likeness", readonly=True, help="How likely it is the same one, 0 to 100."
    )
    note = fields.Char("Shared", readonly=True, help="What both have in common.")

    def action_open(self):
        """Open the company or the other application, read as the user."""
        self.ensure_one()
        self.check_access("read")
        record = self.partner_id or self.other_id
        return {
            "type": "ir.actions.act_window",
            "res_model": record._name,
            "res_id": record.id,
            "views": [(False, "form")],
        }

from odoo import fields, models


class PartnerAgreementType(models.Model):
    """A kind of agreement with its text, its validity and how it is signed."""

    _name = "partner.agreement.type"
    _inherit = ["client.code.mixin"]
    _description = "Type of Agreement"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    months = fields.Integer(
        "Months of Validity",
        default=12,
        help="Proposed in new agreements; 0 for an agreement without an end.",
    )
    signature = fields.Selection(
        [
            ("portal", "Accepted in the portal"),
            ("file", "Signed file"),
            ("either", "Portal or signed file"),
        ],
        "Signed by",
        required=True,
        default="either",
        help="Accepted in the portal: a person of the partner types its name; time, "
        "address and the hash of the text are kept. Signed file: a channel manager "
        "stores the scan.",
    )
    remind_days = fields.Integer(
        "First Reminder",
        default=60,
        help="Days before the end on which the partner and we are reminded to renew; "
        "0 for no reminder.",
    )
    remind_last_days = fields.Integer(
        "Last Reminder",
        default=14,
        help="Days before the end on which both are reminded once more; 0 for none.",
    )
    text = fields.Html(
        "Terms",
        translate=True,
        help="Copied to each new agreement in the language of the partner, where it "
        "can be changed until the agreement is offered.",
    )

    _code_uniq = models.UniqueIndex("(code)", "Another type has this code.")
    _numbers_positive = models.Constraint(
        "CHECK(months >= 0 AND remind_days >= 0 AND remind_last_days >= 0)",
        "Months and days of a type of agreement cannot be negative.",
    )

import base64

from odoo import fields, models
from odoo.exceptions import UserError

MAX_BYTES = 10 * 1024 * 1024
#: How files that may hold a signed agreement begin.
BEGINNINGS = (b"%PDF-", b"\x89PNG\r\n", b"\xff\xd8\xff")


class PartnerAgreementSign(models.TransientModel):
    """The signed copy of an agreement and who signed it."""

    _name = "partner.agreement.sign"
    _description = "Signed Copy of an Agreement"

    agreement_id = fields.Many2one("partner.agreement", required=True)
    signed_by = fields.Char(
        "Name of the Signatory", required=True, help="Who has signed for the partner."
    )
    date = fields.Date(
        "Signed on", required=True, default=lambda self: fields.Date.context_today(self)
    )
    file = fields.Binary("Signed Copy", required=True, attachment=False)
    filename = fields.Char("Name of the File")

    def action_apply(self):
        """Store the copy; the agreement is signed."""
        self.ensure_one()
        self.agreement_id.check_access("write")
        content = base64.b64decode(self.file or b"")
        if not content.startswith(BEGINNINGS) or len(content) > MAX_BYTES:
            raise UserError(
                self.env._("Choose a PDF, PNG or JPEG file of 10 megabytes at most.")
            )
        if self.date > fields.Date.context_today(self):
            raise UserError(self.env._("Nobody signs in the future: check the date."))
        self.agreement_id._sign_by_file(
            self.signed_by, self.date, self.file, self.filename
        )
        return {"type": "ir.actions.act_window_close"}

from odoo import api, fields, models

KINDS = [
    ("deal", "Another registration"),
    ("lead", "Open lead or opportunity"),
    ("quotation", "Open quotation"),
    ("client", "Client that buys from us"),
    ("contact", "Contact of our own people"),
    ("territory", "Exclusive territory of another partner"),
    ("account", "Named account of another partner"),
    ("outside", "Outside the partner's territories"),
]


class PartnerDealConflict(models.Model):
    """What stands against a registration, found by the check; for our eyes only."""

    _name = "partner.deal.conflict"
    _description = "Conflict of a Deal"
    _order = "weight desc, id"
    _rec_name = "note"

    deal_id = fields.Many2one(
        "partner.deal", required=True, readonly=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="deal_id.company_id")
    kind = fields.Selection(
        KINDS, required=True, readonly=True, help="What stands against the deal."
    )
    weight = fields.Selection(
        [("1", "Note"), ("2", "Needs a Reason"), ("3", "Excludes Approval")],
        "Consequence",
        required=True,
        readonly=True,
        help="A note is for the reviewer only. “Needs a reason”: approved only by a "
        "channel manager who says why. “Excludes approval”: the other registration "
        "has to be closed first.",
    )
    res_model = fields.Char("Model", readonly=True)
    res_id = fields.Many2oneReference("Record", model_field="res_model", readonly=True)
    score = fields.Integer(
        readonly=True, help="How surely it is the same client, 0 to 100."
    )
    note = fields.Char("Why", readonly=True)
    document = fields.Char(compute="_compute_document")

    @api.depends("res_model", "res_id")
    @api.depends_context("uid")
    def _compute_document(self):
        for conflict in self:
            record = conflict._record()
            readable = record and record._filtered_access("read")
            conflict.document = (
                readable.display_name
                if readable
                else self.env._("A record that you may not read")
            )

    def _record(self):
        """The document, or ``None`` where it is gone."""
        if self.res_model not in self.env:
            return None
        return self.env[self.res_model].browse(self.res_id).exists()

    def action_open(self):
        """Open the document, read as the user."""
        self.ensure_one()
        self.check_access("read")
        return {
            "type": "ir.actions.act_window",
            "res_model": self.res_model,
            "res_id": self.res_id,
            "views": [(False, "form")],
        }

from odoo import api, fields, models

RATINGS = [
    ("0", "Not rated"),
    ("1", "Poor"),
    ("2", "Weak"),
    ("3", "Sufficient"),
    ("4", "Good"),
    ("5", "Excellent"),
]


class ClientAppraisalLine(models.Model):
    """The mark for one criterion on an appraisal sheet."""

    _name = "client.appraisal.line"
    _description = "Mark of an Appraisal"
    _order = "appraisal_id, sequence, id"
    _rec_name = "criterion_id"

    appraisal_id = fields.Many2one(
        "client.appraisal", required=True, ondelete="cascade", index=True
    )
    criterion_id = fields.Many2one(
        "client.appraisal.criterion", required=True, ondelete="restrict", index=True
    )
    sequence = fields.Integer(default=10)
    weight = fields.Float(
        digits=(16, 2),
        default=1.0,
        help="As it was when the sheet was made.",
        aggregator=None,
    )
    rating = fields.Selection(
        RATINGS, "Mark", required=True, default="0", help="From 1 to 5 stars."
    )
    score = fields.Integer(
        "Points", compute="_compute_score", store=True, aggregator="avg"
    )
    anchor = fields.Char("Means", compute="_compute_anchor")
    comment = fields.Char(help="By what it was seen.")

    _criterion_unique = models.UniqueIndex(
        "(appraisal_id, criterion_id)", "The sheet has this criterion already."
    )

    @api.depends("rating")
    def _compute_score(self):
        for line in self:
            line.score = int(line.rating or 0)

    @api.depends("rating", "criterion_id")
    @api.depends_context("lang")
    def _compute_anchor(self):
        for line in self:
            line.anchor = line.criterion_id._anchor(int(line.rating or 0))

    # ------------------------------------------------------------------ frozen
    @api.model_create_multi
    def create(self, vals_list):
        sheet_ids = {vals.get("appraisal_id") for vals in vals_list} - {None}
        self.env["client.appraisal"].browse(sheet_ids)._check_not_done()
        return super().create(vals_list)

    def write(self, vals):
        self.appraisal_id._check_not_done()
        result = super().write(vals)
        if "appraisal_id" in vals:
            self.appraisal_id._check_not_done()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_done(self):
        self.appraisal_id._check_not_done()

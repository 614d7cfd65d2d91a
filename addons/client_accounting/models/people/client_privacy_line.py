from odoo import fields, models

ACTIONS = [
    ("found", "Found"),
    ("exported", "Copied"),
    ("erased", "Erased"),
    ("anonymised", "Made Anonymous"),
    ("kept", "Kept"),
    ("used", "No Longer Used"),
]


class ClientPrivacyLine(models.Model):
    """What was done with the records of one kind: their number and the reason, and
    nothing of what they held."""

    _name = "client.privacy.line"
    _description = "Log of a Personal Data Request"
    _order = "request_id, id"
    _rec_name = "name"

    request_id = fields.Many2one(
        "client.privacy.request", required=True, index=True, ondelete="cascade"
    )
    date = fields.Datetime(default=fields.Datetime.now, required=True)
    user_id = fields.Many2one(
        "res.users", "Done By", default=lambda self: self.env.user, ondelete="set null"
    )
    model = fields.Char("Technical Name")
    name = fields.Char("Records", required=True)
    record_count = fields.Integer("Number of Records")
    action = fields.Selection(
        ACTIONS, required=True, help="What became of these records."
    )
    reason = fields.Char(help="Why they were kept, or how they were found.")

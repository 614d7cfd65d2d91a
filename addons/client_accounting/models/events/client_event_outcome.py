from odoo import fields, models

OUTCOME_KINDS = [
    ("positive", "Positive"),
    ("neutral", "Neutral"),
    ("negative", "Negative"),
]


class ClientEventOutcome(models.Model):
    """How a talk ended, in the words of the company."""

    _name = "client.event.outcome"
    _inherit = ["client.code.mixin"]
    _description = "Event Outcome"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    kind = fields.Selection(
        OUTCOME_KINDS,
        required=True,
        default="neutral",
        help="Whether it brings us nearer to the client.",
    )
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    type_ids = fields.Many2many(
        "client.event.type",
        "client_event_type_outcome_rel",
        "outcome_id",
        "type_id",
        string="Event Types",
        help="Events that may end so.",
    )

    _code_unique = models.UniqueIndex("(code)", "Two outcomes have the same code.")

from odoo import fields, models


class ClientPersonalDateType(models.Model):
    """What days of people are worth a word, and how long before one is reminded."""

    _name = "client.personal.date.type"
    _inherit = ["client.code.mixin"]
    _description = "Kind of Personal Date"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    remind = fields.Boolean(
        "Reminder",
        default=True,
        help="An activity of the manager, in time to act. Switch it off where a "
        "process takes care of the day.",
    )
    days_before = fields.Integer(
        "Working Days Before",
        default=3,
        help="So many working days before the day the manager finds the activity in "
        "his plan.",
    )
    activity_type_id = fields.Many2one(
        "mail.activity.type",
        ondelete="set null",
        domain=[("res_model", "in", (False, "res.partner"))],
        help="Kind of the activity; a to-do where left empty.",
    )
    icon = fields.Char(default="fa-calendar-o", help="Font Awesome class.")
    active = fields.Boolean(default=True)

    _code_unique = models.UniqueIndex("(code)", "Two kinds have the same code.")
    _days_positive = models.Constraint(
        "CHECK(days_before >= 0 AND days_before <= 60)",
        "Give 0 to 60 working days.",
    )

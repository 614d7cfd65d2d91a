from odoo import fields, models


class ResCompany(models.Model):
    """How a company looks after what its clients have to pay."""

    _inherit = "res.company"

    client_due_soon_days = fields.Integer(
        "Due Soon",
        default=7,
        help="Instalments due today or within so many days stand as due on the work "
        "list.",
        groups="base.group_user",
    )
    client_promise_tolerance = fields.Integer(
        "Tolerance of Promises",
        default=1,
        help="Working days by which money may come later than promised, since banks "
        "take their time.",
        groups="base.group_user",
    )
    client_promise_escalate_days = fields.Integer(
        "Tell the Head of Broken Promises",
        default=3,
        help="After so many working days of the manager without payment and without a "
        "new promise; 0 for never.",
        groups="base.group_user",
    )
    client_reminder_interval = fields.Integer(
        "Days between Reminders",
        default=7,
        help="A client is not reminded of payments twice within so many days.",
        groups="base.group_user",
    )

    _client_receivable_days = models.Constraint(
        "CHECK(client_due_soon_days >= 0 AND client_promise_tolerance >= 0"
        " AND client_promise_escalate_days >= 0 AND client_reminder_interval >= 0)",
        "Days of receivables are zero or more.",
    )

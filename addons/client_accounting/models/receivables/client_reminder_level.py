from odoo import api, fields, models

TONES = [("friendly", "Friendly"), ("firm", "Firm"), ("final", "Final")]


class ClientReminderLevel(models.Model):
    """How clients are reminded of payments: in which tone, from which day on."""

    _name = "client.reminder.level"
    _inherit = ["client.code.mixin"]
    _description = "Reminder Level"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    tone = fields.Selection(
        TONES,
        required=True,
        default="friendly",
        help="How the letter speaks; its words are those of the template.",
    )
    days_late = fields.Integer(
        "From Days Late",
        required=True,
        default=1,
        help="Of the oldest overdue item. A client never meets a level before he got "
        "the one below it.",
    )
    template_id = fields.Many2one(
        "mail.template",
        "Letter",
        required=True,
        index=True,
        ondelete="restrict",
        default=lambda self: self.env.ref(
            "client_accounting.mail_template_reminder_friendly",
            raise_if_not_found=False,
        ),
        domain=[("model", "=", "client.payment.remind.line")],
        help="In all languages of clients; the statement of account is added.",
    )

    _code_uniq = models.UniqueIndex("(code)", "Another level has this code already.")
    _days_positive = models.Constraint(
        "CHECK(days_late > 0)", "Nobody is reminded before it is due."
    )

    @api.model
    def _propose(self, days_late, last):
        """The level for a client.

        :param int days_late: of the oldest overdue item
        :param last: the level of the last reminder, none if there was none
        """
        levels = self.search([])
        if not levels:
            return levels
        fitting = levels.filtered(lambda one: one.days_late <= days_late) or levels[:1]
        place = list(levels).index(last) + 1 if last in levels else 0
        return levels[min(place, len(fitting) - 1)]

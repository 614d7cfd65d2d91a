from datetime import date, timedelta

import babel.dates

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools.misc import get_lang

from ...tools.yearly import exists, next_occurrence

MONTHS = [
    ("1", "January"),
    ("2", "February"),
    ("3", "March"),
    ("4", "April"),
    ("5", "May"),
    ("6", "June"),
    ("7", "July"),
    ("8", "August"),
    ("9", "September"),
    ("10", "October"),
    ("11", "November"),
    ("12", "December"),
]
#: a day within so many days is told beside the person
SOON = 14


class ClientPersonalDate(models.Model):
    """A day of a person that comes back every year, with or without its year.

    The 29th of February is kept on the 28th in years that have none.
    """

    _name = "client.personal.date"
    _inherit = ["client.people.mixin"]
    _description = "Personal Date"
    _order = "next_date, id"

    partner_id = fields.Many2one(
        "res.partner", "Person", required=True, index=True, ondelete="cascade"
    )
    type_id = fields.Many2one(
        "client.personal.date.type",
        "Occasion",
        required=True,
        index=True,
        ondelete="restrict",
        default=lambda self: self._birthday_type(),
    )
    day = fields.Integer(required=True)
    month = fields.Selection(
        MONTHS, required=True, help="The day comes back every year."
    )
    year = fields.Integer(
        aggregator=None, help="Of the first time. 0 or empty where nobody knows."
    )
    note = fields.Char(help="What to remember on that day.")
    next_date = fields.Date(
        "Next",
        compute="_compute_next_date",
        store=True,
        index=True,
        help="The next such day, today among them.",
    )
    date_text = fields.Char("Date", compute="_compute_texts")
    years = fields.Integer(
        compute="_compute_texts",
        aggregator=None,
        help="How many years it will be on the next day.",
    )
    client_id = fields.Many2one(
        related="partner_id.commercial_partner_id", string="Client"
    )
    manager_id = fields.Many2one(
        related="partner_id.commercial_partner_id.user_id", string="Manager"
    )
    reminded_for = fields.Date(
        readonly=True, copy=False, help="The day of which was reminded last."
    )
    activity_id = fields.Many2one(
        "mail.activity",
        "Reminder",
        readonly=True,
        copy=False,
        ondelete="set null",
        index="btree_not_null",
    )

    _twice = models.UniqueIndex(
        "(partner_id, type_id, month, day)", "This day is there already."
    )

    @api.model
    def _birthday_type(self):
        return self.env.ref(
            "client_accounting.client_personal_date_type_birthday",
            raise_if_not_found=False,
        )

    # ------------------------------------------------------------------ computes
    @api.depends("day", "month")
    def _compute_next_date(self):
        today = self.env["client.work.days"]._today()
        for one in self:
            month = int(one.month or 0)
            one.next_date = exists(month, one.day) and next_occurrence(
                month, one.day, today
            )

    @api.depends("day", "month", "year", "next_date")
    @api.depends_context("lang")
    def _compute_texts(self):
        locale = get_lang(self.env).code
        for one in self:
            month = int(one.month or 0)
            if not exists(month, one.day):
                one.date_text, one.years = False, 0
                continue
            text = babel.dates.format_skeleton(
                "MMMMd", date(2000, month, one.day), locale=locale
            )
            one.date_text = f"{text} {one.year}" if one.year else text
            one.years = one.next_date.year - one.year if one.year else 0

    @api.depends("type_id", "partner_id", "day", "month", "year")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for one in self:
            one.display_name = " · ".join(
                filter(
                    None,
                    (
                        one.sudo().partner_id.name,
                        one.type_id.name,
                        one.date_text,
                    ),
                )
            )

    # ------------------------------------------------------------------ constraints
    @api.constrains("day", "month", "year")
    def _check_day(self):
        today = self.env["client.work.days"]._today()
        for one in self:
            month, year = int(one.month), one.year
            if not exists(month, one.day, year or None):
                raise ValidationError(
                    self.env._(
                        "There is no day %(day)s in that month. Correct the day or "
                        "the year.",
                        day=one.day,
                    )
                )
            if year and not (
                1850 <= year <= today.year and date(year, month, one.day) <= today
            ):
                raise ValidationError(
                    self.env._(
                        "The year %(year)s cannot be right: leave it empty where "
                        "nobody knows it.",
                        year=year,
                    )
                )

    # ------------------------------------------------------------------ records
    @api.model_create_multi
    def create(self, vals_list):
        dates = super().create(vals_list)
        dates.partner_id._birthday_from_dates()
        return dates

    def write(self, vals):
        people = self.partner_id
        moved = self.browse()
        if {"day", "month", "type_id"} & set(vals):
            moved = self.filtered("reminded_for")
        result = super().write(vals)
        if moved:
            # the reminder of the wrong day goes; the right one gets its own
            moved.sudo().activity_id.unlink()
            super(ClientPersonalDate, moved).write({"reminded_for": False})
        if {"day", "month", "year", "type_id", "partner_id"} & set(vals):
            (people | self.partner_id)._birthday_from_dates()
        return result

    def unlink(self):
        people = self.partner_id
        self.sudo().activity_id.unlink()
        result = super().unlink()
        people.exists()._birthday_from_dates()
        return result

    # ------------------------------------------------------------------ reading
    @api.model
    def _soon(self, people):
        """Return ``{person id: text}`` of the days that come within two weeks."""
        today = self.env["client.work.days"]._today()
        texts = {}
        for one in self.search(
            [
                ("partner_id", "in", people.ids),
                ("next_date", ">=", today),
                ("next_date", "<=", today + timedelta(days=SOON)),
            ]
        ):
            texts.setdefault(one.partner_id.id, []).append(one._soon_text(today))
        return {person: ", ".join(found) for person, found in texts.items()}

    def _soon_text(self, today):
        return self._days_text(self.type_id.name, (self.next_date - today).days)

    @api.model
    def _days_text(self, occasion, days):
        values = {"occasion": occasion, "days": days}
        if not days:
            return self.env._("%(occasion)s today", **values)
        if days == 1:
            return self.env._("%(occasion)s tomorrow", **values)
        return self.env._("%(occasion)s in %(days)s days", **values)

import json

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.tools import SQL
from odoo.tools.misc import format_date

#: name, label, months before this one that it begins with, months that it holds
PERIODS = {
    "month": ("This Month", 0, 1),
    "last": ("Last Month", 1, 1),
    "quarter": ("3 Months", 2, 3),
    "year": ("12 Months", 11, 12),
}
#: months of the curve
CURVE = 12
#: the sums that everything on a card is made of
SUMS = (
    "contact_count",
    "offer_count",
    "deal_count",
    "young_count",
    "due_count",
    "in_time_count",
    "late_count",
    "late_days",
    "response_count",
    "response_in_time_count",
    "waiting_count",
    "breach_count",
    "dossier_count",
    "dossier_sum",
)
#: shares and averages: what is divided by what
SHARES = {
    "offer_rate": ("offer_count", "contact_count"),
    "deal_rate": ("deal_count", "contact_count"),
    "punctuality": ("in_time_count", "due_count"),
    "late_average": ("late_days", "late_count"),
    "response_rate": ("response_in_time_count", "response_count"),
    "completeness": ("dossier_sum", "dossier_count"),
}
RATE = {"readonly": True, "aggregator": None, "digits": (16, 4)}
HOURS = {"readonly": True, "aggregator": None, "digits": (16, 2)}


class ClientManagerCard(models.Model):
    """The results of a manager in a period on one screen, beside those of the period
    before. The head sees his team, the manager himself, administrators all."""

    _name = "client.manager.card"
    _description = "Results of a Manager at a Glance"
    _auto = False
    _order = "contact_count desc, id"
    _rec_name = "user_id"

    _depends = {
        "client.manager.result": [
            "kind",
            "user_id",
            "company_id",
            "month",
            "response_hours",
            "channel",
            *SUMS,
        ],
        "mail.activity": ["active", "user_id", "date_deadline", "res_model"],
        "client.next.step.breach": ["user_id", "date_to", "kind", "company_id"],
        "res.users": ["sale_team_id", "share"],
    }

    period = fields.Selection(
        [(name, label) for name, (label, _back, _months) in PERIODS.items()],
        readonly=True,
        help="Months of the calendar; compared with as many months before.",
    )
    date_from = fields.Date("From", readonly=True)
    date_to = fields.Date("To", readonly=True)
    user_id = fields.Many2one("res.users", "Manager", readonly=True)
    team_id = fields.Many2one("crm.team", readonly=True)

    contact_count = fields.Integer("Contacts", readonly=True)
    contact_before = fields.Integer("Contacts Before", readonly=True)
    call_count = fields.Integer("Calls", readonly=True)
    meeting_count = fields.Integer("Meetings and Visits", readonly=True)
    mail_count = fields.Integer("Mails and Letters", readonly=True)
    young_count = fields.Integer("Contacts Still Working", readonly=True)
    offer_count = fields.Integer("Ended in Offers", readonly=True)
    offer_rate = fields.Float("Share with Offers", **RATE)
    offer_rate_before = fields.Float("Share with Offers Before", **RATE)
    deal_count = fields.Integer("Ended in Deals", readonly=True)
    deal_rate = fields.Float("Share with Deals", **RATE)
    deal_rate_before = fields.Float("Share with Deals Before", **RATE)
    due_count = fields.Integer("Activities Due", readonly=True)
    due_before = fields.Integer("Activities Due Before", readonly=True)
    punctuality = fields.Float(**RATE)
    punctuality_before = fields.Float(**RATE)
    late_average = fields.Float("Days Late, Average", **HOURS)
    response_count = fields.Integer("To Be Answered in Time", readonly=True)
    response_before = fields.Integer("To Be Answered Before", readonly=True)
    response_rate = fields.Float("Share Answered in Time", **RATE)
    response_rate_before = fields.Float("Share Answered in Time Before", **RATE)
    response_median = fields.Float("Hours to the Answer, Median", **HOURS)
    response_median_before = fields.Float("Hours to the Answer, Median Before", **HOURS)
    waiting_count = fields.Integer("Not Answered", readonly=True)
    completeness = fields.Float("Completeness of Dossiers", **RATE)
    completeness_before = fields.Float("Completeness of Dossiers Before", **RATE)
    overdue_now = fields.Integer(readonly=True)
    breach_now = fields.Integer("Without a Next Step Now", readonly=True)
    note = fields.Char(compute="_compute_note")
    curve = fields.Text(compute="_compute_curve", help="Contacts of the last months.")

    # ------------------------------------------------------------------ rows
    @property
    def _table_query(self):
        today = self.env["client.figures"]._figures_scope().today
        month = today.replace(day=1)
        rows = SQL(", ").join(
            SQL(
                "(%s, %s, %s::date, %s::date, %s::date)",
                number,
                name,
                month - relativedelta(months=back),
                month + relativedelta(months=months - back),
                month - relativedelta(months=back + months),
            )
            for number, (name, (_label, back, months)) in enumerate(PERIODS.items())
        )
        return SQL(
            """
            WITH counted AS (
                SELECT r.user_id, p.number, r.month >= p.start AS is_now, %(sums)s,
                       SUM(r.contact_count) FILTER (WHERE r.channel = 'call')
                           AS call_count,
                       SUM(r.contact_count) FILTER (
                           WHERE r.channel IN ('meeting', 'visit', 'demo',
                                               'exhibition')) AS meeting_count,
                       SUM(r.contact_count) FILTER (
                           WHERE r.channel IN ('email', 'letter', 'messenger', 'site'))
                           AS mail_count,
                       PERCENTILE_CONT(0.5) WITHIN GROUP (ORDER BY r.response_hours)
                           AS response_median
                  FROM (VALUES %(periods)s) p (number, period, start, stop, before)
                  JOIN client_manager_result r
                    ON r.month >= p.before AND r.month < p.stop
                 WHERE r.company_id = ANY(%(companies)s)
              GROUP BY 1, 2, 3
            )
            SELECT now.user_id * 8 + p.number AS id, p.period, p.start AS date_from,
                   p.stop - 1 AS date_to, now.user_id, u.sale_team_id AS team_id,
                   now.contact_count, now.call_count, now.meeting_count,
                   now.mail_count, now.young_count, now.offer_count, now.deal_count,
                   now.due_count, now.response_count, now.waiting_count,
                   now.response_median, before.contact_count AS contact_before,
                   before.due_count AS due_before,
                   before.response_count AS response_before,
                   before.response_median AS response_median_before,
                   %(shares)s,
                   COALESCE(late.count, 0) AS overdue_now,
                   COALESCE(breach.count, 0) AS breach_now
              FROM counted now
              JOIN (VALUES %(periods)s) p (number, period, start, stop, before)
                ON p.number = now.number
              JOIN res_users u ON u.id = now.user_id
         LEFT JOIN counted before
                ON before.user_id = now.user_id AND before.number = now.number
               AND NOT before.is_now
         LEFT JOIN (SELECT user_id, COUNT(*) FROM mail_activity
                     WHERE active AND date_deadline < %(today)s
                       AND res_model = ANY(%(models)s)
                  GROUP BY user_id) late ON late.user_id = now.user_id
         LEFT JOIN (SELECT user_id, COUNT(*) FROM client_next_step_breach
                     WHERE date_to IS NULL AND kind = 'none'
                       AND company_id = ANY(%(companies)s)
                  GROUP BY user_id) breach ON breach.user_id = now.user_id
             WHERE now.is_now
            """,
            periods=rows,
            sums=SQL(", ").join(
                SQL("SUM(r.%s) AS %s", SQL.identifier(name), SQL.identifier(name))
                for name in SUMS
            ),
            shares=SQL(", ").join(self._shares()),
            companies=self.env.companies.ids,
            models=list(self.env["client.registration"]._documents()),
            today=today,
        )

    @api.model
    def _shares(self):
        for name, (share, whole) in SHARES.items():
            for alias, column in (("now", name), ("before", f"{name}_before")):
                if column in self._fields:
                    yield SQL(
                        "%s::float8 / NULLIF(%s, 0) AS %s",
                        SQL.identifier(alias, share),
                        SQL.identifier(alias, whole),
                        SQL.identifier(column),
                    )

    # ------------------------------------------------------------------ computes
    @api.depends("young_count")
    @api.depends_context("lang")
    def _compute_note(self):
        days = self.env.company.sudo().client_effect_days
        for card in self:
            card.note = card.young_count and self.env._(
                "%(count)s contacts are younger than %(days)s days: they may still "
                "end in offers and deals.",
                count=card.young_count,
                days=days,
            )

    @api.depends("user_id")
    @api.depends_context("lang")
    def _compute_curve(self):
        results = self.env["client.manager.result"]
        first = results._months_back(CURVE - 1)
        counts = {
            (user.id, month): count
            for user, month, count in results._read_group(
                [
                    ("user_id", "in", self.user_id.ids),
                    ("month", ">=", first),
                    ("company_id", "in", self.env.companies.ids),
                ],
                ["user_id", "month:month"],
                ["contact_count:sum"],
            )
        }
        months = [first + relativedelta(months=number) for number in range(CURVE)]
        for card in self:
            values = [
                {
                    "label": format_date(self.env, month, date_format="LLL"),
                    "value": counts.get((card.user_id.id, month)) or 0,
                    "type": "past" if month < months[-1] else "future",
                }
                for month in months
            ]
            card.curve = json.dumps(
                [{"key": self.env._("Contacts"), "title": "", "values": values}]
            )

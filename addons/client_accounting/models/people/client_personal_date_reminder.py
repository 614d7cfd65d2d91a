from datetime import timedelta

from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL

from ...tools.yearly import next_occurrence

#: calendar days that hold the most working days before, with holidays between
HORIZON = 120
#: a day that nights without a schedule have passed over is still told of
MISSED = timedelta(days=3)
#: a day is not told of twice in a year, also where it was corrected by a few days
YEAR = timedelta(days=180)


class ClientPersonalDate(models.Model):
    """Reminders in time to act, once for each day."""

    _inherit = "client.personal.date"

    @api.model
    def _cron_remind(self):
        """Remind of what comes, then move on what has passed."""
        self.with_context(client_work_days_memo={})._remind()
        self._roll()

    @api.model
    def _remind(self):
        """Plan the activities that are due to be seen today.

        :return: the dates that were reminded of
        """
        today = self.env["client.work.days"]._today()
        found = self.sudo().search(self._remind_domain(today))
        due = found.filtered(lambda one: one._remind_day() <= today)
        due = due._claim()
        due._plan_reminders(today)
        return due

    @api.model
    def _remind_domain(self, today):
        """The domain of dates not reminded of, near enough to look at."""
        return Domain(
            [
                ("type_id.remind", "=", True),
                ("type_id.active", "=", True),
                ("partner_id.active", "=", True),
                ("partner_id.client_privacy_restricted", "=", False),
                ("next_date", ">=", today - MISSED),
                ("next_date", "<=", today + timedelta(days=HORIZON)),
            ]
        )

    def _remind_day(self):
        """The day on which the manager is to see the activity."""
        company = self._reminder_company()
        calendar = self.env["client.work.days"]._of_company(company)
        day = calendar.previous(self.next_date)
        before = self.type_id.days_before
        return calendar.add(day, -before) if before else day

    def _claim(self):
        """Mark the dates as reminded of, each but once for its day.

        :return: those that nobody has marked yet
        """
        if not self:
            return self
        self.env.flush_all()
        rows = self.env.execute_query(
            SQL(
                """UPDATE client_personal_date SET reminded_for = next_date
                    WHERE id = ANY(%s)
                      AND (reminded_for IS NULL OR reminded_for < next_date - %s)
                RETURNING id""",
                self.ids,
                YEAR.days,
            )
        )
        self.invalidate_recordset(["reminded_for"])
        return self.browse(sorted(one for (one,) in rows))

    def _plan_reminders(self, today):
        """Plan an activity of each date, with whoever acts for the manager."""
        model_id = self.env["ir.model"]._get_id("res.partner")
        todo = self.env.ref("mail.mail_activity_data_todo", raise_if_not_found=False)
        planned, values = [], []
        for one in self:
            deadline, user = one._reminder_due(today)
            if not user:
                continue
            told = one.with_context(lang=user.lang or self.env.lang)
            kind = one.type_id.activity_type_id or todo
            planned.append(one)
            values.append(
                {
                    "res_model_id": model_id,
                    "res_id": one.partner_id.id,
                    "activity_type_id": kind.id if kind else False,
                    "summary": told._reminder_text(),
                    "note": one.note or False,
                    "date_deadline": deadline,
                    "user_id": user.id,
                    "automated": True,
                }
            )
        activities = (
            self.env["mail.activity"]
            .sudo()
            .with_context(mail_activity_quick_update=True)
            .create(values)
        )
        for one, activity in zip(planned, activities, strict=True):
            one.activity_id = activity

    def _reminder_text(self):
        name = self.partner_id.name or ""
        values = {"occasion": self.type_id.name, "name": name, "date": self.date_text}
        if self.years > 0:
            return self.env._(
                "%(occasion)s of %(name)s, %(date)s: %(years)s years",
                years=self.years,
                **values,
            )
        return self.env._("%(occasion)s of %(name)s, %(date)s", **values)

    def _reminder_due(self, today):
        """The day itself, or the last working day before, and who acts then.

        :return: (date, user); the user is empty where nobody is there
        """
        days = self.env["client.work.days"]
        company = self._reminder_company()
        day = max(self.next_date, today)
        user = self._reminder_user(day)
        return max(days._of_user(user, company).previous(day), today), user

    def _reminder_company(self):
        partner = self.partner_id
        manager = self._managers()[:1]
        return partner.company_id or manager.company_id or self.env.company

    def _managers(self):
        """Who is responsible for the person, or for a company that he is in."""
        person = self.partner_id
        roles = person.client_role_ids.filtered("is_current")
        clients = person.commercial_partner_id | roles.client_id
        return (person.user_id | clients.user_id).filtered(
            lambda user: user.active and not user.share
        )

    def _reminder_user(self, day):
        """The manager on that day, his substitute, his head, or the head of sales."""
        managers = self._managers()
        company = self._reminder_company()
        heads = managers.sale_team_id.user_id | company.client_head_id
        acting = self.env["client.substitution"]
        for user in managers | heads:
            if found := acting._acting(user, day):
                return found
        return self.env["res.users"]

    @api.model
    def _roll(self):
        """Move the dates that have passed to their next day."""
        today = self.env["client.work.days"]._today()
        self.env.flush_all()
        rows = self.env.execute_query(
            SQL(
                """SELECT DISTINCT month, day FROM client_personal_date
                    WHERE next_date < %s""",
                today,
            )
        )
        if not rows:
            return
        self.env.execute_query(
            SQL(
                """UPDATE client_personal_date one SET next_date = moved.day
                     FROM (VALUES %s) moved (month, number, day)
                    WHERE one.month = moved.month AND one.day = moved.number
                      AND one.next_date < %s
                RETURNING one.id""",
                SQL(", ").join(
                    SQL(
                        "(%s, %s, %s::date)",
                        month,
                        number,
                        next_occurrence(int(month), number, today),
                    )
                    for month, number in rows
                ),
                today,
            )
        )
        self.invalidate_model(["next_date", "years"])

from datetime import datetime, time, timedelta

import pytz

from odoo import api, models

from ...tools.work_days import DAY, WorkDays, is_weekday


class ClientWorkDays(models.AbstractModel):
    """The days that companies and users work: working hours, public holidays, absence,
    as the calendars of the ERP have them."""

    _name = "client.work.days"
    _description = "Working Days"

    @api.model
    def _of_company(self, company):
        """The `WorkDays` of a company: its working hours and public holidays."""
        return self._memo(("company", company.id), lambda: self._make(company, None))

    @api.model
    def _of_user(self, user, company):
        """The `WorkDays` of a user in a company: those of the company, or of his own
        working hours, less the days of his absence."""
        if not user:
            return self._of_company(company)
        return self._memo(
            ("user", company.id, user.id), lambda: self._make(company, user)
        )

    @api.model
    def _memo(self, key, make):
        """Calendars are looked up once for a batch that keeps a memo in the context."""
        memo = self.env.context.get("client_work_days_memo")
        if memo is None:
            return make()
        if key not in memo:
            memo[key] = make()
        return memo[key]

    @api.model
    def _with_memo(self):
        """This model, remembering the calendars that it has looked up."""
        if self.env.context.get("client_work_days_memo") is not None:
            return self
        return self.with_context(client_work_days_memo={})

    @api.model
    def _make(self, company, user):
        company = company.sudo()
        resource = self.env["resource.resource"].sudo()
        if user:
            resources = user.sudo().resource_ids
            resource = resources.filtered(lambda one: one.company_id == company)
            resource = (resource or resources)[:1]
        calendar = resource.calendar_id or company.resource_calendar_id
        if not calendar or not calendar.attendance_ids:
            return WorkDays(self._weekdays)
        tz = pytz.timezone(calendar.tz or "UTC")

        def load(first, last):
            start = tz.localize(datetime.combine(first, time.min))
            stop = tz.localize(datetime.combine(last + DAY, time.min))
            intervals = calendar._work_intervals_batch(
                start, stop, resources=resource or None
            )[resource.id or False]
            return {interval[0].astimezone(tz).date() for interval in intervals}

        return WorkDays(load)

    @api.model
    def _weekdays(self, first, last):
        return {
            day
            for day in (
                first + timedelta(days=number)
                for number in range((last - first).days + 1)
            )
            if is_weekday(day)
        }

    @api.model
    def _today(self):
        """The day of the figures, which rules are evaluated for."""
        return self.env["client.figures"]._figures_scope().today

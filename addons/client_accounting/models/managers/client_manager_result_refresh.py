from datetime import datetime, time, timedelta, timezone

import pytz
from dateutil.relativedelta import relativedelta

from odoo import SUPERUSER_ID, api, fields, models
from odoo.exceptions import AccessError
from odoo.tools import SQL

from . import result_sql
from .client_month import utc_of

REFRESHED = "client_accounting.manager_results_at"
MANAGER = "client_accounting.group_client_accounting_manager"
DAY = timedelta(days=1)


class ClientManagerResult(models.Model):
    """Counting results: every hour those of the months that still change, every night
    all of them."""

    _inherit = "client.manager.result"

    @api.model
    def action_refresh(self):
        """Count the months that still change now.

        :raise AccessError: to others than administrators of client accounting
        """
        if not self.env.user.has_group(MANAGER):
            raise AccessError(
                self.env._("Only administrators of client accounting count anew.")
            )
        self.sudo()._refresh_recent()
        return {"type": "ir.actions.client", "tag": "soft_reload"}

    @api.model
    def _cron_refresh(self):
        """Count what still changes; once a day everything."""
        parameters = self.env["ir.config_parameter"].sudo()
        today = str(self.env["client.figures"]._figures_scope().today)
        if parameters.get_param(REFRESHED) == today:
            self._refresh_recent()
        else:
            self._refresh()
            parameters.set_param(REFRESHED, today)

    @api.model
    def _refresh_recent(self):
        """Count this month anew and those whose contacts may still end in something."""
        today = self.env["client.figures"]._figures_scope().today
        companies = self.env["res.company"].sudo().search([])
        days = max(companies.mapped("client_effect_days") or [30])
        self._refresh((today - timedelta(days=days)).replace(day=1))

    @api.model
    def _refresh(self, since=None):
        """Count the results from a month on.

        :param since: first day of that month; None for everything
        """
        self = self.with_user(SUPERUSER_ID)
        self.env.flush_all()
        scope = self.env["client.figures"]._figures_scope()
        beginning = fields.Date.to_date("1900-01-01")
        self._forget(since or beginning, scope.today.replace(day=1))
        start = utc_of(since or self._first_month(), scope.tz)
        options = {
            "start": SQL("%s::timestamp", start),
            "since": SQL("%s::date", since or beginning),
            "today": SQL("%s::date", scope.today),
            "now": SQL("%s::timestamp", fields.Datetime.now()),
            "robot": SUPERUSER_ID,
        }
        self.env.cr.execute(
            SQL(
                result_sql.CONTACTS,
                **self._only(result_sql.CONTACTS, options),
                day=scope.day(SQL("contact.date")),
            )
        )
        self._refresh_responses(scope, start, options)
        self.env.cr.execute(
            SQL(
                result_sql.TASKS,
                **self._only(result_sql.TASKS, options),
                models=list(self.env["client.registration"]._documents()),
            )
        )
        self.env.cr.execute(
            SQL(result_sql.STEPS, **self._only(result_sql.STEPS, options)),
        )
        self._refresh_dossiers(scope.today.replace(day=1))
        self.invalidate_model()

    @api.model
    def _forget(self, since, this_month):
        """Delete what is counted anew. Who counts at the same time waits; readers do
        not."""
        cr = self.env.cr
        cr.execute(SQL("LOCK TABLE client_manager_result IN SHARE ROW EXCLUSIVE MODE"))
        # how complete dossiers were is not known later
        cr.execute(
            SQL(
                """DELETE FROM client_manager_result
                    WHERE (kind <> 'dossier' AND month >= %s)
                       OR (kind = 'dossier' AND month = %s)""",
                since,
                this_month,
            )
        )

    @api.model
    def _only(self, statement, options):
        return {
            name: value for name, value in options.items() if f"%({name})s" in statement
        }

    @api.model
    def _first_month(self):
        """The month that the history of events begins with."""
        [(first,)] = self.env.execute_query(
            SQL("SELECT MIN(date)::date FROM client_event")
        )
        today = self.env["client.figures"]._figures_scope().today
        # a day of UTC may lie in the month before
        return (min(first or today, today) - DAY).replace(day=1)

    # ------------------------------------------------------------------ answers
    @api.model
    def _refresh_responses(self, scope, start, options):
        companies = self.env["res.company"].with_context(active_test=False).search([])
        pieces = [
            (company.id, *piece)
            for company in companies
            for piece in self._work_pieces(company, start.date())
        ]
        company_ids, days, starts, stops, before = zip(*pieces, strict=True)
        self.env.cr.execute(
            SQL(
                result_sql.RESPONSES,
                **self._only(result_sql.RESPONSES, options),
                day=scope.day(SQL("asking.date")),
                companies=list(company_ids),
                days=list(days),
                starts=list(starts),
                stops=list(stops),
                before=list(before),
            )
        )

    @api.model
    def _work_pieces(self, company, first):
        """The working time of a company from a day to today, cut at midnight UTC.

        :return: [(day, start, stop, seconds worked before)] in UTC; a day without work
            has a piece without length
        """
        last = fields.Datetime.now().date()
        by_day = {}
        for start, stop in self._work_intervals(company, first, last):
            while start.date() < stop.date():
                midnight = datetime.combine(start.date() + DAY, time.min)
                by_day.setdefault(start.date(), []).append((start, midnight))
                start = midnight
            if start < stop:
                by_day.setdefault(start.date(), []).append((start, stop))
        pieces, worked, day = [], 0, first
        while day <= last:
            midnight = datetime.combine(day, time.min)
            for start, stop in by_day.get(day, [(midnight, midnight)]):
                pieces.append((day, start, stop, worked))
                worked += (stop - start).total_seconds()
            day += DAY
        return pieces

    @api.model
    def _work_intervals(self, company, first, last):
        """Working intervals, UTC without zone, in order. Without working hours a
        company works from Monday to Friday, day and night."""
        calendar = company.resource_calendar_id
        if not calendar or not calendar.attendance_ids:
            days = (first + DAY * number for number in range((last - first).days + 1))
            return [
                (
                    datetime.combine(day, time.min),
                    datetime.combine(day + DAY, time.min),
                )
                for day in days
                if day.weekday() < 5
            ]
        intervals = calendar._work_intervals_batch(
            pytz.utc.localize(datetime.combine(first, time.min)),
            pytz.utc.localize(datetime.combine(last + DAY, time.min)),
        )[False]
        return [
            tuple(
                moment.astimezone(timezone.utc).replace(tzinfo=None)
                for moment in interval[:2]
            )
            for interval in intervals
        ]

    # ------------------------------------------------------------------ dossiers
    @api.model
    def _refresh_dossiers(self, month):
        for company in self.env["res.company"].search([]):
            dossiers = self.env["client.completeness"].with_company(company)
            self.env.cr.execute(
                SQL(
                    result_sql.DOSSIERS,
                    company=company.id,
                    month=SQL("%s::date", month),
                    dossiers=dossiers._totals(),
                )
            )

    @api.model
    def _months_back(self, count):
        """First day of the month so many months ago."""
        today = self.env["client.figures"]._figures_scope().today
        return today.replace(day=1) - relativedelta(months=count)

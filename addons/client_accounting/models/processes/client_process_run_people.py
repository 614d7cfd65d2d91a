from datetime import timedelta

from odoo import fields, models

from .client_process import ROLES


class ClientProcessRun(models.Model):
    """Who takes a step, and on which day: roles, working days, absence, substitutes."""

    _inherit = "client.process.run"

    def _due(self):
        """The day of the current step and who takes it.

        :return: (date, user); the user is empty where nobody is found
        """
        self.ensure_one()
        days = self.env["client.work.days"]
        company = self.company_id
        user = self._role_user()
        day = max(self._counted_day(days._of_company(company)), self._today())
        day = days._of_company(company).next(day)
        acting = self.env["client.substitution"]._acting(user, day)
        if user and not acting:
            acting = self._fallback_user()
        return days._of_user(acting, company).next(day), acting

    def _counted_day(self, calendar):
        """The day that the delay of the current step leads to; may be past."""
        step = self.step_id
        base = self._today()
        if step.delay_from == "start":
            base = self.date_start
        elif step.delay_from == "date":
            base = self._date_of_client(step) or base
        if step.delay_unit == "working":
            if step.delay_from == "date" and step.delay <= 0:
                # in time also where the day itself is a holiday
                return calendar.add(calendar.previous(base), step.delay)
            return calendar.add(base, step.delay)
        return base + timedelta(days=step.delay)

    def _date_of_client(self, step):
        """The date that a step counts from: of the contact, else of the client; the
        next one where it comes back every year."""
        name = step.date_field_id.sudo().name
        partner = self.person_id or self.partner_id
        if not name or name not in partner._fields:
            return False
        value = partner[name] or self.partner_id[name]
        value = fields.Date.to_date(value)
        if not value:
            return False
        if self.started_by == "date":
            return self._anniversary(value, self.date_start)
        return value

    def _anniversary(self, value, day):
        """The first anniversary of a date on or after a day; of the 29th of February
        on the 28th in other years."""
        for year in (day.year, day.year + 1):
            try:
                found = value.replace(year=year)
            except ValueError:
                found = value.replace(year=year, day=28)
            if found >= day:
                return found
        return value

    # ------------------------------------------------------------------ roles
    def _role_user(self):
        """The user in the role of the current step, or who stands in for it."""
        step = self.step_id
        user = self.env["res.users"]
        if step.role == "user":
            user = step.user_id
        elif step.role in dict(ROLES):
            user = getattr(self, f"_role_{step.role}")()
        return self._working(user) or self._fallback_user()

    def _role_manager(self):
        return self.partner_id.user_id

    def _role_key_account(self):
        return self.process_id.key_account_user_id or self.partner_id._client_role_user(
            "key_account", self.company_id
        )

    def _role_accountant(self):
        return self.process_id.accountant_user_id or self.partner_id._client_role_user(
            "accountant", self.company_id
        )

    def _role_back_office(self):
        return self.process_id.back_office_user_id or self.partner_id._client_role_user(
            "back_office", self.company_id
        )

    def _fallback_user(self):
        """Who gets the steps for which nobody is found: the responsible of the process,
        the manager of the client, his head, the head of the company."""
        client = self.partner_id
        for user in (
            self.process_id.user_id,
            client.user_id,
            client.user_id.sale_team_id.user_id,
            self.company_id.client_head_id,
        ):
            acting = self.env["client.substitution"]._acting(
                self._working(user), self._today()
            )
            if acting:
                return acting
        return self.env["res.users"]

    def _working(self, user):
        """The user, if there still is one who works in the company of the run."""
        user = user.sudo()
        if user and user.active and not user.share:
            if self.company_id in user.company_ids:
                return user
        return self.env["res.users"]

    def _nobody(self):
        """The sentence for a step that nobody can take."""
        roles = dict(self.step_id._fields["role"]._description_selection(self.env))
        return self.env._(
            "Nobody is there for the step “%(step)s”: “%(client)s” has no %(role)s, "
            "and neither the process nor the company names somebody else.",
            step=self.step_id.name,
            client=self.partner_id.name,
            role=roles[self.step_id.role],
        )

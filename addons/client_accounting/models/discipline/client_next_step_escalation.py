from odoo import api, models


class ClientNextStepBreach(models.Model):
    """Telling the head, once for each time a client comes on the list."""

    _inherit = "client.next.step.breach"

    @api.model
    def _escalate(self, company):
        """Tell the heads of what has been on the list for too long; each head gets one
        notice, each row is told once.

        :return: the rows that were told
        """
        return self._due_to_tell(company)._tell_heads()

    @api.model
    def _due_to_tell(self, company):
        """Open rows that were not told, and that the manager has had on his list for
        more of his working days than the rule allows."""
        days = self.env["client.work.days"]._with_memo()
        today = days._today()
        rows = self.search(
            [
                ("company_id", "=", company.id),
                ("date_to", "=", False),
                ("escalated_on", "=", False),
                ("rule_id.escalate_days", ">", 0),
            ]
        )
        limits = {}
        for breach in rows:
            key = breach.user_id, breach.rule_id
            if key not in limits:
                calendar = days._of_user(breach.user_id, company)
                limits[key] = self._days_ago(
                    calendar, breach.user_id, breach.rule_id.escalate_days, today
                )
        return rows.filtered(
            lambda breach: breach.date_found <= limits[breach.user_id, breach.rule_id]
        )

    @api.model
    def _days_ago(self, calendar, user, count, today):
        """The day so many working days of a user ago; the days for which he has a
        substitute do not count."""
        absences = [
            (one.date_from, one.date_to)
            for one in self.env["client.substitution"]
            .sudo()
            .search([("user_id", "=", user.id), ("date_from", "<=", today)])
        ]
        day = today
        for _number in range(365):
            day = calendar.add(day, -1)
            if not any(first <= day <= last for first, last in absences):
                count -= 1
            if not count:
                break
        return day

    def _notice_line(self):
        # OVERRIDE
        return self.env._(
            "%(client)s (%(manager)s): %(days)s days",
            client=self.partner_id.display_name,
            manager=self.user_id.name or self.env._("no manager"),
            days=self.days,
        )

    def _notice(self):
        # OVERRIDE
        subject = self.env._("Clients without a next step: %(count)s", count=len(self))
        opening = self.env._(
            "These clients have been without a next step for too long. Plan one with "
            "their managers, or give the clients to somebody else."
        )
        return subject, opening, "/odoo/next-steps"

from markupsafe import Markup

from odoo import api, models

#: clients named in a notice; the list has them all
NAMED = 20


class ClientNextStepBreach(models.Model):
    """Telling the head, once for each time a client comes on the list."""

    _inherit = "client.next.step.breach"

    @api.model
    def _escalate(self, company):
        """Tell the heads of what has been on the list for too long; each head gets one
        notice, each row is told once.

        :return: the rows that were told
        """
        due = self._due_to_tell(company)
        told = self.browse()
        for head, rows in due.grouped(lambda breach: breach._head()).items():
            if not head:
                continue
            rows.write(
                {
                    "escalated_on": self.env["client.work.days"]._today(),
                    "escalated_to_id": head.id,
                }
            )
            rows._tell(head)
            told |= rows
        return told

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

    def _head(self):
        """Who is told: the leader of the manager's sales team, else the head of the
        company, or his substitute; empty where that is the manager himself."""
        self.ensure_one()
        today = self.env["client.work.days"]._today()
        for head in (
            self.user_id.sale_team_id.user_id,
            self.company_id.client_head_id,
        ):
            head = self.env["client.substitution"]._acting(head, today)
            if head and head != self.user_id and self.company_id in head.company_ids:
                return head
        return self.env["res.users"]

    def _tell(self, head):
        """Send a notice about these clients to their head, in his language."""
        self = self.with_context(lang=head.lang)
        lines = [
            Markup("<li>%s</li>")
            % self.env._(
                "%(client)s (%(manager)s): %(days)s days",
                client=breach.partner_id.display_name,
                manager=breach.user_id.name or self.env._("no manager"),
                days=breach.days,
            )
            for breach in self[:NAMED]
        ]
        if len(self) > NAMED:
            lines.append(
                Markup("<li>%s</li>")
                % self.env._("and %(count)s more", count=len(self) - NAMED)
            )
        body = Markup("<p>%s</p><ul>%s</ul><p><a href='%s'>%s</a></p>") % (
            self.env._(
                "These clients have been without a next step for too long. Plan one "
                "with their managers, or give the clients to somebody else."
            ),
            Markup("").join(lines),
            "/odoo/next-steps",
            self.env._("Open the list"),
        )
        self.env["mail.thread"].message_notify(
            partner_ids=head.partner_id.ids,
            subject=self.env._(
                "Clients without a next step: %(count)s", count=len(self)
            ),
            body=body,
        )

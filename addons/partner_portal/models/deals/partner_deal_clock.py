from odoo import api, fields, models
from odoo.fields import Domain

#: Days before the end of the protection on which the partner is reminded.
REMIND_DAYS = 14
BATCH = 200


class PartnerDeal(models.Model):
    """Deadlines: the answer to a registration, the end of a protection."""

    _inherit = "partner.deal"

    days_left = fields.Integer(
        compute="_compute_days_left",
        help="Days until the protection ends; negative once it has ended.",
    )

    @api.depends("state", "protected_until")
    def _compute_days_left(self):
        for deal in self:
            deal.days_left = deal._days_left() if deal.state == "approved" else 0

    def _days_left(self):
        if not self.protected_until:
            return -1
        return (self.protected_until - fields.Date.context_today(self)).days

    def _review_deadline(self, now):
        """The moment until which the partner gets an answer, in UTC.

        :param now: when the deal was registered, UTC
        """
        company_sudo = self.company_id.sudo()
        hours = company_sudo.partner_deal_review_hours
        return company_sudo._plan_working_hours(hours, now)

    def _plan_for_manager(self, summary, note=None, user=None):
        """An activity today for who looks after the deal, or for another user."""
        self.ensure_one()
        user = user or self.manager_id or self.company_id.sudo().partner_deal_user_id
        if not user:
            return
        self.sudo().activity_schedule(
            "mail.mail_activity_data_todo",
            date_deadline=fields.Date.context_today(self),
            summary=summary,
            note=note,
            user_id=user.id,
        )

    @api.model
    def _cron_deadlines(self):
        """Tell of reviews that are late, remind of ends, end what has ended."""
        cron = self.env["ir.cron"]
        steps = [
            (self._late_domain(), self._escalate),
            (self._ending_domain(), self._remind),
            (self._ended_domain(), self._expire),
        ]
        remaining = sum(self.search_count(domain) for domain, _step in steps)
        time_left = cron._commit_progress(remaining=remaining)
        for domain, step in steps:
            while time_left:
                deals = self.search(domain, limit=BATCH).try_lock_for_update()
                deals = deals.filtered_domain(domain)
                if not deals:
                    break
                step(deals)
                remaining = max(0, remaining - len(deals))
                time_left = cron._commit_progress(len(deals), remaining=remaining)

    @api.model
    def _late_domain(self):
        return (
            Domain("state", "=", "submitted")
            & Domain("review_deadline", "<", fields.Datetime.now())
            & Domain("escalated_at", "=", False)
        )

    @api.model
    def _ending_domain(self):
        last = fields.Date.add(fields.Date.context_today(self), days=REMIND_DAYS)
        return (
            Domain("state", "=", "approved")
            & Domain("protected_until", "<=", last)
            & Domain("protected_until", ">=", fields.Date.context_today(self))
            & Domain("reminded_at", "=", False)
        )

    @api.model
    def _ended_domain(self):
        return Domain("state", "=", "approved") & Domain(
            "protected_until", "<", fields.Date.context_today(self)
        )

    @api.model
    def _escalate(self, deals):
        """The head of the channel hears of registrations without an answer."""
        for deal in deals:
            head = deal.company_id.partner_deal_user_id or deal.manager_id
            deal._plan_for_manager(
                self.env._("Registration without an answer: %(deal)s", deal=deal.name),
                user=head,
            )
        deals._write_kept({"escalated_at": fields.Datetime.now()})

    @api.model
    def _remind(self, deals):
        for deal in deals:
            deal._tell_ending()
        deals._write_kept({"reminded_at": fields.Datetime.now()})

    @api.model
    def _expire(self, deals):
        deals._close("expired")
        for deal in deals:
            deal._tell_decided()

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date

from .client_payment_promise import MISSED

ACTIVITY = "client_accounting.mail_activity_type_promise"


class ClientPaymentPromise(models.Model):
    """What follows from a broken promise: the manager calls, then the head is told."""

    _inherit = "client.payment.promise"

    followed_on = fields.Date("Manager Told on", readonly=True, copy=False)

    def _state_changed(self):
        """Withdraw the calls about what was paid after all."""
        paid = self.filtered(
            lambda one: one.followed_on and (one.state not in MISSED or one.is_settled)
        )
        if paid:
            paid.activity_unlink([ACTIVITY])
            paid.write({"followed_on": False, "escalated_on": False})

    @api.model
    def _follow_broken(self):
        """Plan a call about each broken promise for its manager, or who acts for him;
        once, and not where a new date was agreed on."""
        days = self.env["client.work.days"]._with_memo()
        substitutions = self.env["client.substitution"].with_context(**days.env.context)
        today = days._today()
        broken = self.search(
            [
                ("state", "in", MISSED),
                ("is_settled", "=", False),
                ("followed_on", "=", False),
                ("next_ids", "=", False),
            ]
        )
        for promise in broken:
            acting = substitutions._acting(promise.user_id, today) or promise.user_id
            calendar = days._of_user(acting, promise.company_id)
            promise = promise.with_context(
                lang=acting.lang or self.env.lang, mail_activity_quick_update=True
            )
            promise.activity_schedule(
                ACTIVITY,
                date_deadline=calendar.next(today),
                summary=promise._broken_summary(),
                user_id=acting.id or self.env.uid,
            )
        broken.write({"followed_on": today})
        return broken

    def _broken_summary(self):
        self.ensure_one()
        missing = self.currency_id.format(self.amount_missing)
        return self.env._(
            "Promised for %(date)s, not paid: %(amount)s",
            date=format_date(self.env, self.date),
            amount=missing,
        )

    # ------------------------------------------------------------------ head
    @api.model
    def _escalate_broken(self):
        """Tell the heads of promises that stay broken; each head gets one notice, each
        promise is told once.

        :return: the promises that were told
        """
        return self._due_to_tell()._tell_heads()

    @api.model
    def _due_to_tell(self):
        """Broken promises without a new date, that the manager has had for more of his
        working days than the settings allow."""
        days = self.env["client.work.days"]._with_memo()
        today = days._today()
        promises = self.search(
            [
                ("state", "in", MISSED),
                ("is_settled", "=", False),
                ("escalated_on", "=", False),
                ("next_ids", "=", False),
                ("company_id.client_promise_escalate_days", ">", 0),
            ]
        )
        breaches = self.env["client.next.step.breach"]
        limits = {}
        for promise in promises:
            key = promise.user_id, promise.company_id
            if key not in limits:
                limits[key] = breaches._days_ago(
                    days._of_user(*key),
                    promise.user_id,
                    promise.company_id.client_promise_escalate_days,
                    today,
                )
        return promises.filtered(
            lambda one: one.broken_on <= limits[one.user_id, one.company_id]
        )

    def _notice_line(self):
        # OVERRIDE
        return self.env._(
            "%(client)s (%(manager)s): %(what)s",
            client=self.partner_id.display_name,
            manager=self.user_id.name or self.env._("no manager"),
            what=self._broken_summary(),
        )

    def _notice(self):
        # OVERRIDE
        subject = self.env._("Broken payment promises: %(count)s", count=len(self))
        opening = self.env._(
            "These clients did not pay as they promised, and there is no new date. "
            "Help their managers, or decide what to do about deliveries."
        )
        return subject, opening, "/odoo/payment-promises"

    def action_call_head(self):
        """Tell the head now.

        :raise UserError: where there is nobody to tell
        """
        self.check_access("write")
        for promise in self:
            if promise.state_now not in MISSED:
                raise UserError(
                    self.env._("Only broken promises are told to the head.")
                )
            head = promise.sudo()._head()
            if not head:
                raise UserError(
                    self.env._(
                        "There is no head to tell: name one in the settings, or a "
                        "leader of the sales team."
                    )
                )
            promise.sudo()._tell(head)

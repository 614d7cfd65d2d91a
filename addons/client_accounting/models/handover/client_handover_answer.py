from odoo import api, fields, models
from odoo.exceptions import UserError


class ClientHandover(models.Model):
    """Asking the receivers, reminding them, telling their heads."""

    _inherit = "client.handover"

    def _ask_receivers(self):
        """An activity for each receiver: it works without e-mail too."""
        self.ensure_one()
        lines = self.line_ids.filtered(lambda line: line.state == "waiting")
        calendars = self.env["client.work.days"]._with_memo()
        for receiver, theirs in lines.grouped("receiver_id").items():
            translated = self.with_context(lang=receiver.lang or self.env.lang)
            calendar = calendars._of_user(receiver, self.company_id)
            translated.activity_schedule(
                "mail.mail_activity_data_todo",
                user_id=receiver.id,
                date_deadline=calendar.add(
                    self._today(), max(self.company_id.client_handover_remind_days, 1)
                ),
                summary=translated.env._(
                    "Accept %(count)s clients of %(user)s",
                    count=len(theirs),
                    user=self.from_user_id.name,
                ),
                note=self.reason,
            )

    def _close_asking(self):
        """The activities of receivers who have answered everything are done."""
        for handover in self.sudo():
            waiting = handover.line_ids.filtered(
                lambda line: line.state in ("waiting", "question")
            ).receiver_id
            answered = handover.line_ids.receiver_id - waiting
            todo = self.env.ref("mail.mail_activity_data_todo")
            handover.activity_ids.filtered(
                lambda activity, users=answered, kind=todo: (
                    activity.user_id in users and activity.activity_type_id == kind
                )
            ).action_feedback()

    # ------------------------------------------------------------------ in time
    @api.model
    def _cron_remind(self):
        """Remind receivers once who have not answered for some of their working days;
        then tell their heads, once."""
        lines = self.env["client.handover.line"].search(
            [
                ("handover_id.state", "=", "done"),
                ("state", "=", "waiting"),
                ("escalated_on", "=", False),
            ]
        )
        for (handover, receiver), rows in lines.grouped(
            lambda line: (line.handover_id, line.receiver_id)
        ).items():
            handover._remind(receiver, rows)

    def _remind(self, receiver, lines):
        company = self.company_id
        days = self.env["client.work.days"]._with_memo()
        calendar = days._of_user(receiver, company)
        handed = fields.Date.to_date(self.date_done)
        today = self._today()
        tell = company.client_handover_escalate_days
        remind = company.client_handover_remind_days
        if tell > 0 and calendar.add(handed, tell) <= today:
            self._tell_head(receiver, lines)
        elif remind > 0 and calendar.add(handed, remind) <= today:
            fresh = lines.filtered(lambda line: not line.reminded_on)
            if fresh:
                fresh.write({"reminded_on": today})
                self._notify_receiver(receiver, len(fresh))

    def _notify_receiver(self, user, count):
        """A notice on the handover, in the language of the user."""
        self = self.with_context(lang=user.lang or self.env.lang)
        self.message_notify(
            partner_ids=user.partner_id.ids,
            subject=self.env._(
                "Accept %(count)s clients of %(user)s",
                count=count,
                user=self.from_user_id.name,
            ),
            body=self.env._(
                "They were handed over to you and wait for your answer: accept them, "
                "ask, or refuse with a reason."
            ),
            model=self._name,
            res_id=self.id,
        )

    def _head_of(self, user):
        """Who is told about a user; in the end who carried the handover out."""
        return self.env["client.handover.line"]._head_of(
            user, self.company_id, self.done_user_id
        )

    def _tell_head(self, receiver, lines):
        head = self._head_of(receiver)
        lines.write({"escalated_on": self._today(), "escalated_to_id": head.id})
        if not head:
            return
        self = self.with_context(lang=head.lang or self.env.lang)
        self.activity_schedule(
            "mail.mail_activity_data_warning",
            user_id=head.id,
            summary=self.env._(
                "%(user)s has not accepted %(count)s clients",
                user=receiver.name,
                count=len(lines),
            ),
            note=self.env._(
                "They were handed over by %(giver)s on %(date)s. Talk to him, or hand "
                "them over to somebody else.",
                giver=self.from_user_id.name,
                date=fields.Date.to_string(fields.Date.to_date(self.date_done)),
            ),
        )

    # ------------------------------------------------------------------ proposing
    def action_propose(self):
        """Send the draft to those who decide."""
        for handover in self:
            handover._check_giver(handover.sudo().from_user_id)
            handover.check_access("read")
            if handover.state != "draft":
                raise UserError(self.env._("This handover is no draft any more."))
            handover_sudo = handover.sudo()
            handover_sudo._check_ready()
            handover_sudo.write({"state": "proposed"})
            for user in handover_sudo._deciders():
                translated = handover_sudo.with_context(lang=user.lang)
                translated.activity_schedule(
                    "mail.mail_activity_data_todo",
                    user_id=user.id,
                    summary=translated.env._(
                        "%(user)s proposes to hand over %(count)s clients",
                        user=self.env.user.name,
                        count=len(handover_sudo.line_ids),
                    ),
                    note=handover_sudo.reason,
                )
        return True

    def _deciders(self):
        """Who is asked to decide: the leader of the team or the head of the company,
        if they may; else all who may, some of them."""
        group = self.env.ref("client_accounting.group_client_accounting_manager")
        may = group.all_user_ids.filtered(
            lambda user: (
                user.active
                and user != self.from_user_id
                and user != self.env.ref("base.user_root")
                and self.company_id in user.company_ids
            )
        )
        heads = self.from_user_id.sale_team_id.user_id | self.company_id.client_head_id
        return (heads & may) or may[:3]

    def _tell_answer(self, user, lines, answer, note):
        """Who handed over gets the question or the refusal as an activity."""
        target = self.done_user_id
        head = self._head_of(user) if target == user or not target.active else target
        if not head:
            return
        self = self.with_context(lang=head.lang or self.env.lang)
        if answer == "question":
            summary = self.env._(
                "%(user)s asks about %(clients)s",
                user=user.name,
                clients=self._names(lines.partner_id),
            )
        else:
            summary = self.env._(
                "%(user)s refuses %(clients)s",
                user=user.name,
                clients=self._names(lines.partner_id),
            )
        self.activity_schedule(
            "mail.mail_activity_data_todo",
            user_id=head.id,
            summary=summary,
            note=note,
        )

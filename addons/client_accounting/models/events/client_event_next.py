from datetime import timedelta

from odoo import api, fields, models


class ClientEvent(models.Model):
    """What follows from an event: the next step, the reply to a letter. Each is an
    activity on the document of the event, or on its client."""

    _inherit = "client.event"

    next_type_id = fields.Many2one(
        "client.event.type",
        string="Next Step",
        compute="_compute_next_type_id",
        inverse="_inverse_next_step",
        readonly=False,
        help="Planned as an activity on saving; empty for none.",
    )
    next_date = fields.Date(
        string="On",
        compute="_compute_next_date",
        inverse="_inverse_next_step",
        readonly=False,
    )
    next_user_id = fields.Many2one(
        "res.users",
        string="Who",
        compute="_compute_next_user_id",
        inverse="_inverse_next_step",
        readonly=False,
        domain="[('share', '=', False)]",
    )
    next_summary = fields.Char(
        string="What", compute="_compute_next_summary", inverse="_inverse_next_step"
    )
    next_activity_id = fields.Many2one(
        "mail.activity",
        string="Planned Next Step",
        ondelete="set null",
        index="btree_not_null",
        readonly=True,
        copy=False,
    )

    @api.depends("type_id")
    def _compute_next_type_id(self):
        for event in self:
            # only what is being recorded has a proposal
            is_new = not event._origin.id
            event.next_type_id = event.type_id.next_type_id if is_new else False

    @api.depends("next_type_id")
    def _compute_next_date(self):
        today = fields.Date.context_today(self)
        for event in self:
            usual = event.type_id.next_type_id
            days = event.type_id.next_delay if event.next_type_id == usual else 1
            planned = today + timedelta(days=days)
            event.next_date = planned if event.next_type_id else False

    @api.depends("next_type_id")
    def _compute_next_user_id(self):
        for event in self:
            event.next_user_id = self.env.user if event.next_type_id else False

    @api.depends("next_type_id")
    def _compute_next_summary(self):
        for event in self:
            event.next_summary = False

    def _inverse_next_step(self):
        for event in self.filtered("next_type_id"):
            event._plan_next(
                event.next_type_id,
                event.next_date,
                event.next_user_id,
                event.next_summary,
            )

    def _plan_usual_next(self):
        """Plan what their types plan at once."""
        today = fields.Date.context_today(self)
        for event in self:
            event_type = event.type_id
            if event_type.next_mode == "create" and event_type.next_type_id:
                event._plan_next(
                    event_type.next_type_id,
                    today + timedelta(days=event_type.next_delay),
                )

    def _plan_next(self, event_type, date=None, user=None, summary=None):
        """Plan an event of the type as an activity; the one planned before stays."""
        self.ensure_one()
        self.sudo().next_activity_id = self._schedule(
            activity_type=event_type.activity_type_id,
            summary=summary or event_type.name,
            date_deadline=date,
            user=user,
        )

    def _plan_reply(self):
        """Have an activity for the reply to each letter that needs one."""
        for event in self.filtered("reply_due"):
            activity_sudo = event.sudo().reply_activity_id
            if activity_sudo:
                activity_sudo.filtered("active").date_deadline = event.reply_due
                continue
            event.sudo().reply_activity_id = event._schedule(
                activity_type=self.env.ref(
                    "client_accounting.mail_activity_type_letter", False
                ),
                summary=event._reply_summary(),
                date_deadline=event.reply_due,
            )

    def _reply_summary(self):
        if self.direction == "out":
            return self.env._(
                "Is there a reply to our letter %(number)s?",
                number=self.letter_number or "",
            )
        return self.env._("Reply to letter %(number)s", number=self.letter_number or "")

    def _schedule(self, summary, date_deadline=None, user=None, activity_type=None):
        """Return a new activity that follows from the event; none where nobody of ours
        is there to do it.

        :param user: who is to do it, by default who is responsible for the event or
            for the client
        """
        self.ensure_one()
        event_sudo = self.sudo()
        candidates = (
            user or event_sudo.user_id,
            event_sudo.user_id,
            event_sudo.client_id.user_id,
            self.env.user,
        )
        for candidate in candidates:
            if candidate and candidate.sudo().active and not candidate.sudo().share:
                return self._activity_record().activity_schedule(
                    summary=summary,
                    date_deadline=date_deadline,
                    activity_type_id=activity_type.id if activity_type else False,
                    user_id=candidate.id,
                    automated=False,
                )
        return self.env["mail.activity"]

    def _activity_record(self):
        """Return the record that carries what follows: the document where there is one
        that takes activities and that the user may work on, else the client."""
        client = self.sudo().client_id.with_env(self.env)
        if not self.res_id or self.res_model not in self.env:
            return client
        document = self.env[self.res_model].browse(self.res_id).exists()
        if not document or not hasattr(document, "activity_schedule"):
            return client
        operation = getattr(document, "_mail_post_access", "write")
        return document if document.has_access(operation) else client

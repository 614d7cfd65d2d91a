from odoo import api, fields, models

STATEMENT = "client_accounting.action_report_client_statement"


class ClientPaymentRemindLine(models.TransientModel):
    """One client to remind."""

    _name = "client.payment.remind.line"
    _description = "Payment Reminder to Send"

    remind_id = fields.Many2one(
        "client.payment.remind", required=True, index=True, ondelete="cascade"
    )
    partner_id = fields.Many2one("res.partner", "Client", required=True, readonly=True)
    recipient_id = fields.Many2one(
        "res.partner",
        "Send to",
        domain="[('commercial_partner_id', '=', partner_id), ('email', '!=', False)]",
    )
    user_id = fields.Many2one("res.users", "Sender", default=lambda self: self.env.user)
    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    is_sending = fields.Boolean("Send")
    level_id = fields.Many2one("client.reminder.level")
    amount = fields.Monetary("Overdue", readonly=True)
    amount_left_out = fields.Monetary(
        "Left Out", readonly=True, help="Overdue, but promised or disputed."
    )
    oldest_due_date = fields.Date(readonly=True)
    days_late = fields.Integer(readonly=True)
    last_date = fields.Date("Reminded on", readonly=True)
    reason = fields.Char("Not Sent Because", readonly=True)
    subject = fields.Char(compute="_compute_letter")
    body = fields.Html(compute="_compute_letter", sanitize=False)

    @api.depends("level_id", "partner_id", "amount")
    def _compute_letter(self):
        for line in self:
            line.subject, line.body = False, False
            if line.level_id and line._origin.id:
                line.subject, line.body = line._letter()

    def _amount_text(self):
        """The amount as the client's language writes it; for templates."""
        self.ensure_one()
        return self.currency_id.format(self.amount)

    def _prepare_reminder(self):
        return {
            "partner_id": self.partner_id.id,
            "recipient_id": self.recipient_id.id,
            "company_id": self.company_id.id,
            "level_id": self.level_id.id,
            "amount": self.amount,
            "oldest_due_date": self.oldest_due_date,
            "days_late": self.days_late,
            "user_id": self.user_id.id,
        }

    def _letter(self):
        """Subject and body in the client's language."""
        self.ensure_one()
        lang = self.partner_id.lang or self.env.lang
        template_sudo = self.level_id.sudo().template_id.with_context(lang=lang)
        ids = self._origin.ids
        subject = template_sudo._render_field("subject", ids)
        body = template_sudo._render_field("body_html", ids)
        return subject[ids[0]], body[ids[0]]

    def action_preview(self):
        """Show the letter as the client gets it."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Letter to %(client)s", client=self.partner_id.name),
            "res_model": self._name,
            "res_id": self.id,
            "views": [(False, "form")],
            "target": "new",
        }

    def action_statement(self):
        """Print the statement of account that goes with the letter."""
        self.ensure_one()
        return self.env["client.statement.print"]._print(
            self.partner_id, self.company_id
        )

    def action_back(self):
        """Go back from the letter to the list."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Remind of Payments"),
            "res_model": "client.payment.remind",
            "res_id": self.remind_id.id,
            "views": [(False, "form")],
            "target": "new",
            "context": {"dialog_size": "extra-large"},
        }

    def _send(self, with_statement):
        """Send the letter of one client, unless something came against it meanwhile.

        :return: the reminder, none where it was not sent
        """
        self.ensure_one()
        wizard, client, company = self.remind_id, self.partner_id, self.company_id
        client.check_access("read")
        company.check_access("read")
        reminders_sudo = self.env["client.payment.reminder"].sudo()
        found = reminders_sudo._overdue_clients(client, company)
        now = wizard._prepare_line(client, company, found.get((client.id, company.id)))
        recipient = self.recipient_id or wizard._recipient(client)
        if now["reason"] or not self.level_id or not recipient.email:
            self.write({"reason": now["reason"], "is_sending": False})
            return reminders_sudo
        self.write(
            {
                "amount": now["amount"],
                "days_late": now["days_late"],
                "recipient_id": recipient.id,
            }
        )
        reminder_sudo = reminders_sudo.create(self._prepare_reminder())
        subject, body = self._letter()
        attachments = []
        if with_statement:
            attachments.append(self._statement())
        message_sudo = (
            client.sudo()
            .with_company(company)
            .with_context(lang=client.lang or self.env.lang)
            .message_post(
                subject=subject,
                body=body,
                partner_ids=recipient.ids,
                attachments=attachments,
                message_type="comment",
                subtype_xmlid="mail.mt_comment",
                author_id=self.env.user.partner_id.id,
                email_layout_xmlid="mail.mail_notification_light",
                force_send=False,
            )
        )
        reminder_sudo.message_id = message_sudo
        return reminder_sudo

    def _statement(self):
        """``(file name, content)`` of the statement of account."""
        lang = self.partner_id.lang or self.env.lang
        content, kind = (
            self.env["ir.actions.report"]
            .with_context(lang=lang)
            ._render_qweb_pdf(
                STATEMENT,
                self.partner_id.ids,
                data={"company_id": self.company_id.id},
            )
        )
        name = self.with_context(lang=lang).env._(
            "Statement of account %(date)s", date=fields.Date.context_today(self)
        )
        return f"{name}.{kind}", content

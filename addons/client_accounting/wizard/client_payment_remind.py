from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date


class ClientPaymentRemind(models.TransientModel):
    """Clients are reminded of overdue payments: who, in which tone, what is left out
    and why; one look at each letter, then all are sent."""

    _name = "client.payment.remind"
    _description = "Send Payment Reminders"

    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    with_statement = fields.Boolean(
        "Statement of Account",
        default=True,
        help="Add the open items as a PDF in the client's language.",
    )
    line_ids = fields.One2many("client.payment.remind.line", "remind_id")
    send_count = fields.Integer(compute="_compute_send_count")
    skip_count = fields.Integer(compute="_compute_send_count")

    @api.depends("line_ids.is_sending")
    def _compute_send_count(self):
        for wizard in self:
            sending = wizard.line_ids.filtered("is_sending")
            wizard.send_count = len(sending)
            wizard.skip_count = len(wizard.line_ids - sending)

    @api.model
    def _open(self, clients):
        """Return the action of the dialog for these clients, in the companies in which
        they owe something.

        :raise UserError: to who may not see all documents of clients
        """
        self.env["client.statement"]._check_sender()
        clients = clients.filtered("id")
        if not clients:
            raise UserError(self.env._("Choose the clients to remind."))
        clients.check_access("read")
        wizard = self.create({})
        wizard.line_ids = [
            fields.Command.create(values) for values in wizard._prepare_lines(clients)
        ]
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Remind of Payments"),
            "res_model": self._name,
            "res_id": wizard.id,
            "views": [(False, "form")],
            "target": "new",
            "context": {"dialog_size": "extra-large"},
        }

    def _prepare_lines(self, clients):
        reminders = self.env["client.payment.reminder"]
        found = reminders._overdue_clients(clients, self.env.companies)
        lines = []
        for client in clients:
            keys = [key for key in found if key[0] == client.id]
            for key in keys or [(client.id, self.company_id.id)]:
                company = self.env["res.company"].browse(key[1])
                lines.append(self._prepare_line(client, company, found.get(key)))
        return sorted(lines, key=lambda line: (not line["is_sending"], -line["amount"]))

    def _prepare_line(self, client, company, found):
        found = found or {
            "overdue": 0.0,
            "disputed": 0.0,
            "promised": 0.0,
            "credit": 0.0,
            "oldest": False,
            "last": self.env["client.payment.reminder"],
        }
        today = fields.Date.context_today(self)
        oldest = found["oldest"]
        late = (today - oldest).days if oldest else 0
        last = found["last"]
        level = self.env["client.reminder.level"]._propose(late, last.level_id)
        recipient = self._recipient(client)
        reason = self._why_not(company, found, recipient, last, today, level)
        return {
            "partner_id": client.id,
            "company_id": company.id,
            "recipient_id": recipient.id,
            "level_id": level.id,
            "amount": found["overdue"],
            "amount_left_out": found["disputed"] + found["promised"],
            "oldest_due_date": oldest,
            "days_late": late,
            "last_date": last.date,
            "reason": reason,
            "is_sending": not reason,
        }

    @api.model
    def _recipient(self, client):
        """The address for invoices, else the client itself."""
        address = client.address_get(["invoice"])["invoice"]
        partner = self.env["res.partner"].browse(address)
        return partner if partner.email else client

    @api.model
    def _why_not(self, company, found, recipient, last, today, level):
        """The sentence why a client is not reminded; empty where nothing is against."""
        currency = company.currency_id
        if currency.compare_amounts(found["overdue"], 0) <= 0:
            if found["disputed"] or found["promised"]:
                return self.env._("What is overdue is promised or disputed.")
            return self.env._("Nothing is overdue.")
        if currency.compare_amounts(found["credit"], found["overdue"]) >= 0:
            return self.env._(
                "Credits of %(amount)s are not matched yet: match them first.",
                amount=currency.format(found["credit"]),
            )
        days = company.sudo().client_reminder_interval
        if last and (today - last.date).days < days:
            return self.env._(
                "Reminded on %(date)s, less than %(days)s days ago.",
                date=format_date(self.env, last.date),
                days=days,
            )
        if not recipient.email:
            return self.env._("There is no e-mail address.")
        if not level:
            return self.env._("There is no reminder level: add one.")
        return ""

    def action_send(self):
        """Send the reminders that are ticked; what changed meanwhile is left out.

        :raise UserError: where nothing is ticked, or to who may not see all documents
        """
        self.ensure_one()
        self.env["client.statement"]._check_sender()
        lines = self.line_ids.filtered("is_sending")
        if not lines:
            raise UserError(self.env._("Nobody is ticked: there is nothing to send."))
        sent = self.env["client.payment.reminder"]
        for line in lines:
            sent |= line._send(self.with_statement)
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success" if sent else "warning",
                "message": self.env._(
                    "Reminders sent: %(sent)s of %(count)s.",
                    sent=len(sent),
                    count=len(lines),
                ),
                "next": {"type": "ir.actions.act_window_close"},
            },
        }

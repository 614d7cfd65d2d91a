from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Command
from odoo.tools import format_date


class ClientPaymentPromiseTake(models.TransientModel):
    """When the client will pay: filled in from the items that it is about."""

    _name = "client.payment.promise.take"
    _description = "Record a Payment Promise"

    partner_id = fields.Many2one("res.partner", "Client", required=True)
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    previous_id = fields.Many2one(
        "client.payment.promise",
        "Instead of",
        domain="[('partner_id', '=', partner_id), ('company_id', '=', company_id),"
        " ('state', 'in', ('open', 'partly', 'broken'))]",
        help="The promise that the client puts off; how often is kept.",
    )
    line_ids = fields.Many2many(
        "account.move.line",
        string="Items",
        domain="[('partner_id', 'child_of', partner_id),"
        " ('company_id', '=', company_id), ('parent_state', '=', 'posted'),"
        " ('account_id.account_type', '=', 'asset_receivable'),"
        " ('amount_residual', '>', 0)]",
        help="Leave empty for whatever the client owes.",
    )
    currency_id = fields.Many2one(
        "res.currency",
        compute="_compute_amount",
        store=True,
        readonly=False,
        precompute=True,
        required=True,
    )
    amount = fields.Monetary(
        compute="_compute_amount",
        store=True,
        readonly=False,
        precompute=True,
        required=True,
        help="What is open of the items; with none chosen, what is overdue.",
    )
    amount_open = fields.Monetary("Open", compute="_compute_amount_open")
    date = fields.Date(
        "Pays on",
        required=True,
        default=lambda self: self._default_date(),
        help="The day on which the money is to arrive.",
    )
    date_given = fields.Date(
        "Promised on", required=True, default=fields.Date.context_today
    )
    contact_id = fields.Many2one(
        "res.partner",
        "Promised by",
        domain="[('commercial_partner_id', '=', partner_id)]",
    )
    event_id = fields.Many2one(
        "client.event", "Said at", domain="[('client_id', '=', partner_id)]"
    )
    note = fields.Char()
    warning = fields.Char(compute="_compute_warning")

    @api.model
    def _open(self, values):
        """Return the action of the dialog with these default values."""
        context = dict(self.env.context)
        context.update({name: value for name, value in values.items() if value})
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Payment Promise"),
            "res_model": self._name,
            "views": [(False, "form")],
            "target": "new",
            "context": context,
        }

    @api.model
    def _default_date(self):
        """The end of a working week: five working days from today."""
        days = self.env["client.work.days"]
        return days._of_company(self.env.company).add(
            fields.Date.context_today(self), 5
        )

    @api.model
    def default_get(self, fields):
        values = super().default_get(fields)
        promises = self.env["client.payment.promise"]
        previous = promises.browse(values.get("previous_id"))
        if previous:
            values.setdefault("partner_id", previous.partner_id.id)
            values["company_id"] = previous.company_id.id
            values.setdefault("contact_id", previous.contact_id.id)
            lines = previous.line_ids or previous.invoice_ids.line_ids.filtered(
                lambda line: line.account_id.account_type == "asset_receivable"
            )
            if not values.get("line_ids"):
                values["line_ids"] = [Command.set(lines.ids)]
        partner = self.env["res.partner"].browse(values.get("partner_id"))
        if partner:
            values["partner_id"] = (partner.commercial_partner_id or partner).id
        return values

    @api.depends("line_ids", "partner_id", "company_id", "previous_id")
    def _compute_amount(self):
        for wizard in self:
            previous = wizard.previous_id
            lines = wizard.line_ids
            company_currency = wizard.company_id.currency_id
            if previous and previous.amount_missing:
                wizard.currency_id = previous.currency_id
                wizard.amount = previous.amount_missing
                continue
            currency = lines.currency_id
            wizard.currency_id = currency if len(currency) == 1 else company_currency
            wizard.amount = wizard._open_amount(overdue=True)

    @api.depends("line_ids", "partner_id", "company_id", "currency_id")
    def _compute_amount_open(self):
        for wizard in self:
            wizard.amount_open = wizard._open_amount()

    def _open_amount(self, overdue=False):
        """What is open of the items in the currency of the dialog; with none chosen,
        what the client owes at all, or only what is overdue."""
        self.ensure_one()
        currency, company = self.currency_id, self.company_id
        if not self.partner_id or not currency:
            return 0.0
        lines = self.line_ids
        if not lines:
            domain = [
                ("partner_id", "child_of", self.partner_id._origin.id),
                ("company_id", "=", company.id),
                ("parent_state", "=", "posted"),
                ("account_id.account_type", "=", "asset_receivable"),
                ("amount_residual", "!=", 0),
                ("reconciled", "=", False),
            ]
            everything = self.env["account.move.line"]
            if not everything.has_access("read"):
                return 0.0
            lines = everything.search(domain)
            if overdue:
                today = fields.Date.context_today(self)
                late = lines.filtered(
                    lambda one: one.amount_residual > 0 and one.date_maturity < today
                )
                lines = late or lines
        if lines.currency_id == currency:
            amount = sum(lines.mapped("amount_residual_currency"))
        else:
            amount = company.currency_id._convert(
                sum(lines.mapped("amount_residual")),
                currency,
                company,
                fields.Date.context_today(self),
            )
        return max(currency.round(amount), 0.0)

    @api.depends("amount", "amount_open", "date", "previous_id", "line_ids")
    def _compute_warning(self):
        today = fields.Date.context_today(self)
        for wizard in self:
            notes = []
            if wizard.date and wizard.date < today:
                notes.append(self.env._("This day is over already."))
            if wizard.currency_id and wizard.amount_open < wizard.amount:
                notes.append(
                    self.env._(
                        "More than is open: %(amount)s.",
                        amount=wizard.currency_id.format(wizard.amount_open),
                    )
                )
            if wizard.previous_id:
                notes.append(
                    self.env._(
                        "The promise for %(date)s is put off; times put off: "
                        "%(count)s.",
                        date=format_date(self.env, wizard.previous_id.date),
                        count=wizard.previous_id.postponed_count + 1,
                    )
                )
            disputes = (
                self.env["client.dispute"]
                .sudo()
                .search_count(
                    [
                        ("move_id", "in", wizard.line_ids.move_id.ids),
                        ("state", "=", "open"),
                    ],
                    limit=1,
                )
            )
            if disputes:
                notes.append(self.env._("Some of it is disputed."))
            wizard.warning = " ".join(notes)

    @api.constrains("amount", "date", "date_given")
    def _check_promise(self):
        for wizard in self:
            if wizard.amount <= 0:
                raise ValidationError(
                    self.env._("A promise is about an amount over zero.")
                )
            if wizard.date < wizard.date_given:
                raise ValidationError(
                    self.env._(
                        "A promise is for the day on which it is given, or for a later "
                        "one."
                    )
                )

    def action_take(self):
        """Record the promise.

        :raise UserError: for a client of another company, or without anything to pay
        """
        self.ensure_one()
        client = self.partner_id.commercial_partner_id
        if not client:
            raise UserError(self.env._("Choose the client that promised."))
        self.env["client.payment.promise"].create(self._prepare_promise(client))
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": self.env._(
                    "%(client)s pays %(amount)s on %(date)s.",
                    client=client.display_name,
                    amount=self.currency_id.format(self.amount),
                    date=format_date(self.env, self.date),
                ),
                "next": {
                    "type": "ir.actions.act_window_close",
                    "infos": {"taken": True},
                },
            },
        }

    def _prepare_promise(self, client):
        return {
            "partner_id": client.id,
            "company_id": self.company_id.id,
            "currency_id": self.currency_id.id,
            "amount": self.amount,
            "date": self.date,
            "date_given": self.date_given,
            "contact_id": self.contact_id.id,
            "event_id": self.event_id.id,
            "note": self.note,
            "previous_id": self.previous_id.id,
            "line_ids": [fields.Command.set(self.line_ids.ids)],
            "invoice_ids": [fields.Command.set(self.line_ids.move_id.ids)],
        }

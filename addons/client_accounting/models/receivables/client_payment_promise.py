from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import format_date

from ...tools import payment_promises as rule

STATES = [
    (rule.OPEN, "Open"),
    (rule.KEPT, "Kept"),
    (rule.PARTLY, "Partly Kept"),
    (rule.BROKEN, "Broken"),
    (rule.POSTPONED, "Postponed"),
    (rule.VOID, "Nothing Left to Pay"),
]
#: what counts in the share of promises kept
DECIDED = (rule.KEPT, rule.PARTLY, rule.BROKEN)
MISSED = (rule.PARTLY, rule.BROKEN)


class ClientPaymentPromise(models.Model):
    """A client promised to pay an amount until a day. Whether he did is decided from
    the payments, never by hand.

    The rule, as `tools/payment_promises.py` applies it:

    * What counts is money: a payment, a bank or cash entry, reconciled with an
      instalment that the promise covers (``account.partial.reconcile``). A promise
      about any item of the client also counts money on account that is not matched yet.
      Credit notes, write-offs, compensations and exchange differences are no money.
    * The day of the money is the accounting date of the payment, not the day on which
      somebody matched it: what is matched late changes the decision afterwards.
    * It counts from the day on which the promise was given until its last day: the day
      promised, plus the tolerance in working days of the company (settings).
    * A payment counts once. Several promises take from it in the order of their days;
      what one has taken is not there for the next. Money that comes after the last day
      of a promise may serve a later one.
    * Nobody pays more than he owes: where credit notes, earlier money or money of other
      promises settle a part of the covered instalments, so much less is needed. Where
      nothing is left to pay and no money came, the promise is void: invoice cancelled,
      reversed or credited.
    * Amounts are compared in the currency of the promise: the amount of the matching in
      the currency of the invoice, else of the payment, else of the company; any other
      currency at the rate of the day of the payment.
    * Paid in full: kept. In part when the last day is over: partly kept. Not at all:
      broken. Where a new date was agreed on before that, it is postponed, and the new
      promise goes on with the chain; agreed on later, it stays broken.
    * A matching that is undone, for instance since the bank returned the money, counts
      no longer: the promise is open or broken again.

    The decision is made at once when something is matched or undone, when a promise is
    recorded, and for the days that pass by a scheduled action; `state_now` is right in
    between.
    """

    _name = "client.payment.promise"
    _inherit = [
        "client.reader.mixin",
        "client.escalation.mixin",
        "mail.thread",
        "mail.activity.mixin",
    ]
    _description = "Payment Promise"
    _order = "date desc, id desc"
    _check_company_auto = True

    partner_id = fields.Many2one(
        "res.partner",
        "Client",
        required=True,
        index=True,
        ondelete="cascade",
        check_company=True,
        help="The company that pays; of a contact, the one that it belongs to.",
    )
    contact_id = fields.Many2one(
        "res.partner",
        "Promised by",
        ondelete="set null",
        check_company=True,
        domain="[('commercial_partner_id', '=', partner_id)]",
        help="The person of the client who gave their word.",
    )
    user_id = fields.Many2one(
        "res.users",
        "Manager",
        compute="_compute_user_id",
        store=True,
        readonly=False,
        precompute=True,
        index=True,
        ondelete="set null",
        check_company=True,
        domain="[('share', '=', False)]",
        help="Is told when the promise is broken.",
    )
    taken_by_id = fields.Many2one(
        "res.users",
        "Taken by",
        default=lambda self: self.env.user,
        index=True,
        ondelete="set null",
        check_company=True,
        domain="[('share', '=', False)]",
    )
    company_id = fields.Many2one(
        "res.company",
        required=True,
        index=True,
        default=lambda self: self.env.company,
        ondelete="cascade",
    )
    currency_id = fields.Many2one(
        "res.currency",
        required=True,
        default=lambda self: self.env.company.currency_id,
    )
    amount = fields.Monetary(
        required=True, tracking=True, help="In the currency in which it was promised."
    )
    date_given = fields.Date(
        "Promised on",
        required=True,
        default=fields.Date.context_today,
        help="Money of earlier days does not count.",
    )
    date = fields.Date(
        "Promised for", required=True, index=True, tracking=True, aggregator=None
    )
    date_limit = fields.Date(
        "Last Day",
        compute="_compute_date_limit",
        store=True,
        precompute=True,
        help="The day promised and the tolerance in working days.",
    )
    invoice_ids = fields.Many2many(
        "account.move",
        "client_payment_promise_move_rel",
        "promise_id",
        "move_id",
        "Invoices",
        domain="[('commercial_partner_id', '=', partner_id), ('state', '=', 'posted'),"
        " ('company_id', '=', company_id),"
        " ('move_type', 'in', ('out_invoice', 'out_receipt'))]",
        check_company=True,
        help="What it is about; leave empty for whatever the client owes.",
    )
    line_ids = fields.Many2many(
        "account.move.line",
        "client_payment_promise_line_rel",
        "promise_id",
        "line_id",
        "Instalments",
        check_company=True,
        help="Only these instalments of the invoices, where not all are meant.",
    )
    is_any = fields.Boolean(
        "Any Item",
        compute="_compute_is_any",
        store=True,
        help="It is about whatever the client owes, not about named invoices.",
    )
    note = fields.Text()
    event_id = fields.Many2one(
        "client.event",
        "Said at",
        index="btree_not_null",
        ondelete="set null",
        check_company=True,
        domain="[('client_id', '=', partner_id)]",
        help="The call, visit or letter in which it was promised.",
    )
    previous_id = fields.Many2one(
        "client.payment.promise",
        "Instead of",
        index="btree_not_null",
        ondelete="set null",
        copy=False,
        readonly=True,
        help="The promise that was put off to this one.",
    )
    next_ids = fields.One2many(
        "client.payment.promise", "previous_id", "Put Off to", readonly=True
    )
    postponed_count = fields.Integer(
        "Times Put Off",
        compute="_compute_postponed_count",
        store=True,
        recursive=True,
        aggregator="max",
        help="How many dates were agreed on before this one.",
    )
    active = fields.Boolean(default=True)

    # decided, see `_decide`
    state = fields.Selection(
        STATES,
        "Decision",
        default=rule.OPEN,
        required=True,
        readonly=True,
        copy=False,
        index=True,
    )
    state_now = fields.Selection(
        STATES,
        "State",
        compute="_compute_state_now",
        search="_search_state_now",
        help="The decision as of today, also before the scheduled action has run.",
    )
    amount_target = fields.Monetary(
        "To Be Paid",
        default=0.0,
        readonly=True,
        copy=False,
        help="The amount promised, less what was credited or settled otherwise.",
    )
    amount_paid = fields.Monetary(
        "Paid in Time",
        readonly=True,
        default=0.0,
        copy=False,
        help="What counts for it so far.",
    )
    amount_missing = fields.Monetary(
        "Missing", compute="_compute_amount_missing", help="What is still to be paid."
    )
    kept_on = fields.Date(readonly=True, copy=False)
    broken_on = fields.Date(
        readonly=True, copy=False, help="The first day on which it was found broken."
    )
    is_settled = fields.Boolean(
        "Paid Later",
        readonly=True,
        copy=False,
        help="Nothing is open any more of what it was about.",
    )

    # measures
    company_currency_id = fields.Many2one(
        related="company_id.currency_id", string="Company Currency"
    )
    amount_company = fields.Monetary(
        "Promised, Company Currency",
        compute="_compute_amount_company",
        store=True,
        currency_field="company_currency_id",
        help="At the rate of the day on which it was promised.",
    )
    amount_paid_company = fields.Monetary(
        "Paid in Time, Company Currency",
        default=0.0,
        readonly=True,
        copy=False,
        currency_field="company_currency_id",
    )
    share_number = fields.Float(
        "Promises Kept",
        default=0.0,
        readonly=True,
        copy=False,
        aggregator="avg",
        help="Share of the decided promises that were kept; 1 is all of them.",
    )
    share_amount = fields.Float(
        "Promises Kept, by Amount",
        default=0.0,
        readonly=True,
        copy=False,
        aggregator="avg",
        help="What was paid in time of what was promised, decided promises only.",
    )

    _amount_positive = models.Constraint(
        "CHECK(amount > 0)", "A promise is about an amount over zero."
    )
    _date_order = models.Constraint(
        "CHECK(date >= date_given)",
        "A promise is for the day on which it is given, or for a later one.",
    )
    _open_idx = models.Index("(date, company_id) WHERE state = 'open'")
    _client_idx = models.Index("(partner_id, company_id, date)")

    # ------------------------------------------------------------------ computed
    @api.depends("partner_id", "amount", "currency_id", "date")
    def _compute_display_name(self):
        for promise in self:
            promise.display_name = self.env._(
                "%(client)s: %(amount)s for %(date)s",
                client=promise.partner_id.display_name or "",
                amount=promise.currency_id.format(promise.amount or 0.0)
                if promise.currency_id
                else promise.amount,
                date=format_date(self.env, promise.date) if promise.date else "",
            )

    @api.depends("partner_id")
    def _compute_user_id(self):
        for promise in self:
            manager = promise.partner_id.sudo().commercial_partner_id.user_id
            if promise.company_id not in manager.company_ids:
                manager = promise.taken_by_id or self.env.user
            promise.user_id = manager

    @api.depends("date", "company_id.client_promise_tolerance")
    def _compute_date_limit(self):
        calendars = self.env["client.work.days"]._with_memo()
        for promise in self:
            days = promise.sudo().company_id.client_promise_tolerance
            promise.date_limit = promise.date
            if days and promise.date:
                calendar = calendars._of_company(promise.company_id)
                promise.date_limit = calendar.add(promise.date, days)

    @api.depends("invoice_ids", "line_ids")
    def _compute_is_any(self):
        for promise in self.sudo():
            # what was once about invoices does not widen when they are deleted
            promise.is_any = not (promise.invoice_ids or promise.line_ids)

    @api.depends("previous_id.postponed_count")
    def _compute_postponed_count(self):
        for promise in self:
            previous = promise.sudo().previous_id
            promise.postponed_count = previous.postponed_count + 1 if previous else 0

    @api.depends("amount", "currency_id", "company_id", "date_given")
    def _compute_amount_company(self):
        for promise in self:
            promise.amount_company = promise.currency_id._convert(
                promise.amount or 0.0,
                promise.company_id.currency_id,
                promise.company_id,
                promise.date_given or fields.Date.context_today(promise),
            )

    @api.depends("amount_target", "amount_paid")
    def _compute_amount_missing(self):
        for promise in self:
            promise.amount_missing = max(
                promise.amount_target - promise.amount_paid, 0.0
            )

    @api.depends("state", "date_limit", "amount_paid")
    def _compute_state_now(self):
        today = fields.Date.context_today(self)
        for promise in self:
            state = promise.state
            if state == rule.OPEN and promise.date_limit and promise.date_limit < today:
                state = rule.PARTLY if promise.amount_paid else rule.BROKEN
            promise.state_now = state

    @api.model
    def _search_state_now(self, operator, value):
        if operator != "in":
            return NotImplemented
        today = fields.Date.context_today(self)
        over = [("state", "=", rule.OPEN), ("date_limit", "<", today)]
        domains = [fields.Domain("state", "in", set(value) - {rule.OPEN, *MISSED})]
        if rule.OPEN in value:
            domains.append(
                fields.Domain("state", "=", rule.OPEN)
                & fields.Domain("date_limit", ">=", today)
            )
        for state, paid in ((rule.PARTLY, "!="), (rule.BROKEN, "=")):
            if state in value:
                domains.append(
                    fields.Domain("state", "=", state)
                    | fields.Domain([*over, ("amount_paid", paid, 0)])
                )
        return fields.Domain.OR(domains)

    # ------------------------------------------------------------------ rules
    @api.constrains("partner_id", "company_id", "invoice_ids", "line_ids")
    def _check_covered(self):
        for promise in self.sudo():
            lines = promise.line_ids
            clients = promise.invoice_ids.commercial_partner_id
            clients |= lines.partner_id.commercial_partner_id
            if clients - promise.partner_id:
                raise ValidationError(
                    self.env._(
                        "A promise of %(client)s is about its own invoices only.",
                        client=promise.partner_id.display_name,
                    )
                )
            if any(
                line.account_id.account_type != "asset_receivable" for line in lines
            ):
                raise ValidationError(
                    self.env._("A promise is about what the client owes us.")
                )

    @api.constrains("previous_id")
    def _check_previous(self):
        if self._has_cycle("previous_id"):
            raise ValidationError(self.env._("A promise does not replace itself."))

    @api.model_create_multi
    def create(self, vals_list):
        partners = self.env["res.partner"].sudo()
        for vals in vals_list:
            if partner_id := vals.get("partner_id"):
                partner = partners.browse(partner_id)
                client = partner.commercial_partner_id or partner
                vals["partner_id"] = client.id
                if client != partner:
                    vals.setdefault("contact_id", partner.id)
        promises = super().create(vals_list)
        promises._decide()
        return promises

    def write(self, vals):
        if not self.env.su and {"amount", "currency_id", "date", "date_given"} & set(
            vals
        ):
            self._check_changeable()
        result = super().write(vals)
        if self._decided_by() & set(vals):
            self._decide()
        return result

    @api.model
    def _decided_by(self):
        return {
            "active",
            "amount",
            "company_id",
            "currency_id",
            "date",
            "date_given",
            "invoice_ids",
            "line_ids",
            "partner_id",
            "previous_id",
        }

    def _check_changeable(self):
        """What was promised is not rewritten, except on the day on which it was typed
        in."""
        today = fields.Date.context_today(self)
        for promise in self:
            created = fields.Datetime.context_timestamp(promise, promise.create_date)
            if created.date() != today:
                raise UserError(
                    self.env._(
                        "What was promised stays as it was. If the client names "
                        "another day or amount, record it as a new promise instead of "
                        "this one."
                    )
                )

    def unlink(self):
        clients = self._clients()
        result = super().unlink()
        self._decide_clients(clients)
        return result

    # ------------------------------------------------------------------ doing
    def action_postpone(self):
        """Open the dialog for a new date instead of these promises."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("New Date"),
            "res_model": "client.payment.promise.take",
            "view_mode": "form",
            "target": "new",
            "context": {"default_previous_id": self.id},
        }

    def action_open_dossier(self):
        """Open the dossier of the client."""
        self.ensure_one()
        return self.partner_id.action_open_dossier()

    def action_open_items(self):
        """Open what the client owes, on the work list."""
        self.ensure_one()
        return self.partner_id.action_open_receivables()

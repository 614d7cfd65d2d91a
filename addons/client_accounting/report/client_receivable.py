from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

KINDS = [
    ("overdue", "Overdue"),
    ("due", "Due"),
    ("not_due", "Not Due"),
    ("shipped", "Shipped"),
    ("credit", "Credit"),
]
#: ids of rows: those of instalments upwards, those of orders downwards from here, so
#: that one row is found by the key of its document
LAST_ID = 2**31 - 1


class ClientReceivable(models.Model):
    """Shipped but unpaid: one row for each open instalment of the ledger, and one for
    what an order has delivered and not invoiced yet.

    Nothing is stored. Whoever reads sees the rows of the documents that he may read.
    The rows of the ledger, credits with their sign, add up to its receivables; their
    sum is `amount_ledger`. Posted invoices only: what stands on a draft invoice counts
    as not invoiced.

    Shipped: delivered less invoiced quantities at the price of the order with taxes,
    less down payments that were invoiced and not yet deducted; at the rate of the
    order.
    """

    _name = "client.receivable"
    _inherit = ["client.reader.mixin"]
    _description = "Shipped but Unpaid"
    _auto = False
    _order = "date_due, id"
    _rec_name = "name"

    _depends = {
        "account.move": ["name", "move_type", "invoice_user_id", "state"],
        "account.move.line": [
            "account_id",
            "amount_residual",
            "amount_residual_currency",
            "balance",
            "company_id",
            "currency_id",
            "date",
            "date_maturity",
            "move_id",
            "no_followup",
            "parent_state",
            "partner_id",
            "reconciled",
        ],
        "client.ageing.bucket": ["active", "days_from", "days_to"],
        "client.dispute": ["move_id", "state"],
        "client.payment.promise": ["active", "date", "state"],
        "client.payment.promise.item": ["amount", "line_id", "promise_id"],
        "res.company": ["client_due_soon_days"],
        "res.partner": ["commercial_partner_id", "user_id"],
        "sale.order": ["currency_rate", "partner_invoice_id", "state", "user_id"],
        "sale.order.line": [
            "price_reduce_taxinc",
            "qty_delivered",
            "qty_invoiced",
            "untaxed_amount_invoiced",
        ],
    }

    name = fields.Char("Document", readonly=True)
    kind = fields.Selection(
        KINDS,
        "What",
        readonly=True,
        group_expand=True,
        help="Due: today or within the days of the settings. Shipped: delivered, not "
        "invoiced yet. Credits are payments on account and credit notes that are not "
        "matched yet.",
    )
    bucket_id = fields.Many2one(
        "client.ageing.bucket", "Ageing", readonly=True, help="By days late."
    )
    partner_id = fields.Many2one("res.partner", "Client", readonly=True)
    user_id = fields.Many2one(
        "res.users",
        "Manager",
        readonly=True,
        help="Of the client; where it has none, of the document.",
    )
    is_mine = fields.Boolean(
        "My Clients", readonly=True, help="Mine, or of a colleague whom I substitute."
    )
    company_id = fields.Many2one("res.company", readonly=True)
    move_id = fields.Many2one("account.move", "Invoice", readonly=True)
    line_id = fields.Many2one("account.move.line", "Instalment", readonly=True)
    order_id = fields.Many2one("sale.order", readonly=True)
    date = fields.Date(
        readonly=True, help="Of the invoice; of the last delivery of what is shipped."
    )
    date_due = fields.Date(
        "Due",
        readonly=True,
        help="Of what is not invoiced yet: as if it were invoiced today, by the terms "
        "of the order.",
    )
    days_late = fields.Integer(readonly=True, aggregator="max")
    date_expected = fields.Date(
        "Expected",
        readonly=True,
        help="The day for which it is promised, else the due date.",
    )
    currency_id = fields.Many2one("res.currency", readonly=True)
    amount_currency = fields.Monetary(
        "Open in Currency",
        readonly=True,
        aggregator=None,
        help="In the currency of the document.",
    )
    company_currency_id = fields.Many2one("res.currency", readonly=True)
    amount = fields.Monetary(
        "Open",
        readonly=True,
        currency_field="company_currency_id",
        help="In company currency; credits are negative.",
    )
    amount_ledger = fields.Monetary(
        "In the Ledger",
        readonly=True,
        currency_field="company_currency_id",
        help="Open receivables; nothing for what is not invoiced.",
    )
    amount_overdue = fields.Monetary(
        "Overdue", readonly=True, currency_field="company_currency_id"
    )
    amount_promised = fields.Monetary(
        "Promised",
        readonly=True,
        currency_field="company_currency_id",
        help="What open promises will pay of it.",
    )
    promise_id = fields.Many2one("client.payment.promise", readonly=True)
    date_promised = fields.Date("Promised for", readonly=True)
    dispute_id = fields.Many2one("client.dispute", readonly=True)
    is_disputed = fields.Boolean(
        "Disputed", readonly=True, help="The client contests the invoice."
    )
    no_followup = fields.Boolean(
        "No Reminders", readonly=True, help="Nobody is reminded of this item."
    )
    dispute_reason_id = fields.Many2one(related="dispute_id.reason_id")
    next_step_date = fields.Date("Next Step on", compute="_compute_next_step")
    next_step = fields.Char(compute="_compute_next_step")
    reminded_on = fields.Date("Reminded on", compute="_compute_reminded_on")
    phone = fields.Char(related="partner_id.phone", related_sudo=True)

    # ------------------------------------------------------------------ computed
    @api.depends("partner_id", "name", "amount", "company_currency_id")
    def _compute_display_name(self):
        for row in self:
            currency = row.company_currency_id
            amount = currency.format(row.amount) if currency else row.amount
            row.display_name = f"{row.partner_id.name or row.name}: {amount}"

    def _compute_next_step(self):
        """The nearest activity on the client, one of its documents' promises included:
        one query for all rows."""
        found = {}
        clients = self.partner_id
        if clients:
            rows = self.env.execute_query(
                SQL(
                    """
                    SELECT DISTINCT ON (client) client, date_deadline, text
                      FROM (
                        SELECT p.commercial_partner_id AS client, a.date_deadline,
                               a.id, COALESCE(NULLIF(a.summary, ''),
                                   t.name ->> %(lang)s, t.name ->> 'en_US') AS text
                          FROM res_partner p
                          JOIN mail_activity a ON a.res_id = p.id
                           AND a.res_model = 'res.partner' AND a.active
                     LEFT JOIN mail_activity_type t ON t.id = a.activity_type_id
                         WHERE p.commercial_partner_id = ANY(%(clients)s)
                         UNION ALL
                        SELECT promise.partner_id, a.date_deadline, a.id,
                               COALESCE(NULLIF(a.summary, ''),
                                   t.name ->> %(lang)s, t.name ->> 'en_US')
                          FROM client_payment_promise promise
                          JOIN mail_activity a ON a.res_id = promise.id
                           AND a.res_model = 'client.payment.promise' AND a.active
                     LEFT JOIN mail_activity_type t ON t.id = a.activity_type_id
                         WHERE promise.partner_id = ANY(%(clients)s)
                      ) step ORDER BY client, date_deadline, id
                    """,
                    lang=self.env.lang or "en_US",
                    clients=clients.ids,
                )
            )
            found = {client: (day, text) for client, day, text in rows}
        for row in self:
            row.next_step_date, row.next_step = found.get(
                row.partner_id.id, (False, False)
            )

    def _compute_reminded_on(self):
        last = {}
        if self.partner_id:
            rows = (
                self.env["client.payment.reminder"]
                .sudo()
                ._read_group(
                    [
                        ("partner_id", "in", self.partner_id.ids),
                        ("company_id", "in", self.company_id.ids),
                    ],
                    ["partner_id", "company_id"],
                    ["date:max"],
                )
            )
            last = {(client.id, company.id): day for client, company, day in rows}
        for row in self:
            row.reminded_on = last.get((row.partner_id.id, row.company_id.id))

    # ------------------------------------------------------------------ rows
    @property
    def _table_query(self):
        return SQL(
            "%s UNION ALL %s", self._ledger_rows(), self._shipped_rows(self._today())
        )

    @api.model
    def _today(self):
        return fields.Date.context_today(self)

    @api.model
    def _readable(self, model, domain):
        """The query of documents that the reader may read; none without any right."""
        records = self.env[model]
        if not records.has_access("read"):
            return records.sudo()._search(Domain.FALSE)
        domain = Domain(domain) & Domain("company_id", "in", self.env.companies.ids)
        return records._search(domain, active_test=False)

    @api.model
    def _readable_clients(self):
        # OVERRIDE client.reader.mixin: the query of the rows looks at the clients
        return Domain.TRUE

    @api.model
    def _accounts(self):
        accounts_sudo = self.env["account.account"].sudo()
        return accounts_sudo.search([("account_type", "=", "asset_receivable")]).ids

    @api.model
    def _clients(self):
        """``SELECT id, user_id`` of the clients that the reader may read."""
        query = self.env["res.partner"]._search([], active_test=False)
        return SQL(
            "SELECT res_partner.id, res_partner.user_id FROM %s WHERE %s",
            query.from_clause,
            query.where_clause or SQL("TRUE"),
        )

    @api.model
    def _mine(self):
        """Ids of the user and of those whom he substitutes today."""
        substitutions = self.env["client.substitution"]
        user = self.env.user
        return (user | substitutions._substituted_by(user, self._today())).ids

    @api.model
    def _bucket(self, days):
        """SQL of the ageing bucket of so many days late."""
        buckets = self.env["client.ageing.bucket"].sudo()
        buckets = buckets.search([("days_from", ">", 0)], order="days_from")
        if not buckets:
            return SQL("NULL::integer")
        cases = [
            SQL(
                "WHEN %(days)s >= %(first)s%(last)s THEN %(bucket)s",
                days=days,
                first=bucket.days_from,
                last=SQL(" AND %s <= %s", days, bucket.days_to)
                if bucket.days_to
                else SQL(),
                bucket=bucket.id,
            )
            for bucket in buckets
        ]
        return SQL("CASE %s END", SQL(" ").join(cases))

    @api.model
    def _ledger_rows(self):
        query = self._readable(
            "account.move.line",
            [("parent_state", "=", "posted")],
        )
        late = SQL(
            """CASE WHEN account_move_line.amount_residual > 0
                    THEN GREATEST(%s::date - %s, 0) ELSE 0 END""",
            self._today(),
            self._due(),
        )
        return SQL(
            """
            SELECT account_move_line.id, move.name,
                   CASE WHEN account_move_line.amount_residual < 0 THEN 'credit'
                        WHEN %(due)s < %(today)s THEN 'overdue'
                        WHEN %(due)s <= %(today)s::date
                             + COALESCE(company.client_due_soon_days, 0) THEN 'due'
                        ELSE 'not_due' END AS kind,
                   %(bucket)s AS bucket_id,
                   client.id AS partner_id,
                   COALESCE(client.user_id, move.invoice_user_id) AS user_id,
                   COALESCE(client.user_id, move.invoice_user_id) = ANY(%(mine)s)
                       AS is_mine,
                   account_move_line.company_id, account_move_line.move_id,
                   account_move_line.id AS line_id, NULL::integer AS order_id,
                   COALESCE(move.invoice_date, account_move_line.date) AS date,
                   %(due)s AS date_due, %(late)s AS days_late,
                   COALESCE(promised.date, %(due)s) AS date_expected,
                   account_move_line.currency_id,
                   account_move_line.amount_residual_currency AS amount_currency,
                   company.currency_id AS company_currency_id,
                   account_move_line.amount_residual AS amount,
                   account_move_line.amount_residual AS amount_ledger,
                   CASE WHEN account_move_line.amount_residual > 0
                             AND %(due)s < %(today)s
                        THEN account_move_line.amount_residual ELSE 0
                        END AS amount_overdue,
                   CASE WHEN promised.amount IS NOT NULL THEN LEAST(
                       promised.amount, account_move_line.amount_residual)
                       END AS amount_promised,
                   promised.promise_id, promised.date AS date_promised,
                   dispute.id AS dispute_id, dispute.id IS NOT NULL AS is_disputed,
                   account_move_line.no_followup IS TRUE AS no_followup
              FROM %(lines)s
              JOIN account_move move ON move.id = account_move_line.move_id
              JOIN res_company company ON company.id = account_move_line.company_id
         LEFT JOIN res_partner partner ON partner.id = account_move_line.partner_id
         LEFT JOIN (%(clients)s) client ON client.id = partner.commercial_partner_id
         LEFT JOIN (SELECT item.line_id, SUM(item.amount) AS amount,
                           MIN(promise.date) AS date,
                           (ARRAY_AGG(promise.id ORDER BY promise.date, promise.id))[1]
                               AS promise_id
                      FROM client_payment_promise_item item
                      JOIN client_payment_promise promise
                        ON promise.id = item.promise_id
                     WHERE promise.active AND promise.state = 'open'
                  GROUP BY item.line_id) promised
                ON promised.line_id = account_move_line.id
         LEFT JOIN client_dispute dispute
                ON dispute.move_id = account_move_line.move_id
               AND dispute.state = 'open'
             WHERE %(where)s AND account_move_line.reconciled IS NOT TRUE
               AND account_move_line.amount_residual <> 0
               AND (client.id IS NOT NULL OR account_move_line.partner_id IS NULL)
               AND account_move_line.account_id = ANY(%(accounts)s)
            """,
            # the ids, not a query of them: the plan stands on how many lines they have
            accounts=self._accounts(),
            today=self._today(),
            due=self._due(),
            late=late,
            bucket=self._bucket(late),
            mine=self._mine(),
            clients=self._clients(),
            lines=query.from_clause,
            where=query.where_clause or SQL("TRUE"),
        )

    @api.model
    def _due(self):
        return SQL("COALESCE(account_move_line.date_maturity, account_move_line.date)")

    @api.model
    def _shipped_rows(self, today):
        query = self._readable("sale.order", [("state", "=", "sale")])
        return SQL(
            """
            SELECT %(last)s - sale_order.id, sale_order.name, 'shipped',
                   NULL::integer, client.id,
                   COALESCE(client.user_id, sale_order.user_id),
                   COALESCE(client.user_id, sale_order.user_id) = ANY(%(mine)s),
                   sale_order.company_id, NULL::integer, NULL::integer, sale_order.id,
                   COALESCE(sale_order.effective_date, sale_order.date_order)::date,
                   %(today)s::date + COALESCE(term.days, 0), 0,
                   %(today)s::date + COALESCE(term.days, 0),
                   sale_order.currency_id, shipped.amount, company.currency_id,
                   ROUND(shipped.amount
                         / COALESCE(NULLIF(sale_order.currency_rate, 0), 1),
                         currency.decimal_places),
                   0, 0, NULL::numeric, NULL::integer, NULL::date, NULL::integer,
                   FALSE, FALSE
              FROM %(orders)s
              JOIN (%(shipped)s) shipped ON shipped.order_id = sale_order.id
              JOIN res_company company ON company.id = sale_order.company_id
              JOIN res_currency currency ON currency.id = company.currency_id
              JOIN res_partner partner ON partner.id = sale_order.partner_invoice_id
              JOIN (%(clients)s) client ON client.id = partner.commercial_partner_id
         LEFT JOIN (SELECT payment_id, MAX(nb_days) AS days
                      FROM account_payment_term_line GROUP BY payment_id) term
                ON term.payment_id = sale_order.payment_term_id
             WHERE %(where)s AND shipped.amount > 0
            """,
            today=today,
            mine=self._mine(),
            clients=self._clients(),
            last=LAST_ID,
            orders=query.from_clause,
            shipped=self._shipped(),
            where=query.where_clause or SQL("TRUE"),
        )

    @api.model
    def _shipped(self):
        """``SELECT order_id, amount`` of what is delivered and on no posted invoice, in
        the currency of the order, taxes included, down payments deducted."""
        return SQL(
            """
            SELECT line.order_id, SUM(line.amount) - COALESCE((
                       SELECT SUM(advance.untaxed_amount_invoiced)
                              * MAX(o.amount_total / NULLIF(o.amount_untaxed, 0))
                         FROM sale_order_line advance
                         JOIN sale_order o ON o.id = advance.order_id
                        WHERE advance.order_id = line.order_id
                          AND advance.is_downpayment), 0) AS amount
              FROM (
                SELECT l.order_id,
                       (l.qty_delivered - l.qty_invoiced) * l.price_reduce_taxinc
                           AS amount
                  FROM sale_order_line l
                 WHERE l.state = 'sale' AND l.display_type IS NULL
                   AND l.qty_delivered > l.qty_invoiced
                   AND l.is_downpayment IS NOT TRUE
                 UNION ALL
                SELECT l.order_id,
                       (GREATEST(l.qty_delivered - l.qty_invoiced + draft.quantity, 0)
                        - GREATEST(l.qty_delivered - l.qty_invoiced, 0))
                       * l.price_reduce_taxinc
                  FROM (SELECT rel.order_line_id,
                               SUM(CASE m.move_type WHEN 'out_refund' THEN -i.quantity
                                   ELSE i.quantity END) AS quantity
                          FROM account_move m
                          JOIN account_move_line i ON i.move_id = m.id
                          JOIN sale_order_line_invoice_rel rel
                            ON rel.invoice_line_id = i.id
                         WHERE m.state = 'draft'
                           AND m.move_type IN ('out_invoice', 'out_refund')
                      GROUP BY rel.order_line_id) draft
                  JOIN sale_order_line l ON l.id = draft.order_line_id
                 WHERE l.state = 'sale' AND l.display_type IS NULL
                   AND l.is_downpayment IS NOT TRUE AND l.qty_delivered > 0
              ) line
          GROUP BY line.order_id
            """
        )

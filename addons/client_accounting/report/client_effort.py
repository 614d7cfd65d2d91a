from odoo import api, fields, models
from odoo.tools import SQL

KINDS = [
    ("promise", "Promised Payments"),
    ("due", "Due Instalments"),
    ("quotation", "Open Quotations"),
    ("lead", "Open Opportunities"),
]


class ClientEffort(models.Model):
    """Where to put effort now: money expected from what is owed already against money
    expected from new deals, by manager and week.

    Promised: the open part of payment promises on the day promised. Due: the rest of
    open instalments on their due date; what is overdue, today. Disputed items and
    credits are left out. Opportunities: expected revenue, less what their open
    quotations stand for, times probability, on the day of the expected closing.
    Quotations: their total with taxes, times the probability of their opportunity
    where they have one, on the day they expire, else today. All in the currency of
    the current company.
    """

    _name = "client.effort"
    _inherit = ["client.reader.mixin"]
    _description = "Where to Put Effort"
    _auto = False
    _order = "date, id"

    _depends = {
        "client.receivable": ["amount", "amount_promised", "date_due"],
        "client.payment.promise": ["active", "date", "state"],
        "client.payment.promise.item": ["amount", "line_id", "promise_id"],
        "crm.lead": [
            "active",
            "date_deadline",
            "expected_revenue",
            "partner_id",
            "probability",
            "user_id",
        ],
        "sale.order": [
            "amount_total",
            "opportunity_id",
            "partner_id",
            "state",
            "user_id",
            "validity_date",
        ],
    }

    name = fields.Char("Document", readonly=True)
    kind = fields.Selection(
        KINDS,
        "Expected from",
        readonly=True,
        help="What the money is to come from: a promise, a debt, an offer, a deal.",
    )
    is_new = fields.Boolean(
        "New Deal", readonly=True, help="Else it is owed to us already."
    )
    source = fields.Selection(
        [("owed", "Owed to Us"), ("new", "New Deals")],
        readonly=True,
        help="Whether we have delivered already or are still to win the deal.",
    )
    partner_id = fields.Many2one("res.partner", "Client", readonly=True)
    user_id = fields.Many2one("res.users", "Manager", readonly=True)
    is_mine = fields.Boolean(
        "Mine", readonly=True, help="Mine, or of a colleague whom I substitute."
    )
    company_id = fields.Many2one("res.company", readonly=True)
    date = fields.Date("Expected", readonly=True)
    currency_id = fields.Many2one("res.currency", readonly=True)
    amount = fields.Monetary(readonly=True)
    res_model = fields.Char(readonly=True)
    res_id = fields.Many2oneReference(
        "Document ID", model_field="res_model", readonly=True
    )

    @property
    def _table_query(self):
        receivables = self.env["client.receivable"]
        return SQL(
            """
            SELECT row.id, row.name, row.kind,
                   row.kind IN ('quotation', 'lead') AS is_new,
                   CASE WHEN row.kind IN ('quotation', 'lead') THEN 'new' ELSE 'owed'
                        END AS source,
                   row.partner_id, row.user_id, row.user_id = ANY(%(mine)s) AS is_mine,
                   row.company_id, GREATEST(row.date, %(today)s) AS date,
                   %(currency)s AS currency_id, row.amount * %(rate)s AS amount,
                   row.res_model, row.res_id
              FROM (%(rows)s) row
             WHERE row.amount > 0
            """,
            mine=receivables._mine(),
            today=receivables._today(),
            currency=self.env.company.currency_id.id,
            rate=self._rate(SQL("row.company_id")),
            rows=SQL(" UNION ALL ").join(
                [self._promised(), self._due(), self._leads(), self._quotations()]
            ),
        )

    @api.model
    def _rate(self, column):
        """Factor from the currency of a company to that of the current one."""
        company = self.env.company
        today = fields.Date.context_today(self)
        cases = [
            SQL(
                "WHEN %s THEN %s",
                other.id,
                self.env["res.currency"]._get_conversion_rate(
                    other.currency_id, company.currency_id, company, today
                ),
            )
            for other in self.env.companies
            if other.currency_id != company.currency_id
        ]
        if not cases:
            return SQL("1")
        return SQL("(CASE %s %s ELSE 1 END)", column, SQL(" ").join(cases))

    @api.model
    def _promised(self):
        return SQL(
            """
            SELECT item.id::bigint * 4 AS id, receivable.name, 'promise' AS kind,
                   receivable.partner_id, receivable.user_id, receivable.company_id,
                   promise.date,
                   item.amount * LEAST(1, receivable.amount_promised / NULLIF(
                       SUM(item.amount) OVER (PARTITION BY item.line_id), 0))
                       AS amount,
                   'account.move' AS res_model, receivable.move_id AS res_id
              FROM client_payment_promise_item item
              JOIN client_payment_promise promise
                ON promise.id = item.promise_id AND promise.active
               AND promise.state = 'open'
              JOIN (%s) receivable ON receivable.line_id = item.line_id
             WHERE NOT receivable.is_disputed
            """,
            self.env["client.receivable"]._ledger_rows(),
        )

    @api.model
    def _due(self):
        return SQL(
            """
            SELECT receivable.line_id::bigint * 4 + 1, receivable.name, 'due',
                   receivable.partner_id, receivable.user_id, receivable.company_id,
                   receivable.date_due,
                   receivable.amount - COALESCE(receivable.amount_promised, 0),
                   'account.move', receivable.move_id
              FROM (%s) receivable
             WHERE receivable.amount > 0 AND NOT receivable.is_disputed
            """,
            self.env["client.receivable"]._ledger_rows(),
        )

    @api.model
    def _leads(self):
        receivables = self.env["client.receivable"]
        leads = self.env["crm.lead"]
        if not leads.has_access("read"):
            query = leads.sudo()._search(fields.Domain.FALSE)
        else:
            query = leads._search(
                [
                    ("type", "=", "opportunity"),
                    ("company_id", "in", [*self.env.companies.ids, False]),
                    ("won_status", "=", "pending"),
                ]
            )
        orders = receivables._readable("sale.order", [("state", "in", self._states())])
        return SQL(
            """
            SELECT crm_lead.id::bigint * 4 + 2, crm_lead.name, 'lead',
                   partner.commercial_partner_id, crm_lead.user_id,
                   COALESCE(crm_lead.company_id, %(company)s),
                   crm_lead.date_deadline,
                   GREATEST(crm_lead.expected_revenue - COALESCE((
                       SELECT SUM(sale_order.amount_untaxed
                                  / COALESCE(NULLIF(sale_order.currency_rate, 0), 1))
                         FROM %(orders)s
                        WHERE %(order_where)s
                          AND sale_order.opportunity_id = crm_lead.id), 0), 0)
                       * crm_lead.probability / 100.0,
                   'crm.lead', crm_lead.id
              FROM %(leads)s
         LEFT JOIN res_partner partner ON partner.id = crm_lead.partner_id
             WHERE %(where)s
            """,
            company=self.env.company.id,
            orders=orders.from_clause,
            order_where=orders.where_clause or SQL("TRUE"),
            leads=query.from_clause,
            where=query.where_clause or SQL("TRUE"),
        )

    @api.model
    def _states(self):
        return ("draft", "sent")

    @api.model
    def _quotations(self):
        query = self.env["client.receivable"]._readable(
            "sale.order", [("state", "in", self._states())]
        )
        return SQL(
            """
            SELECT sale_order.id::bigint * 4 + 3, sale_order.name, 'quotation',
                   partner.commercial_partner_id, sale_order.user_id,
                   sale_order.company_id, sale_order.validity_date,
                   sale_order.amount_total
                       / COALESCE(NULLIF(sale_order.currency_rate, 0), 1)
                       * COALESCE((SELECT lead.probability / 100.0 FROM crm_lead lead
                                    WHERE lead.id = sale_order.opportunity_id), 1),
                   'sale.order', sale_order.id
              FROM %s
         LEFT JOIN res_partner partner ON partner.id = sale_order.partner_id
             WHERE %s
            """,
            query.from_clause,
            query.where_clause or SQL("TRUE"),
        )

    def action_open_document(self):
        """Open the document that money is expected from, as the user."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": self.res_model,
            "res_id": self.res_id,
            "views": [(False, "form")],
            "target": "current",
        }

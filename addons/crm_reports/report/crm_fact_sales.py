from odoo import api, fields, models
from odoo.tools import SQL

from odoo.addons.client_accounting.models.figures.margin import cost_joins
from odoo.addons.client_accounting.models.figures.turnover import SALE_TYPES

#: Display types of the lines that make up the untaxed amount of an invoice.
UNTAXED_LINES = (
    "product",
    "rounding",
    "non_deductible_product",
    "non_deductible_product_total",
)


class CrmFactSales(models.Model):
    """What was sold: one row for each line of a posted customer invoice.

    The grain, signs and definitions are those of ``client.figures``: untaxed amounts
    by invoice date, credit notes negative, cost of the order line or else of the
    product now. So the turnover here adds up to the untaxed amount of the invoices in
    the ledger and to the figures of the clients.
    """

    _name = "crm.fact.sales"
    _description = "Turnover by Client"
    _auto = False
    _order = "date desc, move_id desc, id"
    _rec_name = "move_id"

    date = fields.Date("Invoice Date", readonly=True)
    move_id = fields.Many2one("account.move", "Invoice", readonly=True)
    move_type = fields.Selection(
        [
            ("out_invoice", "Invoice"),
            ("out_refund", "Credit Note"),
            ("out_receipt", "Receipt"),
        ],
        "Document",
        readonly=True,
        help="A credit note lowers the turnover; a receipt is paid when it is given.",
    )
    company_id = fields.Many2one("res.company", readonly=True)

    # dimensions
    partner_id = fields.Many2one("res.partner", "Client", readonly=True)
    country_id = fields.Many2one(
        "res.country", readonly=True, help="Country of the client."
    )
    industry_id = fields.Many2one(
        "res.partner.industry",
        readonly=True,
        help="Industry of the client.",
    )
    product_id = fields.Many2one("product.product", readonly=True)
    categ_id = fields.Many2one("product.category", "Product Category", readonly=True)
    user_id = fields.Many2one("res.users", "Salesperson", readonly=True)
    team_id = fields.Many2one("crm.team", "Sales Team", readonly=True)

    # measures
    quantity = fields.Float(
        readonly=True,
        digits="Product Unit",
        help="In the unit of the product; credit notes are negative.",
    )
    currency_id = fields.Many2one(
        "res.currency",
        readonly=True,
        help="That of the current company.",
    )
    turnover = fields.Monetary(
        readonly=True,
        help="Without taxes, credit notes negative, in the currency of the current "
        "company: amounts of another company are converted at today's rate.",
    )
    cost = fields.Monetary(
        readonly=True,
        help="The cost kept on the order line, or the cost of the product now where "
        "the invoice does not come from an order.",
    )
    margin = fields.Monetary(readonly=True, help="Turnover less cost.")
    margin_rate = fields.Float(
        "Margin (%)",
        readonly=True,
        aggregator="avg",
        help="Margin in percent of the turnover; on totals, that of the total amounts.",
    )

    _depends = {
        "account.move": [
            "commercial_partner_id",
            "company_id",
            "invoice_date",
            "invoice_user_id",
            "move_type",
            "state",
            "team_id",
        ],
        "account.move.line": [
            "balance",
            "display_type",
            "move_id",
            "product_id",
            "product_uom_id",
            "quantity",
            "sale_line_ids",
            "tax_repartition_line_id",
        ],
        "product.product": ["product_tmpl_id", "standard_price"],
        "product.template": ["categ_id", "uom_id"],
        "res.partner": ["commercial_partner_id", "country_id", "industry_id"],
        "sale.order": ["currency_rate"],
        "sale.order.line": ["order_id", "product_uom_id", "purchase_price"],
        "uom.uom": ["factor"],
    }

    # ------------------------------------------------------------------ query
    @property
    def _table_query(self) -> SQL:
        return SQL("%s %s %s", self._select(), self._from(), self._where())

    @api.model
    def _select(self) -> SQL:
        columns = {
            "id": SQL("l.id"),
            "date": SQL("m.invoice_date"),
            "move_id": SQL("m.id"),
            "move_type": SQL("m.move_type"),
            "company_id": SQL("m.company_id"),
            "currency_id": SQL("%s::int4", self.env.company.currency_id.id),
            "partner_id": SQL("client.id"),
            "country_id": SQL("client.country_id"),
            "industry_id": SQL("client.industry_id"),
            "product_id": SQL("l.product_id"),
            "categ_id": SQL("pt.categ_id"),
            "user_id": SQL("m.invoice_user_id"),
            "team_id": SQL("m.team_id"),
            "quantity": SQL(
                """
                CASE WHEN l.display_type <> 'product' THEN 0
                     ELSE CASE WHEN m.move_type = 'out_refund' THEN -1 ELSE 1 END
                        * COALESCE(l.quantity, 0)
                        * COALESCE(line_uom.factor / NULLIF(base_uom.factor, 0), 1)
                END
                """
            ),
            "turnover": SQL("-l.balance * com.rate"),
            "cost": SQL("%s * com.rate", self._cost()),
            "margin": SQL("(-l.balance - %s) * com.rate", self._cost()),
            "margin_rate": self._rate(
                SQL("(-l.balance - %s)", self._cost()), SQL("-l.balance")
            ),
            **self._extra_columns(),
        }
        return SQL(
            "SELECT %s",
            SQL(", ").join(
                SQL("%s AS %s", term, SQL.identifier(name))
                for name, term in columns.items()
            ),
        )

    @api.model
    def _extra_columns(self) -> dict[str, SQL]:
        """Columns of fields that another addon adds: ``{field: SQL term}``.

        The terms stand on the aliases of ``_from``: ``m`` invoice, ``l`` its line,
        ``client`` the commercial partner, ``pp`` and ``pt`` the product.
        """
        return {}

    @api.model
    def _rate(self, margin, turnover) -> SQL:
        """Percent of the turnover; none where there is no turnover, or where more was
        credited than sold and a margin remained."""
        return SQL(
            "CASE WHEN %(turnover)s > 0 OR %(turnover)s < 0 AND %(margin)s <= 0"
            " THEN 100 * %(margin)s / %(turnover)s END",
            margin=margin,
            turnover=turnover,
        )

    @api.model
    def _cost(self) -> SQL:
        return SQL(
            "CASE WHEN l.display_type = 'product' AND pp.id IS NOT NULL"
            " THEN COALESCE(c.cost, 0) ELSE 0 END"
        )

    @api.model
    def _from(self) -> SQL:
        return SQL(
            """
            FROM account_move m
            JOIN (VALUES %(rates)s) com (id, rate) ON com.id = m.company_id
            JOIN account_move_line l ON l.move_id = m.id
            LEFT JOIN res_partner party ON party.id = m.commercial_partner_id
            LEFT JOIN res_partner client ON client.id = party.commercial_partner_id
            LEFT JOIN product_product pp ON pp.id = l.product_id
            LEFT JOIN product_template pt ON pt.id = pp.product_tmpl_id
            LEFT JOIN uom_uom line_uom ON line_uom.id = l.product_uom_id
            LEFT JOIN uom_uom base_uom ON base_uom.id = pt.uom_id
            %(cost)s
            """,
            rates=self._company_rates(),
            cost=cost_joins(self.env),
        )

    @api.model
    def _where(self) -> SQL:
        return SQL(
            """
            WHERE m.state = 'posted' AND m.move_type IN %s
              AND l.display_type IN %s
              AND NOT (l.display_type = 'rounding'
                       AND l.tax_repartition_line_id IS NOT NULL)
            """,
            SALE_TYPES,
            UNTAXED_LINES,
        )

    @api.model
    def _company_rates(self) -> SQL:
        """``(company, rate)`` for VALUES: from the currency of each company of the
        reader to that of the current company, at today's rate."""
        current = self.env.company
        currencies = self.env["res.currency"].sudo()
        today = fields.Date.context_today(self)
        return SQL(", ").join(
            SQL(
                "(%s, %s::numeric)",
                company.id,
                str(
                    currencies._get_conversion_rate(
                        company.currency_id, current.currency_id, current, today
                    )
                ),
            )
            for company in self.env.companies.sudo()
        )

    def _read_group_select(self, aggregate_spec, query):
        # OVERRIDE base: the percentage of a group is that of its amounts
        if aggregate_spec != "margin_rate:avg":
            return super()._read_group_select(aggregate_spec, query)
        margin, turnover = (
            SQL("SUM(%s)", self._field_to_sql(self._table, name, query))
            for name in ("margin", "turnover")
        )
        return self._rate(margin, turnover)

    # ------------------------------------------------------------------ actions
    def action_open_invoice(self):
        """Open the invoice that the line belongs to, under the reader's rights."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "account.move",
            "res_id": self.move_id.id,
            "views": [(False, "form")],
        }

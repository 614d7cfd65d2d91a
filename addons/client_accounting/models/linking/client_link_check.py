from odoo import api, fields, models
from odoo.tools import SQL

from .consumed import SOLD, consumed_lines


class ClientLinkCheck(models.Model):
    """Whether sales as billed and as consumed add up to the ledger.

    The ledger is the sum of the posted lines themselves; the two views are added up
    from who was billed and from the shares of who consumed.
    """

    _name = "client.link.check"
    _description = "Billed and Consumed against the Ledger"
    _auto = False
    _order = "state, month desc, company_id, account_id"
    _rec_name = "account_id"
    _depends = {
        "account.move": ["state", "move_type", "client_end_id", "invoice_date"],
        "account.move.line": ["balance", "display_type", "account_id"],
        "client.invoice.split": ["line_id", "client_id", "amount"],
    }

    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    month = fields.Date(readonly=True, help="The first day of the month.")
    period = fields.Char(readonly=True, help="Year and month of the invoice date.")
    account_id = fields.Many2one("account.account", readonly=True)
    line_count = fields.Integer("Lines", readonly=True)
    ledger = fields.Monetary(
        readonly=True,
        help="Posted lines with goods and services of customer documents, sales "
        "positive, in the currency of the company.",
    )
    billed = fields.Monetary(
        "As Billed", readonly=True, help="The same by the clients that were billed."
    )
    consumed = fields.Monetary(
        "As Consumed", readonly=True, help="The same by the clients that consumed."
    )
    moved = fields.Monetary(
        "Consumed by Others",
        readonly=True,
        help="The part of it that another client consumed than the billed one.",
    )
    billed_difference = fields.Monetary("Billed less Ledger", readonly=True)
    consumed_difference = fields.Monetary("Consumed less Ledger", readonly=True)
    state = fields.Selection(
        [("difference", "Difference"), ("right", "Adds Up")], readonly=True
    )

    @property
    def _table_query(self):
        month = SQL("date_trunc('month', COALESCE(m.invoice_date, m.date))::date")
        return SQL(
            """
            SELECT ROW_NUMBER() OVER (ORDER BY month, company_id, account_id) AS id,
                   both_.*, to_char(month, 'YYYY-MM') AS period,
                   billed - ledger AS billed_difference,
                   consumed - ledger AS consumed_difference,
                   CASE WHEN billed = ledger AND consumed = ledger THEN 'right'
                        ELSE 'difference' END AS state
              FROM (
                SELECT month, company_id, account_id,
                       COALESCE(SUM(lines), 0) AS line_count,
                       COALESCE(SUM(ledger), 0) AS ledger,
                       COALESCE(SUM(billed), 0) AS billed,
                       COALESCE(SUM(consumed), 0) AS consumed,
                       COALESCE(SUM(moved), 0) AS moved
                  FROM (
                    SELECT %(month)s AS month, m.company_id, l.account_id,
                           COUNT(*) AS lines, SUM(-l.balance) AS ledger,
                           SUM(-l.balance) FILTER (
                               WHERE m.commercial_partner_id IS NOT NULL) AS billed,
                           NULL::numeric AS consumed, NULL::numeric AS moved
                      FROM account_move m
                      JOIN account_move_line l ON l.move_id = m.id
                     WHERE %(sold)s
                  GROUP BY 1, 2, 3
                     UNION ALL
                    SELECT %(month)s, m.company_id, l.account_id, NULL, NULL, NULL,
                           SUM(used.amount) FILTER (WHERE used.client_id IS NOT NULL),
                           SUM(used.amount) FILTER (
                               WHERE used.client_id <> m.commercial_partner_id)
                      FROM (%(consumed)s) used
                      JOIN account_move m ON m.id = used.move_id
                      JOIN account_move_line l ON l.id = used.line_id
                  GROUP BY 1, 2, 3
                  ) each_
              GROUP BY month, company_id, account_id
              ) both_
            """,
            month=month,
            sold=SOLD,
            consumed=consumed_lines(),
        )

    def action_open_lines(self):
        """Open the lines of the row: those with a difference, or all of them."""
        self.ensure_one()
        model = "client.link.difference"
        name = self.env._("Lines with a Difference")
        dates = [("month", "=", self.month)]
        if self.state == "right":
            model = "client.consumed.line"
            name = self.env._("Sales as Consumed")
            end = fields.Date.end_of(self.month, "month")
            dates = [("invoice_date", ">=", self.month), ("invoice_date", "<=", end)]
        return {
            "type": "ir.actions.act_window",
            "name": name,
            "res_model": model,
            "views": [(False, "list")],
            "domain": [
                ("company_id", "=", self.company_id.id),
                ("account_id", "=", self.account_id.id),
                *dates,
            ],
        }

    @api.model
    def _differences(self):
        """Rows that do not add up, of all companies of the reader."""
        return self.search([("state", "=", "difference")])

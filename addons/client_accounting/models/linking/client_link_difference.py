from odoo import fields, models
from odoo.tools import SQL

from .consumed import SOLD, consumed_lines


class ClientLinkDifference(models.Model):
    """The lines on which a view of sales differs from the ledger, and why."""

    _name = "client.link.difference"
    _description = "Line That Does Not Add Up"
    _auto = False
    _order = "invoice_date desc, id desc"
    _rec_name = "line_id"
    _depends = {
        "account.move": ["state", "move_type", "client_end_id", "invoice_date"],
        "account.move.line": ["balance", "display_type", "account_id"],
        "client.invoice.split": ["line_id", "client_id", "amount"],
    }

    line_id = fields.Many2one("account.move.line", "Invoice Line", readonly=True)
    move_id = fields.Many2one("account.move", "Invoice", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    account_id = fields.Many2one("account.account", readonly=True)
    payer_id = fields.Many2one("res.partner", "Billed to", readonly=True)
    invoice_date = fields.Date(readonly=True)
    month = fields.Date(readonly=True)
    ledger = fields.Monetary(readonly=True)
    consumed = fields.Monetary("As Consumed", readonly=True)
    difference = fields.Monetary(readonly=True)
    problem = fields.Selection(
        [
            ("nobody", "Nobody is billed"),
            ("shares", "The shares exceed the line"),
            ("sum", "The shares do not add up to the line"),
        ],
        readonly=True,
        help="Why the line is missing in a view of sales, or wrong in it.",
    )

    @property
    def _table_query(self):
        return SQL(
            """
            SELECT l.id, l.id AS line_id, m.id AS move_id, m.company_id, l.account_id,
                   m.commercial_partner_id AS payer_id,
                   COALESCE(m.invoice_date, m.date) AS invoice_date,
                   date_trunc('month', COALESCE(m.invoice_date, m.date))::date
                       AS month,
                   -l.balance AS ledger, COALESCE(used.amount, 0) AS consumed,
                   COALESCE(used.amount, 0) + l.balance AS difference,
                   CASE WHEN used.nobody THEN 'nobody'
                        WHEN used.against THEN 'shares'
                        ELSE 'sum' END AS problem
              FROM account_move m
              JOIN account_move_line l ON l.move_id = m.id
              LEFT JOIN (
                    SELECT line_id,
                           SUM(amount) FILTER (WHERE client_id IS NOT NULL) AS amount,
                           BOOL_OR(client_id IS NULL) AS nobody,
                           BOOL_OR(amount * total < 0) AS against
                      FROM (%(consumed)s) used
                  GROUP BY line_id
                   ) used ON used.line_id = l.id
             WHERE %(sold)s
               AND (used.line_id IS NULL OR used.nobody OR used.against
                    OR used.amount <> -l.balance)
            """,
            consumed=consumed_lines(),
            sold=SOLD,
        )

    def action_open_document(self):
        """Open the invoice."""
        self.ensure_one()
        return self.move_id.get_formview_action()

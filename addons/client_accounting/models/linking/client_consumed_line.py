from odoo import api, fields, models
from odoo.tools import SQL

from .consumed import consumed_lines


class ClientConsumedLine(models.Model):
    """What was invoiced, by who consumed it: a line of an invoice for each client that
    has a share in it. Adds up to the ledger."""

    _name = "client.consumed.line"
    _description = "Sales as Consumed"
    _auto = False
    _order = "invoice_date desc, id desc"
    _rec_name = "move_id"
    _depends = {
        "account.move": [
            "state",
            "move_type",
            "client_end_id",
            "commercial_partner_id",
            "invoice_date",
        ],
        "account.move.line": ["balance", "display_type", "amount_currency"],
        "client.invoice.split": ["line_id", "client_id", "amount"],
    }

    move_id = fields.Many2one("account.move", "Invoice", readonly=True)
    line_id = fields.Many2one("account.move.line", "Invoice Line", readonly=True)
    client_id = fields.Many2one("res.partner", "Consumed by", readonly=True)
    payer_id = fields.Many2one("res.partner", "Billed to", readonly=True)
    manager_id = fields.Many2one("res.users", "Key Account Manager", readonly=True)
    channel_id = fields.Many2one("res.partner", "Channel Partner", readonly=True)
    lead_id = fields.Many2one("crm.lead", "Opportunity", readonly=True)
    user_id = fields.Many2one("res.users", "Salesperson", readonly=True)
    product_id = fields.Many2one("product.product", readonly=True)
    account_id = fields.Many2one("account.account", readonly=True)
    journal_id = fields.Many2one("account.journal", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    invoice_date = fields.Date(readonly=True)
    move_type = fields.Selection(
        [
            ("out_invoice", "Invoice"),
            ("out_refund", "Credit Note"),
            ("out_receipt", "Receipt"),
        ],
        "Kind",
        readonly=True,
        help="Credit notes are negative.",
    )
    amount = fields.Monetary(
        readonly=True,
        help="The share without taxes, in the currency of the company; credit notes "
        "negative.",
    )
    is_split = fields.Boolean(
        "Split", readonly=True, help="The line is split between several clients."
    )
    for_other = fields.Boolean(
        "Consumed by Another",
        readonly=True,
        help="The client that consumed is not the one that was billed.",
    )

    @property
    def _table_query(self):
        return SQL(
            """
            SELECT CASE WHEN used.split_id IS NULL THEN 2 * used.line_id::bigint
                        ELSE 2 * used.split_id::bigint + 1 END AS id,
                   used.move_id, used.line_id, used.client_id,
                   m.commercial_partner_id AS payer_id,
                   m.client_manager_id AS manager_id,
                   m.client_channel_id AS channel_id,
                   m.client_lead_id AS lead_id,
                   m.invoice_user_id AS user_id,
                   line.product_id, line.account_id, m.journal_id, m.company_id,
                   COALESCE(m.invoice_date, m.date) AS invoice_date, m.move_type,
                   used.amount, used.split_id IS NOT NULL AS is_split,
                   used.client_id IS DISTINCT FROM m.commercial_partner_id AS for_other
              FROM (%s) used
              JOIN account_move m ON m.id = used.move_id
              JOIN account_move_line line ON line.id = used.line_id
            """,
            consumed_lines(),
        )

    @api.depends("move_id", "client_id")
    def _compute_display_name(self):
        for line in self:
            line.display_name = f"{line.move_id.name}: {line.client_id.display_name}"

    def action_open_document(self):
        """Open the invoice."""
        self.ensure_one()
        return self.move_id.get_formview_action()

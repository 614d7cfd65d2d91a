from odoo import models


class AccountMoveLine(models.Model):
    _name = "account.move.line"
    _inherit = ["account.move.line", "client.figures.mixin"]

    _client_figures_links = ("partner_id",)

    # lines of accounts that are not reconciled have no residual: only open ones stay
    _client_figures_open_idx = models.Index(
        "(partner_id, account_id, date_maturity) INCLUDE (company_id, amount_residual)"
        " WHERE parent_state = 'posted' AND reconciled IS NOT TRUE"
        " AND amount_residual <> 0"
    )
    _client_figures_due_idx = models.Index(
        "(partner_id) INCLUDE (id, account_id, company_id, invoice_date)"
        " WHERE parent_state = 'posted' AND display_type = 'payment_term'"
    )
    # what a client bought, without touching the wide table
    _client_goods_idx = models.Index(
        "(partner_id) INCLUDE"
        " (move_id, company_id, product_id, product_uom_id, quantity, balance)"
        " WHERE parent_state = 'posted' AND display_type = 'product'"
        " AND product_id IS NOT NULL"
    )
    _client_figures_write_date_idx = models.Index(
        "(write_date) WHERE parent_state = 'posted' AND reconciled IS NOT TRUE"
        " AND amount_residual <> 0"
    )

    def _client_figures_partner_ids(self):
        # EXTENDS client.figures.mixin: lines of invoices go with their invoice, whose
        # partner and time stamp say enough
        entries = self.filtered(
            lambda line: (
                line.move_id.posted_before and line.move_id.move_type == "entry"
            )
        )
        return super(AccountMoveLine, entries)._client_figures_partner_ids()

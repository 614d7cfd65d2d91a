from odoo import models


class AccountMove(models.Model):
    _name = "account.move"
    _inherit = ["account.move", "client.figures.mixin"]

    _client_figures_links = ("partner_id", "commercial_partner_id")

    # the invoices of a client, of one company by date, without touching the table
    _client_figures_idx = models.Index(
        "(commercial_partner_id, company_id, invoice_date)"
        " INCLUDE (id, move_type, state, amount_untaxed_signed)"
        " WHERE commercial_partner_id IS NOT NULL"
    )
    _client_figures_write_date_idx = models.Index("(write_date)")

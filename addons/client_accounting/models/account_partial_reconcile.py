from odoo import models


class AccountPartialReconcile(models.Model):
    _name = "account.partial.reconcile"
    _inherit = ["account.partial.reconcile", "client.figures.mixin"]

    _client_figures_links = ("debit_move_id.partner_id", "credit_move_id.partner_id")

    _client_figures_write_date_idx = models.Index("(write_date)")

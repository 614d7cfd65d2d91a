from odoo import models


class AccountAccount(models.Model):
    _name = "account.account"
    _inherit = ["account.account", "client.figures.mixin"]

    _client_figures_settings = frozenset({"account_type"})

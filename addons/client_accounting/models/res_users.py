from odoo import models


class ResUsers(models.Model):
    _name = "res.users"
    _inherit = ["res.users", "client.figures.mixin"]

    # the company of leads, activities and meetings that have none of their own
    _client_figures_settings = frozenset({"company_id"})

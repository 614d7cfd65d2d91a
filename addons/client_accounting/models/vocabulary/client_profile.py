from odoo import models


class ClientProfile(models.Model):
    _name = "client.profile"
    _inherit = ["client.profile", "client.glossary.mixin"]

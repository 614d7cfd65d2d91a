from odoo import models


class ClientAttribute(models.Model):
    _name = "client.attribute"
    _inherit = ["client.attribute", "client.glossary.mixin"]

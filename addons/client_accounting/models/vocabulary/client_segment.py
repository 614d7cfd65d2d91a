from odoo import models


class ClientSegment(models.Model):
    _name = "client.segment"
    _inherit = ["client.segment", "client.glossary.mixin"]

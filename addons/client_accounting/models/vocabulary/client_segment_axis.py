from odoo import models


class ClientSegmentAxis(models.Model):
    _name = "client.segment.axis"
    _inherit = ["client.segment.axis", "client.glossary.mixin"]

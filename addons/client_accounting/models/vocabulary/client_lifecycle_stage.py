from odoo import models


class ClientLifecycleStage(models.Model):
    _name = "client.lifecycle.stage"
    _inherit = ["client.lifecycle.stage", "client.glossary.mixin"]

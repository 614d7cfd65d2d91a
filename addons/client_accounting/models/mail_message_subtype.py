from odoo import models


class MailMessageSubtype(models.Model):
    _name = "mail.message.subtype"
    _inherit = ["mail.message.subtype", "client.figures.mixin"]

    _client_figures_settings = frozenset({"internal"})

from odoo import models


class CrmLead(models.Model):
    _name = "crm.lead"
    _inherit = ["crm.lead", "client.figures.mixin"]

    _client_figures_links = ("partner_id",)

    _client_figures_write_date_idx = models.Index("(write_date)")

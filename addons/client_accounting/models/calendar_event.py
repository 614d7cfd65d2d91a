from odoo import models


class CalendarEvent(models.Model):
    _name = "calendar.event"
    _inherit = ["calendar.event", "client.figures.mixin"]

    _client_figures_links = ("partner_ids",)

    _client_figures_write_date_idx = models.Index("(write_date)")

from odoo import fields, models

from .consumption import Consumption


class ClientFigures(models.Model):
    _inherit = "client.figures"

    consumed_total = fields.Monetary(
        "Consumption",
        readonly=True,
        help="Turnover as consumed: less what others consumed of what the client was "
        "billed, plus what it consumed of what others were billed.",
    )
    consumed_12m = fields.Monetary(
        "Consumption, 12 Months",
        readonly=True,
        help="Consumption by invoice date in the 12 months up to today.",
    )
    consumed_prev_12m = fields.Monetary(
        "Consumption, Year Before",
        readonly=True,
        help="Consumption by invoice date in the 12 months before the last 12.",
    )
    consumed_margin_12m = fields.Monetary(
        "Margin of Consumption, 12 Months",
        readonly=True,
        help="Margin of what the client consumed in the 12 months up to today, whoever "
        "was billed.",
    )

    def _figure_sources(self):
        return (*super()._figure_sources(), Consumption())

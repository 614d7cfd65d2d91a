from odoo import api, models


class ClientEvent(models.Model):
    """Events with an outcome lead processes on, and start them."""

    _inherit = "client.event"

    @api.model
    def _on_registered(self, events):
        # EXTENDS client_accounting
        result = super()._on_registered(events)
        self.env["client.process.run"].sudo()._take_events(events)
        self.env["client.process.trigger"].sudo()._take_events(events)
        return result

    def write(self, vals):
        # EXTENDS base: the outcome is often told later
        result = super().write(vals)
        if vals.get("outcome_id"):
            self.env["client.process.run"].sudo()._take_events(self)
            self.env["client.process.trigger"].sudo()._take_events(self)
        return result

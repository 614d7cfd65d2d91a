from odoo import models


class ClientFigures(models.Model):
    _inherit = "client.figures"

    def _merge(self, scope):
        """Segments look at the figures: evaluate again whose were looked at."""
        counts = super()._merge(scope)
        if scope.clients is not None:
            self.env["client.segment"]._mark_dirty(scope.clients)
        elif any(counts.values()):
            self.env["client.segment"]._mark_dirty([0])
        return counts

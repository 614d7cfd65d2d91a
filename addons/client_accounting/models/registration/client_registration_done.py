from odoo import models


class ClientRegistrationHistory(models.Model):
    """Once all of the past is registered, nobody looks for contacts elsewhere."""

    _inherit = "client.registration.history"

    def write(self, vals):
        result = super().write(vals)
        if vals.get("state") == "done" and self._is_complete():
            self.env["client.event"]._set_history_registered()
        return result

    def _is_complete(self):
        """Whether each source was gone through to its end, and none is under way."""
        runs = self.sudo().search([])
        sources = {key for key, _label in self._fields["source"].selection}
        done = set(runs.filtered(lambda run: run.state == "done").mapped("source"))
        return done == sources and all(run.state == "done" for run in runs)

import logging

from psycopg2 import errors

from odoo import api, models

_logger = logging.getLogger(__name__)


class ClientFigures(models.Model):
    """The lifecycle follows the figures: what the refresh has changed is decided on
    in the same transaction."""

    _inherit = "client.figures"

    @api.model
    def _cron_refresh(self):
        # EXTENDS client.figures
        following = self.with_context(client_lifecycle_follow=True)
        return super(ClientFigures, following)._cron_refresh()

    @api.model
    def _merge(self, scope):
        # EXTENDS client.figures
        counts = super()._merge(scope)
        if self.env.context.get("client_lifecycle_follow") and scope.clients:
            self._follow_lifecycle(scope.clients)
        return counts

    @api.model
    def _follow_lifecycle(self, clients):
        """Decide on the stage of clients; a failure must not keep the figures back."""
        try:
            with self.env.cr.savepoint():
                self.env["client.lifecycle.state"].sudo()._evaluate_everywhere(
                    list(clients)
                )
        except errors.SerializationFailure:
            # somebody moved one of them by hand meanwhile: once more, a moment later
            self.env["client.figures.dirty"]._mark(clients)
        except Exception:
            _logger.exception("The lifecycle did not follow the figures")

from odoo import api, models
from odoo.exceptions import AccessError
from odoo.fields import Domain


class ClientEvent(models.Model):
    """Who may see an event: who may see its client, beside the record rules."""

    _inherit = "client.event"

    @api.model
    def _search(self, domain, *args, bypass_access=False, **kwargs):
        # OVERRIDE: only of clients that the reader may read
        if not (self.env.su or bypass_access):
            domain = Domain(domain) & self._readable_clients()
        return super()._search(domain, *args, bypass_access=bypass_access, **kwargs)

    @api.model
    def _search_known_client(self, domain):
        """Return the query of events by the record rules alone, for who has made sure
        already that the reader may read the client."""
        # past our own `_search`
        # pylint: disable-next=super-method-mismatch
        return super()._search(Domain(domain))

    @api.model
    def _readable_clients(self):
        """Return the domain of events whose client the reader may read."""
        partners = self.env["res.partner"]
        if not partners.has_access("read"):
            return Domain.FALSE
        rules = self.env["ir.rule"]._compute_domain("res.partner", "read")
        if rules.is_true():
            return Domain.TRUE
        return Domain("client_id", "in", partners._search([], active_test=False))

    def _check_access(self, operation):
        # EXTENDS: also of a client that the reader may read
        result = super()._check_access(operation)
        events = self - result[0] if result else self
        if not any(events._ids):
            return result
        clients = events.sudo().client_id.with_env(self.env)
        readable_ids = set(clients._filtered_access("read")._ids)
        forbidden = events.filtered(
            lambda event: event.id and event.sudo().client_id.id not in readable_ids
        )
        if not forbidden:
            return result
        if result:
            return forbidden | result[0], result[1]
        message = self.env._("You may not see the client of this event.")
        return forbidden, lambda: AccessError(message)

from odoo import api, models
from odoo.exceptions import AccessError
from odoo.fields import Domain


class ClientReaderMixin(models.AbstractModel):
    """For records about a client, ``partner_id``: who may not read the client may not
    read them either, beside the rules of the model itself."""

    _name = "client.reader.mixin"
    _description = "Record for Readers of Its Client"

    @api.model
    def _search(self, domain, *args, bypass_access=False, **kwargs):
        # OVERRIDE: only of clients that the reader may read
        if not (self.env.su or bypass_access):
            domain = Domain(domain) & self._readable_clients()
        return super()._search(domain, *args, bypass_access=bypass_access, **kwargs)

    @api.model
    def _readable_clients(self):
        """The domain of records whose client the reader may read."""
        partners = self.env["res.partner"]
        if not partners.has_access("read"):
            return Domain.FALSE
        rules = self.env["ir.rule"]._compute_domain("res.partner", "read")
        if rules.is_true():
            return Domain.TRUE
        readable = Domain("partner_id", "in", partners._search([], active_test=False))
        if not self._fields["partner_id"].required:
            readable |= Domain("partner_id", "=", False)
        return readable

    def _check_access(self, operation):
        # EXTENDS base
        result = super()._check_access(operation)
        records = self - result[0] if result else self
        if self.env.su or not any(records._ids):
            return result
        clients = records.sudo().partner_id.with_env(self.env)
        readable_ids = set(clients._filtered_access("read")._ids)
        forbidden = records.filtered(
            lambda record: (
                record.id
                and record.sudo().partner_id
                and record.sudo().partner_id.id not in readable_ids
            )
        )
        if not forbidden:
            return result
        if result:
            return forbidden | result[0], result[1]
        message = self.env._("You may not see the client that this is about.")
        return forbidden, lambda: AccessError(message)

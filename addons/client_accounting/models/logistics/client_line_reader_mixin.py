from odoo import api, models
from odoo.exceptions import AccessError
from odoo.fields import Domain


class ClientLineReaderMixin(models.AbstractModel):
    """For questions over order lines, ``sale_line_id``: each row is for who may read
    its order line, beside the rules of the model itself."""

    _name = "client.line.reader.mixin"
    _description = "Row for Readers of Its Order Line"

    @api.model
    def _search(self, domain, *args, bypass_access=False, **kwargs):
        # OVERRIDE: only of order lines that the reader may read
        if not (self.env.su or bypass_access):
            domain = Domain(domain) & self._readable_lines()
        return super()._search(domain, *args, bypass_access=bypass_access, **kwargs)

    @api.model
    def _readable_lines(self):
        """The domain of rows whose order line the reader may read."""
        lines = self.env["sale.order.line"]
        if not lines.has_access("read"):
            return Domain.FALSE
        if self.env["ir.rule"]._compute_domain("sale.order.line", "read").is_true():
            return Domain.TRUE
        return Domain("sale_line_id", "in", lines._search([]))

    def _check_access(self, operation):
        # EXTENDS base
        result = super()._check_access(operation)
        records = self - result[0] if result else self
        if self.env.su or not any(records._ids):
            return result
        lines = records.sudo().sale_line_id.with_env(self.env)
        readable_ids = set(lines._filtered_access("read")._ids)
        forbidden = records.filtered(
            lambda record: record.sudo().sale_line_id.id not in readable_ids
        )
        if not forbidden:
            return result
        if result:
            return forbidden | result[0], result[1]
        message = self.env._("You may not see the order that this is about.")
        return forbidden, lambda: AccessError(message)

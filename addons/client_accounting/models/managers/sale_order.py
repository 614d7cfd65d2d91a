from odoo import fields, models

OFFERED = ("sent", "sale")


class SaleOrder(models.Model):
    """When the quotation went to the client; the order itself does not keep it."""

    _inherit = "sale.order"

    client_offer_date = fields.Datetime(
        "Offered On",
        readonly=True,
        copy=False,
        groups="base.group_user",
        help="When the quotation was sent first, or confirmed without that.",
    )

    def write(self, vals):
        # EXTENDS sale
        if vals.get("state") in OFFERED:
            offered = self.sudo().filtered(
                lambda order: order.state == "draft" and not order.client_offer_date
            )
            result = super().write(vals)
            if offered:
                # quietly: no message, no write date, no recomputation
                offered.with_context(
                    tracking_disable=True
                ).client_offer_date = fields.Datetime.now()
            return result
        return super().write(vals)

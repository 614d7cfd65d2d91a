from odoo import fields, models
from odoo.exceptions import UserError
from odoo.fields import Command


class PartnerDeal(models.Model):
    """The special prices of an approved deal, as a price list of its own."""

    _inherit = "partner.deal"

    price_ids = fields.One2many("partner.deal.price", "deal_id", "Special Prices")
    pricelist_id = fields.Many2one(
        "product.pricelist",
        "Price List of the Deal",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
        help="Made on approval from the prices granted; quotations of the opportunity "
        "use it while the partner is protected.",
    )

    def _make_pricelist(self):
        """Make the price list of an approved deal with special prices.

        What it says nothing of costs what the partner's own price list says.
        """
        granted = self.price_ids.filtered("price")
        if not granted:
            return
        base = self.partner_id.with_company(self.company_id).property_product_pricelist
        if base and base.currency_id != self.currency_id:
            raise UserError(
                self.env._(
                    "Special prices are granted in the currency of the partner's price "
                    "list, %(currency)s: change the currency of the deal.",
                    currency=base.currency_id.name,
                )
            )
        pricelists_sudo = self.env["product.pricelist"].sudo()
        pricelist = pricelists_sudo.create(
            {
                "name": self.display_name,
                "currency_id": self.currency_id.id,
                "company_id": self.company_id.id,
                "item_ids": [
                    *(Command.create(self._prepare_item(line)) for line in granted),
                    *self._prepare_base_items(base),
                ],
            }
        )
        self._write_kept({"pricelist_id": pricelist.id})

    def _prepare_item(self, line):
        return {
            "applied_on": "0_product_variant",
            "product_id": line.product_id.id,
            "product_tmpl_id": line.product_id.product_tmpl_id.id,
            "compute_price": "fixed",
            "fixed_price": line.price,
            "min_quantity": line.quantity,
            "date_start": fields.Datetime.to_datetime(self.protected_from),
            "date_end": self._end_of_protection(),
        }

    def _prepare_base_items(self, base):
        if not base:
            return []
        item = {
            "applied_on": "3_global",
            "compute_price": "formula",
            "base": "pricelist",
            "base_pricelist_id": base.id,
        }
        return [Command.create(item)]

    def _end_of_protection(self):
        """The last second of the protection, UTC."""
        day = fields.Datetime.to_datetime(self.protected_until)
        return fields.Datetime.add(day, days=1, seconds=-1)

    def _lengthen_pricelist(self):
        """Special prices hold as long as the protection does."""
        items = self.pricelist_id.sudo().item_ids
        items.filtered("date_end").write({"date_end": self._end_of_protection()})

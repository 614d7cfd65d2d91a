from collections import defaultdict

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools.sql import escape_psql

from ...tools.order_quantity import sellable
from ...tools.stock_promise import promise

#: Words of a search; more make no better answer.
MAX_WORDS = 5
#: States of stock moves that are still to be done.
PLANNED = ("waiting", "confirmed", "assigned", "partially_available")


class PartnerCatalogue(models.AbstractModel):
    """What channel partners may order, at which price and when.

    The caller has checked who asks; products are read beyond the rights of the user and
    only the chosen values leave.
    """

    _name = "partner.catalogue"
    _description = "Catalogue of Channel Partners"

    # ------------------------------------------------------------------ finding
    @api.model
    def _domain(self, company):
        """Products of the catalogue of a company."""
        return Domain(
            [
                ("sale_ok", "=", True),
                ("partner_orderable", "=", True),
                ("type", "in", ("consu", "service")),
                ("company_id", "in", (False, company.id)),
            ]
        )

    @api.model
    def _search_domain(self, text):
        """Products whose code, barcode or name hold each word of the text."""
        domain = Domain.TRUE
        for word in text.split()[:MAX_WORDS]:
            part = escape_psql(word)
            domain &= (
                Domain("default_code", "ilike", part)
                | Domain("name", "ilike", part)
                | Domain("barcode", "=", word)
            )
        return domain

    @api.model
    def _products_sudo(self, company):
        return (
            self.env["product.product"]
            .sudo()
            .with_company(company)
            .with_context(allowed_company_ids=company.ids)
        )

    @api.model
    def _categories(self, company):
        """Return ``[(id, name), ...]`` of the categories that hold a product."""
        templates_sudo = self.env["product.template"].sudo()
        groups = templates_sudo._read_group(
            self._domain(company) & Domain("categ_id", "!=", False), ["categ_id"]
        )
        return sorted(
            ((category.id, category.complete_name) for (category,) in groups),
            key=lambda row: row[1],
        )

    @api.model
    def _find_codes(self, codes, company):
        """Return products by code or barcode as it was written, in any case.

        :param codes: texts
        :return: ``{code in small letters: products}``; several where a code is not
            unique
        """
        wanted = {code.strip().lower() for code in codes if code.strip()}
        written = {code.strip() for code in codes if code.strip()}
        products = self._products_sudo(company)
        found = defaultdict(lambda: products.browse())
        if not wanted:
            return found
        spellings = [*{*written, *wanted, *(code.upper() for code in written)}]
        matches = products.search_fetch(
            self._domain(company)
            & (
                Domain("default_code", "in", spellings)
                | Domain("barcode", "in", spellings)
            ),
            ["default_code", "barcode"],
            limit=5000,
        )
        for product in matches:
            for key in {product.default_code, product.barcode}:
                if key and key.lower() in wanted:
                    found[key.lower()] |= product
        return found

    # ------------------------------------------------------------------ describing
    @api.model
    def _rows(self, products_sudo, partner_sudo, company):
        """Describe products for a partner: chosen values, no records but the currency.

        :param products_sudo: of the catalogue
        :param partner_sudo: the channel partner
        :return: list of dicts in the order of the products; prices for the smallest
            quantity that is sold, in the currency of the partner's price list
        """
        asked = self._least(products_sudo)
        currency, prices = self._prices(products_sudo, asked, partner_sudo, company)
        stock = self._stock(products_sudo, asked, company)
        return [
            {
                "id": product.id,
                "code": product.default_code or "",
                "name": product.with_context(display_default_code=False).display_name,
                "barcode": product.barcode or "",
                "category": product.categ_id.name,
                "uom": product.uom_id.name,
                "currency": currency,
                "price": prices[product.id][0],
                "price_taxed": prices[product.id][1],
                "minimum": product.partner_minimum_qty,
                "packing": product.partner_packing_qty,
                "quantity": asked[product.id],
                "stock": stock[product.id],
            }
            for product in products_sudo
        ]

    @api.model
    def _least(self, products_sudo):
        """The smallest quantities that are sold, by product id."""
        return {
            product.id: sellable(
                1.0, product.partner_minimum_qty, product.partner_packing_qty
            ).quantity
            for product in products_sudo
        }

    @api.model
    def _prices(self, products_sudo, quantities, partner_sudo, company):
        """Return the currency and ``{id: (without taxes, with taxes)}`` per unit."""
        partner_sudo = partner_sudo.with_company(company)
        pricelist_sudo = partner_sudo.property_product_pricelist
        currency = pricelist_sudo.currency_id or company.sudo().currency_id
        position_sudo = (
            self.env["account.fiscal.position"]
            .sudo()
            .with_company(company)
            ._get_fiscal_position(partner_sudo)
        )
        by_quantity = defaultdict(lambda: products_sudo.browse())
        for product in products_sudo:
            by_quantity[quantities[product.id]] |= product
        now = fields.Datetime.now()
        prices = {}
        for quantity, products in by_quantity.items():
            found = pricelist_sudo._get_products_price(
                products, quantity, currency=currency, date=now
            )
            for product in products:
                prices[product.id] = self._taxed(
                    product, found[product.id], currency, position_sudo, company
                )
        return currency, prices

    @api.model
    def _taxed(self, product_sudo, price, currency, position_sudo, company):
        """The price without and with the taxes of the partner, as orders take it."""
        own_sudo = product_sudo.taxes_id._filter_taxes_by_company(company)
        taxes_sudo = position_sudo.map_tax(own_sudo)
        if taxes_sudo != own_sudo:
            price = product_sudo._get_tax_included_unit_price_from_price(
                price, own_sudo, fiscal_position=position_sudo
            )
        if not taxes_sudo:
            price = currency.round(price)
            return price, price
        totals = taxes_sudo.compute_all(price, currency, 1.0, product_sudo)
        return totals["total_excluded"], totals["total_included"]

    @api.model
    def _stock(self, products_sudo, quantities, company):
        """Return what may be promised of products.

        :param dict quantities: what is wanted, by product id
        :return: ``{id: {"kind", "quantity", "more", "date"}}``; kind is ``free`` (not
            kept in stock), ``now``, ``later`` (with the day of the whole quantity) or
            ``ask`` (nothing says when); ``more`` means that there is more than the
            quantity that is told
        """
        today = fields.Date.context_today(self)
        stored = products_sudo.filtered("is_storable")
        on_hand, events = self._movements(stored)
        limit = company.sudo().partner_order_stock_limit
        result = {}
        for product in products_sudo:
            if product not in stored:
                result[product.id] = self._told("free", None, today, 0)
                continue
            wanted = quantities[product.id]
            found = promise(
                on_hand.get(product.id, 0.0), events[product.id], wanted, today
            )
            if found.now >= wanted:
                kind = "now"
            else:
                kind = "later" if found.date else "ask"
            result[product.id] = self._told(kind, found.now, found.date, limit)
        return result

    @api.model
    def _told(self, kind, quantity, date, limit):
        """What is told of the stock: not how much there is above the limit."""
        more = bool(limit and quantity and quantity > limit)
        return {
            "kind": kind,
            "quantity": limit if more else quantity,
            "more": more,
            "date": date,
        }

    @api.model
    def _movements(self, products_sudo):
        """Return stock on hand by product, and planned receipts and issues by product:
        ``{id: [(date, quantity), ...]}``, in the warehouses of the company."""
        events = defaultdict(list)
        if not products_sudo:
            return {}, events
        quants, moves_in, moves_out = products_sudo._get_domain_locations()
        mine = Domain("product_id", "in", products_sudo.ids)
        env = products_sudo.env
        on_hand = {
            product.id: quantity
            for product, quantity in env["stock.quant"]._read_group(
                mine & Domain(quants), ["product_id"], ["quantity:sum"]
            )
        }
        planned = mine & Domain("state", "in", PLANNED)
        for sign, domain in ((1, moves_in), (-1, moves_out)):
            rows = env["stock.move"]._read_group(
                planned & Domain(domain),
                ["product_id", "date:day"],
                ["product_qty:sum"],
            )
            for product, day, quantity in rows:
                events[product.id].append((day.date(), sign * quantity))
        return on_hand, events

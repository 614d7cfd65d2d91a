from psycopg2.errors import UniqueViolation

from odoo import api, fields, models
from odoo.exceptions import ConcurrencyError, UserError
from odoo.fields import Command

from .sale_order import MOVE
from .sale_order_line import sold_of

#: A basket holds so many lines.
MAX_LINES = 1000


class SaleOrder(models.Model):
    """The basket of a person at a channel partner: a draft order of its company."""

    _inherit = "sale.order"

    @api.model
    def _get_basket(self, partner_sudo, contact_sudo, company, create=False):
        """Return the basket of a person (sudo), or no record where there is none.

        :param partner_sudo: the channel partner, checked by the caller
        :param contact_sudo: the contact of the user
        """
        orders_sudo = self.sudo().with_company(company)
        basket_sudo = orders_sudo.search(
            [
                ("partner_contact_id", "=", contact_sudo.id),
                ("partner_id", "=", partner_sudo.id),
                ("company_id", "=", company.id),
                ("partner_order_state", "=", "basket"),
            ],
            limit=1,
        )
        if basket_sudo or not create:
            return basket_sudo
        values = {
            "partner_id": partner_sudo.id,
            "partner_contact_id": contact_sudo.id,
            "company_id": company.id,
            "partner_order_state": "basket",
            "require_signature": False,
            "require_payment": False,
            "user_id": partner_sudo.user_id.id,
        }
        try:
            with self.env.cr.savepoint():
                return (
                    orders_sudo.with_context(
                        partner_order_move=MOVE, mail_create_nosubscribe=True
                    )
                    .create(values)
                    .with_context(partner_order_move=None)
                )
        except UniqueViolation as error:
            # another request made it in the same moment: try again and find it
            raise ConcurrencyError("basket") from error

    def _hand_to_basket(self, contact_id):
        """Make a draft of our own the basket of a person at the partner.

        :param int contact_id: contact of the company that the draft is for
        :raise UserError: where the person has a basket already
        """
        self.ensure_one()
        others = self.search_count(
            [
                ("partner_contact_id", "=", contact_id),
                ("company_id", "=", self.company_id.id),
                ("partner_order_state", "=", "basket"),
            ]
        )
        if others:
            raise UserError(self.env._("This person has a basket already."))
        self.write(
            {
                "partner_contact_id": contact_id,
                "require_signature": False,
                "require_payment": False,
            }
        )
        self._move_partner_order("basket")

    def _basket_lines(self):
        return self.order_line.filtered(lambda line: not line.display_type)

    def _basket_products(self, ids):
        """The products of the catalogue among the ids (sudo)."""
        catalogue = self.env["partner.catalogue"]
        company = self.company_id
        return catalogue._products_sudo(company).search(
            catalogue._domain(company) & fields.Domain("id", "in", list(ids))
        )

    def _add_to_basket(self, quantities):
        """Add products to what is in the basket already.

        :param dict quantities: ``{product id: quantity}`` above zero
        :return: sentences of what was rounded
        :raise UserError: for products outside the catalogue, and too many lines
        """
        self.ensure_one()
        held = {line.product_id.id: line for line in self._basket_lines()}
        wanted = {
            product: quantity
            + (held[product].product_uom_qty if product in held else 0.0)
            for product, quantity in quantities.items()
        }
        return self._set_basket(wanted)

    def _set_basket(self, quantities):
        """Set the quantities of products in the basket; 0 takes them out.

        :param dict quantities: ``{product id: quantity}``
        :return: sentences of what was rounded
        :raise UserError: for products outside the catalogue, and too many lines
        """
        self.ensure_one()
        self.lock_for_update()
        held = {line.product_id.id: line for line in self._basket_lines()}
        wanted = {id_: quantity for id_, quantity in quantities.items() if quantity}
        products = self._basket_products(wanted)
        if len(products) < len(wanted):
            raise UserError(
                self.env._(
                    "A product is not sold any more. Take it out of the basket and "
                    "choose another one."
                )
            )
        if len(held.keys() | wanted.keys()) > MAX_LINES:
            raise UserError(
                self.env._(
                    "A basket holds %(limit)s lines: send this order and go on with "
                    "the next one.",
                    limit=MAX_LINES,
                )
            )
        gone = self.env["sale.order.line"].browse(
            held[id_].id
            for id_, quantity in quantities.items()
            if not quantity and id_ in held
        )
        gone.sudo().unlink()
        sentences, commands = [], []
        for product in products:
            sold = sold_of(product, wanted[product.id])
            if sold.why:
                sentences.append(self._rounding_sentence(product, wanted, sold))
            line = held.get(product.id)
            if not line:
                commands.append(
                    Command.create(
                        {"product_id": product.id, "product_uom_qty": sold.quantity}
                    )
                )
            elif line.product_uom_qty != sold.quantity:
                line.product_uom_qty = sold.quantity
        if commands:
            self.write({"order_line": commands})
        return sentences

    def _rounding_sentence(self, product, wanted, sold):
        return self.env._(
            "%(product)s: %(sold)g instead of %(asked)g, %(why)s.",
            product=product.default_code or product.name,
            sold=sold.quantity,
            asked=wanted[product.id],
            why=self._rounding_reason(product, sold),
        )

    @api.model
    def _rounding_reason(self, product, sold):
        """Why a quantity was rounded, the end of a sentence."""
        reasons = {
            "minimum": self.env._(
                "sold from %(minimum)g on", minimum=product.partner_minimum_qty
            ),
            "packing": self.env._(
                "sold in packings of %(packing)g", packing=product.partner_packing_qty
            ),
        }
        return ", ".join(reasons[why] for why in sold.why.split(","))

    def _refresh_basket(self):
        """Bring the prices of the basket up to date.

        :return: whether the total has changed by it
        """
        self.ensure_one()
        before = self.amount_total
        self.date_order = fields.Datetime.now()
        self._recompute_prices()
        return bool(self.currency_id.compare_amounts(before, self.amount_total))

    def _reorder(self, order_sudo):
        """Put what an old order held into the basket.

        :param order_sudo: an order of the same partner, checked by the caller
        :return: sentences of what was rounded and what is not sold any more
        :raise UserError: where nothing of it is sold any more
        """
        self.ensure_one()
        quantities = {}
        names = {}
        for line in order_sudo._basket_lines():
            if line.product_uom_qty <= 0 or line.is_downpayment:
                continue
            product = line.product_id
            quantities[product.id] = quantities.get(
                product.id, 0.0
            ) + line.product_uom_id._compute_quantity(
                line.product_uom_qty, product.uom_id
            )
            names[product.id] = product.default_code or product.name
        known = set(self._basket_products(quantities).ids)
        sentences = [
            self.env._("%(product)s is not sold any more.", product=names[id_])
            for id_ in quantities
            if id_ not in known
        ]
        if not known:
            raise UserError(self.env._("Nothing of this order is sold any more."))
        return sentences + self._add_to_basket(
            {id_: quantity for id_, quantity in quantities.items() if id_ in known}
        )

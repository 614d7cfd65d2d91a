from odoo.fields import Command

from .common import PartnerPortalCommon

#: A Monday, 10:00 UTC.
NOW = "2026-03-02 10:00:00"


class PartnerOrderCommon(PartnerPortalCommon):
    """A dealer with a price list of its own (20 % off), products, stock.

    Drill costs 100 with 15 % tax on top; the dealer pays 80 without taxes, 92 with.
    """

    @classmethod
    def get_default_groups(cls):
        return super().get_default_groups() | cls.env.ref("stock.group_stock_manager")

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company = cls.env.company
        cls.env.ref("base.group_user")._apply_group(
            cls.env.ref("product.group_product_pricelist")
        )
        cls.manager = cls._create_employee(
            "order-manager", "partner_portal.group_partner_portal_manager"
        )
        cls.seller = cls._create_employee(
            "order-seller", "sales_team.group_sale_salesman_all_leads"
        )
        cls.rival = cls._create_partner(name="Rival Dealer", grade_id=cls.gold.id)
        cls.dealer.write(
            {
                "user_id": cls.manager.id,
                "email": "dealer@example.com",
                "street": "1 Dock Road",
            }
        )
        cls.dealer_contact.email = "contact@dealer.example"
        cls.depot = cls.env["res.partner"].create(
            {
                "name": "Depot North",
                "parent_id": cls.dealer.id,
                "type": "delivery",
                "city": "Ghent",
            }
        )
        cls.pricelist = cls.env["product.pricelist"].create(
            {
                "name": "Dealers",
                "currency_id": cls.company.currency_id.id,
                "item_ids": [
                    Command.create(
                        {
                            "applied_on": "3_global",
                            "compute_price": "formula",
                            "base": "list_price",
                            "price_discount": 20,
                        }
                    )
                ],
            }
        )
        cls.dealer.property_product_pricelist = cls.pricelist
        cls.tax = cls.env["account.tax"].create(
            {"name": "Sales tax 15", "amount": 15, "company_id": cls.company.id}
        )
        cls.category = cls.env["product.category"].create({"name": "Tools"})
        cls.drill = cls._create_good("DR-1", "Hammer Drill", 100.0)
        cls.bolt = cls._create_good(
            "BO-5",
            "Steel Bolt",
            2.0,
            partner_minimum_qty=20,
            partner_packing_qty=25,
        )
        cls.cable = cls._create_good("CA-9", "Copper Cable", 10.0)
        cls.hidden = cls._create_good(
            "XX-7", "Secret Prototype", 5.0, partner_orderable=False
        )
        cls.warehouse = cls.env["stock.warehouse"].search(
            [("company_id", "=", cls.company.id)], limit=1
        )
        cls._stock(cls.drill, 10)
        cls._stock(cls.bolt, 1000)
        cls.Catalogue = cls.env["partner.catalogue"]
        cls.Order = cls.env["sale.order"]

    @classmethod
    def _create_good(cls, code, name, price, **values):
        return cls.env["product.product"].create(
            {
                "name": name,
                "default_code": code,
                "barcode": f"59000{code}",
                "type": "consu",
                "is_storable": True,
                "list_price": price,
                "standard_price": price / 2,
                "categ_id": cls.category.id,
                "taxes_id": [Command.set(cls.tax.ids)],
                "invoice_policy": "order",
                **values,
            }
        )

    @classmethod
    def _stock(cls, product, quantity):
        cls.env["stock.quant"]._update_available_quantity(
            product, cls.warehouse.lot_stock_id, quantity
        )

    @classmethod
    def _plan(cls, product, quantity, date, incoming=True):
        customers = cls.env.ref("stock.stock_location_customers")
        suppliers = cls.env.ref("stock.stock_location_suppliers")
        stock = cls.warehouse.lot_stock_id
        move = cls.env["stock.move"].create(
            {
                "product_id": product.id,
                "product_uom_qty": quantity,
                "location_id": (suppliers if incoming else stock).id,
                "location_dest_id": (stock if incoming else customers).id,
                "date": f"{date} 08:00:00",
                "company_id": cls.company.id,
            }
        )
        move._action_confirm(merge=False)
        move.date = f"{date} 08:00:00"
        return move

    @classmethod
    def _add_user(cls, login, company, **values):
        user = cls._create_portal_user(login, company)
        user.write({"company_ids": [Command.set(cls.env.company.ids)], **values})
        return user

    @classmethod
    def _basket(cls, quantities, contact=None):
        contact = contact or cls.dealer_contact
        basket = cls.Order._get_basket(
            contact.commercial_partner_id, contact, cls.company, create=True
        )
        basket._add_to_basket({one.id: number for one, number in quantities.items()})
        return basket

    @classmethod
    def _send(cls, quantities):
        order = cls._basket(quantities)
        order._send_basket()
        return order

    @classmethod
    def _deliver(cls, order):
        for picking in order.picking_ids.filtered(lambda one: one.state != "done"):
            picking.action_assign()
            for move in picking.move_ids:
                move.quantity = move.product_uom_qty
            picking.move_ids.picked = True
            picking._action_done()

    @classmethod
    def _owe(cls, amount, due):
        """An invoice of the dealer that is not paid."""
        invoice = cls._create_invoice_one_line(
            price_unit=amount,
            partner_id=cls.dealer,
            invoice_date=due,
            invoice_date_due=due,
            invoice_payment_term_id=False,
            tax_ids=[],
            post=True,
        )
        return invoice

    def _row(self, product, partner=None):
        [row] = self.Catalogue._rows(
            self.Catalogue._products_sudo(self.company).browse(product.id),
            (partner or self.dealer).sudo(),
            self.company,
        )
        return row

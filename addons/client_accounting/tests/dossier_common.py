from odoo import Command
from odoo.tests import new_test_user

from odoo.addons.account.tests.common import AccountTestInvoicingCommon

USER_GROUP = "client_accounting.group_client_accounting_user"


class DossierCommon(AccountTestInvoicingCommon):
    """A client with two persons, an address and a document of each kind."""

    @classmethod
    def get_default_groups(cls):
        return (
            super().get_default_groups()
            | cls.quick_ref("sales_team.group_sale_manager")
            | cls.quick_ref("client_accounting.group_client_accounting_manager")
        )

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.user.tz = "UTC"
        cls.company = cls.company_data["company"]
        cls.dossier = cls.env["client.dossier"]
        cls.client = cls.env["res.partner"].create(
            {
                "name": "Vega <b>Ltd</b>",
                "is_company": True,
                "ref": "C-0042",
                "vat": "BE0477472701",
                "phone": "+7 (495) 123-45-67",
                "email": "office@vega.example.com",
                "website": "https://vega.example.com",
                "street": "Main Street 1",
                "city": "Antwerp",
                "zip": "2000",
                "country_id": cls.quick_ref("base.be").id,
            }
        )
        cls.anna = cls._create_contact("Anna Ivanova", "Buyer", "anna@vega.example.com")
        cls.boris = cls._create_contact("Boris Petrov", "Director", False)
        cls.desk = cls._create_goods("Desk", 100.0, 60.0, "D-1")
        cls.lamp = cls._create_goods("Lamp", 20.0, 5.0, "L-1")
        cls.stranger = cls.env["res.partner"].create({"name": "Rigel"})
        cls.seller = cls._create_user("seller", "sales_team.group_sale_salesman")
        cls.reader = cls._create_user("reader", USER_GROUP)

    @classmethod
    def _create_user(cls, login, *groups, **values):
        return new_test_user(
            cls.env,
            login=f"dossier_{login}",
            groups=",".join(("base.group_user", *groups)),
            company_id=cls.company.id,
            company_ids=[Command.set(cls.company.ids)],
            **values,
        )

    @classmethod
    def _create_contact(cls, name, function, email, **values):
        return cls.env["res.partner"].create(
            {
                "name": name,
                "function": function,
                "email": email,
                "parent_id": cls.client.id,
                **values,
            }
        )

    @classmethod
    def _create_goods(cls, name, price, cost, code):
        return cls._create_product(
            name=name,
            default_code=code,
            lst_price=price,
            standard_price=cost,
            type="consu",
            is_storable=True,
            invoice_policy="order",
            taxes_id=[Command.clear()],
            uom_id=cls.uom_unit.id,
        )

    @classmethod
    def _create_sale(cls, day, lines, due=None, partner=None, **values):
        """Post an invoice (or a credit note) of ``[(product, quantity, price)]``."""
        move = cls.env["account.move"].create(
            {
                "move_type": "out_invoice",
                "partner_id": (partner or cls.client).id,
                "invoice_date": day,
                "invoice_date_due": due or day,
                "invoice_payment_term_id": False,
                "invoice_line_ids": [
                    Command.create(
                        {
                            "product_id": product.id,
                            "quantity": quantity,
                            "price_unit": price,
                            "tax_ids": [Command.clear()],
                        }
                    )
                    for product, quantity, price in lines
                ],
                **values,
            }
        )
        move.action_post()
        return move

    @classmethod
    def _create_order(cls, lines, partner=None, confirm=False, **values):
        order = cls.env["sale.order"].create(
            {
                "partner_id": (partner or cls.client).id,
                "order_line": [
                    Command.create(
                        {
                            "product_id": product.id,
                            "product_uom_qty": quantity,
                            "price_unit": price,
                            "tax_ids": [Command.clear()],
                        }
                    )
                    for product, quantity, price in lines
                ],
                **values,
            }
        )
        if confirm:
            order.action_confirm()
        return order

    def _get(self, partner=None, user=None):
        """Return the dossier as that user reads it."""
        dossier = self.dossier.with_user(user) if user else self.dossier
        return dossier.get_dossier((partner or self.client).id)

    def _section(self, key, partner=None, user=None):
        """Return the data of a section, or None where it is left out."""
        for section in self._get(partner, user)["sections"]:
            if section["key"] == key:
                return section["data"]
        return None

    def _values(self, key, *names, **options):
        """Return chosen values of the rows of a table, badges by their label."""
        rows = self._section(key, **options)["rows"]
        return [
            tuple(
                value["label"] if isinstance(value, dict) else value
                for value in (row["values"].get(name) for name in names)
            )
            for row in rows
        ]

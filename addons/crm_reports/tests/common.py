from odoo.fields import Command
from odoo.tests import new_test_user

from odoo.addons.account.tests.common import AccountTestInvoicingCommon


class CrmReportsCommon(AccountTestInvoicingCommon):
    """Two clients, goods with a cost, users with and without rights."""

    @classmethod
    def get_default_groups(cls):
        return (
            super().get_default_groups()
            | cls.env.ref("crm_reports.group_crm_reports_manager")
            | cls.env.ref("client_accounting.group_client_accounting_manager")
            | cls.env.ref("sales_team.group_sale_manager")
        )

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.facts = cls.env["crm.fact.sales"]
        cls.client = cls.env["res.partner"].create(
            {
                "name": "Birch",
                "is_company": True,
                "country_id": cls.env.ref("base.fr").id,
            }
        )
        cls.contact = cls.env["res.partner"].create(
            {"name": "Birch Buyer", "parent_id": cls.client.id}
        )
        cls.other_client = cls.env["res.partner"].create(
            {"name": "Cedar", "is_company": True}
        )
        cls.goods = cls._create_product(
            name="Goods", lst_price=100.0, standard_price=60.0, uom_id=cls.uom_unit.id
        )

    @classmethod
    def _invoice(cls, partner, *lines, date="2026-05-10", post=True, **values):
        """Return an invoice of lines ``(product, quantity, price)`` without taxes."""
        move = (
            cls.env["account.move"]
            .with_company(values.get("company_id") or cls.env.company)
            .create(
                {
                    "move_type": "out_invoice",
                    "partner_id": partner.id,
                    "invoice_date": date,
                    "date": date,
                    "invoice_line_ids": [
                        Command.create(
                            {
                                "name": "Line",
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
        )
        if post:
            move.action_post()
        return move

    @classmethod
    def _facts_of(cls, moves):
        return cls.facts.search([("move_id", "in", moves.ids)])

    @classmethod
    def _total(cls, *names, domain=()):
        [row] = cls.facts._read_group(list(domain), [], [f"{n}:sum" for n in names])
        return row

    @classmethod
    def _create_employee(cls, login, groups):
        return new_test_user(
            cls.env,
            login=login,
            groups=groups,
            company_id=cls.env.company.id,
            company_ids=[Command.set(cls.env.company.ids)],
        )

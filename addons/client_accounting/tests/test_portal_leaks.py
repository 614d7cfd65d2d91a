"""What a client of the portal may not read of himself over RPC."""

from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import HttpCase, new_test_user, tagged

from odoo.addons.account.tests.common import AccountTestInvoicingCommon

#: Fields of core that tell a client what is ours to know.
CORE_LEAKS = {
    "res.partner": ("days_sales_outstanding",),
    "res.users": ("days_sales_outstanding",),
    "sale.order": ("margin", "margin_percent"),
    "sale.order.line": ("margin", "margin_percent", "purchase_price"),
}


def fields_of(env, model, authors=("Client Contour",)):
    """Return the names of the model's fields that an addon of ours defines."""
    ours = set(
        env["ir.module.module"]
        .sudo()
        .search([("author", "in", authors), ("state", "!=", "uninstalled")])
        .mapped("name")
    )
    return [
        name for name, field in env[model]._fields.items() if ours & set(field._modules)
    ]


@tagged("post_install", "-at_install")
class TestPortalLeaks(AccountTestInvoicingCommon, HttpCase):
    @classmethod
    def get_default_groups(cls):
        return (
            super().get_default_groups()
            | cls.env.ref("client_accounting.group_client_accounting_manager")
            | cls.env.ref("sales_team.group_sale_manager")
        )

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.client = cls.env["res.partner"].create(
            {"name": "Aurora", "is_company": True, "email": "aurora@example.com"}
        )
        cls.portal_user = new_test_user(
            cls.env,
            login="aurora-portal",
            groups="base.group_portal",
            company_id=cls.env.company.id,
            company_ids=[Command.set(cls.env.company.ids)],
        )
        cls.portal_user.partner_id.parent_id = cls.client
        # Sold at 1,000 and bought at 800: a margin of 200, 20 %.
        cls.order = cls._create_sale_order_one_line(
            product_id=cls.product_a, partner_id=cls.client, confirm=False
        )
        cls.order.action_quotation_sent()
        cls.invoice = cls._create_invoice_one_line(
            product_id=cls.product_a, partner_id=cls.client, post=True
        )

    def _own_records(self):
        return {
            "res.partner": self.client,
            "res.users": self.portal_user,
            "sale.order": self.order,
            "sale.order.line": self.order.order_line,
            "account.move": self.invoice,
            "account.move.line": self.invoice.line_ids,
        }

    def test_core_leaks_closed(self):
        for model, names in CORE_LEAKS.items():
            records = self._own_records()[model].with_user(self.portal_user)
            records.read(["display_name"])
            for name in names:
                with self.subTest(model=model, field=name):
                    with self.assertRaises(AccessError):
                        records.read([name])
                    with self.assertRaises(AccessError):
                        records.search([(name, ">", 0)])
                    self.assertNotIn(name, records.fields_get())

    def test_our_fields_closed(self):
        """Whatever our addons add to a model of the portal is not read there."""
        for model, records in self._own_records().items():
            records = records.with_user(self.portal_user)
            for name in fields_of(self.env, model):
                with self.subTest(model=model, field=name):
                    with self.assertRaises(AccessError):
                        records.read([name])

    def test_our_fields_closed_on_every_model(self):
        """No model that the portal reads has a field of ours without a group."""
        models = [
            name
            for name in self.env.registry
            if not self.env[name]._abstract
            and self.env[name].with_user(self.portal_user).has_access("read")
        ]
        self.assertIn("res.partner", models)
        found = {
            f"{model}.{name}"
            for model in models
            for name in fields_of(self.env, model)
            if self.env[model]
            .with_user(self.portal_user)
            ._has_field_access(self.env[model]._fields[name], "read")
        }
        self.assertFalse(found, "fields that any user of the portal can read")

    def test_margin_computed_when_portal_user_changes_order(self):
        """The stored margin follows the lines whoever flushes it."""
        self.assertRecordValues(self.order, [{"margin": 200.0, "margin_percent": 0.2}])
        line = self.order.order_line.with_user(self.portal_user).sudo()
        line.product_uom_qty = 3.0
        self.env.flush_all()
        self.assertRecordValues(self.order, [{"margin": 600.0, "margin_percent": 0.2}])

    def test_employee_reads_margin(self):
        salesman = new_test_user(
            self.env,
            login="aurora-seller",
            groups="sales_team.group_sale_salesman_all_leads",
            company_id=self.env.company.id,
            company_ids=[Command.set(self.env.company.ids)],
        )
        order = self.order.with_user(salesman)
        self.assertEqual(order.read(["margin"])[0]["margin"], 200.0)
        arch = order.get_view(view_type="form")["arch"]
        self.assertIn('name="margin"', arch)

    def test_portal_pages_of_client_open(self):
        """Quotation and invoice pages need none of the closed fields."""
        self.authenticate("aurora-portal", "aurora-portal")
        for url, words in (
            ("/my/quotes", self.order.name),
            (self.order.get_portal_url(), self.order.name),
            ("/my/invoices", self.invoice.name),
            (self.invoice.get_portal_url(), self.invoice.name),
        ):
            with self.subTest(url=url):
                response = self.url_open(url)
                self.assertEqual(response.status_code, 200)
                self.assertIn(words, response.text)

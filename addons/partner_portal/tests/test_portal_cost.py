"""Cost and margin over RPC, as a user of the portal, on his own documents."""

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import freeze_time, tagged

from .order_common import NOW, PartnerOrderCommon

#: What tells what something has cost us, wherever an addon may add it.
WORDS = ("margin", "cost", "purchase_price", "standard_price", "valuation")
#: Settings with such words: how goods are valued, not at how much.
HARMLESS = {
    "res.company.account_stock_valuation_id",
    "res.company.cost_method",
    "res.company.inventory_valuation",
}


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestPortalCost(PartnerOrderCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.user = cls._add_user("cost-owner", cls.dealer)
        cls.order = cls._send({cls.drill: 2})
        cls._deliver(cls.order)
        cls.invoice = cls.order._create_invoices()
        cls.invoice.action_post()
        # what accounting adds where stock is valued at each delivery
        cls.env["account.move.line"].with_context(
            check_move_validity=False, skip_account_move_synchronization=True
        ).sudo().create(
            [
                {
                    "move_id": cls.invoice.id,
                    "name": "Cost of goods",
                    "account_id": cls.company_data["default_account_expense"].id,
                    "display_type": "cogs",
                    "partner_id": cls.dealer.id,
                    "debit": debit,
                    "credit": credit,
                    "tax_ids": [Command.clear()],
                }
                for debit, credit in ((100.0, 0.0), (0.0, 100.0))
            ]
        )

    def _as_portal(self, record):
        return record.with_user(self.user).with_context(
            allowed_company_ids=self.company.ids
        )

    def _refused(self, call):
        """It raises, whether for the rights or since there is no such way at all."""
        try:
            answer = call()
        except (UserError, ValueError):
            return
        self.fail(f"answered: {answer}")

    def test_no_model_of_the_portal_has_an_open_field_of_cost(self):
        found = set()
        for _name, model in self.env.items():
            if model._abstract or not self._as_portal(model).has_access("read"):
                continue
            for field in model._fields.values():
                if any(word in field.name for word in WORDS) and self._as_portal(
                    model
                )._has_field_access(field, "read"):
                    found.add(str(field))
        self.assertEqual(found - HARMLESS, set())

    def test_fields_are_refused_by_every_door(self):
        doors = {
            "sale.order": (self.order, ("margin", "margin_percent")),
            "sale.order.line": (
                self.order.order_line,
                ("purchase_price", "margin", "margin_percent"),
            ),
        }
        for model, (records, names) in doors.items():
            records = self._as_portal(records)
            records.read(["display_name"])
            for name in names:
                for door, call in {
                    "read": lambda one, name: one.read([name]),
                    "web_read": lambda one, name: one.web_read({name: {}}),
                    "search": lambda one, name: one.search([(name, ">", 0)]),
                    "order": lambda one, name: one.search([], order=f"{name} desc"),
                    "read_group": lambda one, name: one.formatted_read_group(
                        [], [], [f"{name}:sum"]
                    ),
                    "group_by": lambda one, name: one.formatted_read_group([], [name]),
                    "export": lambda one, name: one.export_data([name]),
                }.items():
                    with self.subTest(model=model, name=name, door=door):
                        self._refused(lambda: call(records, name))  # noqa: B023

    def test_products_are_not_reached_through_lines(self):
        lines = self._as_portal(self.order.order_line)
        for call in (
            lambda: lines.search([("product_id.standard_price", ">", 0)]),
            lambda: lines.search([], order="product_id.standard_price"),
            lambda: lines.web_read({"product_id": {"fields": {"standard_price": {}}}}),
            lambda: lines.mapped("product_id.standard_price"),
            lambda: lines.export_data(["product_id/standard_price"]),
        ):
            self._refused(call)

    def test_entries_of_cost_in_an_own_invoice(self):
        """Core shows a client each line of his invoice, those of cost among them."""
        lines = self._as_portal(self.env["account.move.line"])
        mine = lines.search([("move_id", "=", self.invoice.id)])
        self.assertIn("product", mine.mapped("display_type"))
        self.assertNotIn("cogs", mine.mapped("display_type"))
        self.assertEqual(lines.search_count([("display_type", "=", "cogs")]), 0)
        [group] = lines.formatted_read_group(
            [("move_id", "=", self.invoice.id)], [], ["debit:sum"]
        )
        # 2 x 92 to pay; no 100 of cost
        self.assertEqual(group["debit:sum"], 184.0)
        cost = self.invoice.line_ids.filtered(lambda line: line.display_type == "cogs")
        self.assertEqual(len(cost), 2)
        with self.assertRaises(AccessError):
            self._as_portal(cost).read(["debit"])
        shown = self._as_portal(self.invoice).read(["line_ids"])[0]["line_ids"]
        self.assertFalse(set(cost.ids) & set(shown))
        # our people see them as before
        self.env.invalidate_all()
        self.assertEqual(
            len(self.invoice.line_ids.filtered(lambda one: one.display_type == "cogs")),
            2,
        )

import re
from unittest.mock import patch

from odoo.tests import freeze_time, tagged
from odoo.tools import SQL

from ..models.dossier import statement
from ..models.dossier.rules import plain_rules
from .dossier_common import DossierCommon


@tagged("post_install", "-at_install")
@freeze_time("2026-06-15 10:00:00")
class TestDossierStatement(DossierCommon):
    """One statement serves all clients of a reader, as long as his rights last."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.mine = cls._create_order([(cls.desk, 1, 90)], user_id=cls.seller.id)
        cls.foreign = cls._create_order([(cls.desk, 1, 70)])
        cls.other = cls.env["res.partner"].create({"name": "Nobody Yet"})

    def setUp(self):
        super().setUp()
        self.dossier._kept_texts().clear()

    def _orders(self, user=None):
        rows = self._section("orders", user=user or self.seller)["rows"]
        return {row["res_id"] for row in rows}

    def _composed(self):
        """How often a statement is composed from now on: a patch that counts."""
        return patch.object(
            statement, "_parametrize", side_effect=statement._parametrize
        )

    def _rule(self, domain, model="sale.order"):
        return self.env["ir.rule"].create(
            {
                "name": "For this test",
                "model_id": self.env["ir.model"]._get_id(model),
                "domain_force": domain,
            }
        )

    def _prepared_statements(self):
        [(names,)] = self.env.execute_query(SQL("SELECT %s", statement.PREPARED))
        return sorted(names)

    def test_planned_once_for_all_clients(self):
        """Another client of the same reader needs no other statement, and what is
        found is what the statement made for this client alone finds."""
        prepared = self._get()
        names = self._prepared_statements()
        self.assertEqual(
            len(self._get(self.other)["sections"]), len(prepared["sections"])
        )
        self.assertEqual(self._prepared_statements(), names)
        self.dossier._kept_texts().clear()
        with patch.object(statement, "LEFT_OVER", re.compile("SELECT")):
            self.assertEqual(self._get(), prepared)
            self.assertFalse(self.dossier._kept_texts())

    def test_composed_once_for_all_clients(self):
        self._get(user=self.seller)
        with self._composed() as composed:
            self._get(user=self.seller)
            self._get(self.other, user=self.seller)
            self.assertEqual(composed.call_count, 0)
            self._get(user=self.reader)
            self.assertEqual(composed.call_count, 1)

    def test_another_day_is_another_text(self):
        self._get(user=self.seller)
        with freeze_time("2026-06-16 10:00:00"), self._composed() as composed:
            self._get(user=self.seller)
        self.assertEqual(composed.call_count, 1)

    def test_statements_of_a_session_are_few(self):
        for number in range(statement.KEPT + 3):
            scope = self.dossier._get_scope(self.client.id)
            row = statement.fetch(
                scope, lambda scope, number=number: SQL("SELECT %s", number), number
            )
            self.assertEqual(row, (number,))
        self.assertEqual(len(self._prepared_statements()), statement.KEPT)

    def test_new_rule_is_followed_at_once(self):
        self.assertEqual(self._orders(), {self.mine.id})
        self._rule("[('amount_untaxed', '<', 80)]")
        self.assertEqual(self._orders(), set())

    def test_new_group_is_followed_at_once(self):
        self.assertEqual(self._orders(), {self.mine.id})
        self.seller.group_ids += self.env.ref(
            "sales_team.group_sale_salesman_all_leads"
        )
        self.assertEqual(self._orders(), {self.mine.id, self.foreign.id})

    def test_rule_that_looks_up_is_not_kept(self):
        """The tree of partners changes without anybody being told."""
        self._rule(f"[('partner_id', 'child_of', [{self.other.id}])]")
        self.assertEqual(self._orders(), set())
        with self._composed() as composed:
            self.client.parent_id = self.other
            self.client.is_company = True
            self.assertEqual(self._orders(), {self.mine.id})
        self.assertEqual(composed.call_count, 1)

    def test_which_rules_are_plain(self):
        env = self.env(user=self.seller)
        self.assertIsNotNone(plain_rules(env, ["sale.order", "account.move"]))
        for domain, plain in [
            ("[('user_id', 'in', [user.id, False])]", True),
            ("[('partner_id.country_id.code', '=', 'BE')]", True),
            ("[('company_id', 'parent_of', company_ids)]", True),
            ("[('partner_id', 'child_of', user.partner_id.id)]", False),
            ("[('date_order', '<', 'now')]", False),
            ("[('order_line.product_id', '=', 1)]", False),
            ("[('partner_id.category_id', '=', 1)]", True),
            ("[('partner_id.credit', '>', 1)]", False),
        ]:
            rule = self._rule(domain)
            with self.subTest(domain=domain):
                known = plain_rules(env, ["sale.order"])
                self.assertEqual(known is not None, plain)
                if plain and "partner_id" in domain:
                    self.assertIn("res.partner", known)
            rule.unlink()

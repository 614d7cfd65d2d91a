from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import freeze_time, new_test_user, tagged

from .dossier_common import USER_GROUP, DossierCommon

#: the arranged dossier: the check of the reader, the arrangement, the statement
QUERY_BUDGET = 12


@tagged("post_install", "-at_install")
class TestClientDossierLayout(DossierCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.reader = cls._create_user(
            "layout", USER_GROUP, "account.group_account_invoice"
        )
        cls.dossiers = cls.env["client.dossier"].with_user(cls.reader)

    def _keys(self, area=None, **kwargs):
        dossier = self.dossiers.get_dossier(self.client.id, arranged=True, **kwargs)
        return [
            section["key"]
            for section in dossier["sections"]
            if not area or section["area"] == area
        ]

    def _layout(self):
        return self.dossiers.get_dossier(self.client.id, arranged=True)["layout"]

    def test_role_decides(self):
        self.assertEqual(self._layout()["name"], "Accountant")
        self.assertEqual(
            self._keys("main")[:3], ["receivables", "payment_promises", "turnover"]
        )
        self.assertNotIn("competitors", self._keys())
        self.assertIn("competitors", [part["key"] for part in self._layout()["hidden"]])

    def test_without_a_role_everything(self):
        self.reader.group_ids -= self.env.ref("account.group_account_invoice")
        self.assertEqual(self._layout()["name"], "Everything")
        plain = self.dossiers.get_dossier(self.client.id)["sections"]
        self.assertEqual(
            set(self._keys()), {section["key"] for section in plain} | {"changes"}
        )

    def test_paper_is_not_arranged(self):
        keys = [
            section["key"]
            for section in self.dossiers.get_dossier(self.client.id)["sections"]
        ]
        self.assertEqual(keys[0], "figures")
        self.assertNotIn("changes", keys)
        self.assertLess(keys.index("turnover"), keys.index("receivables"))

    def test_another_layout_and_back(self):
        buyer = self.env.ref("client_accounting.client_dossier_layout_buyer")
        self.dossiers.choose_layout(buyer.id)
        self.assertEqual(self._layout()["name"], "Buyer")
        self.assertEqual(self._keys("main")[0], "products")
        self.dossiers.choose_layout(False)
        self.assertEqual(self._layout()["name"], "Accountant")
        buyer.active = False
        self.dossiers.choose_layout(buyer.id)
        self.assertEqual(self._layout()["name"], "Accountant")

    def test_own_arrangement_is_kept(self):
        self.dossiers.save_places(
            [["people", "main"], ["turnover", "side"], ["orders", "hidden"]]
        )
        self.assertTrue(self._layout()["own"])
        self.assertEqual(self._keys("main")[0], "people")
        self.assertEqual(self._keys("side")[0], "turnover")
        self.assertNotIn("orders", self._keys())
        self.assertEqual(self._keys("top"), ["figures"])
        other = self._create_user("other", USER_GROUP)
        layout = self.env["client.dossier"].with_user(other)
        self.assertFalse(
            layout.get_dossier(self.client.id, arranged=True)["layout"]["own"]
        )
        views = self.env["client.dossier.view"].with_user(other)
        self.assertFalse(views.search([]))

    def test_nonsense_is_refused(self):
        cases = ("x", [["people"]], [["nothing", "main"]], [["people", "top"]], [1])
        for places in cases:
            with self.subTest(places), self.assertRaises(UserError):
                self.dossiers.save_places(places)
        self.assertFalse(self._layout()["own"])
        with self.assertRaisesRegex(ValidationError, "has no part “nothing”"):
            self.env["client.dossier.layout"].create(
                {"name": "Odd", "line_ids": [(0, 0, {"section": "nothing"})]}
            )

    def test_strangers(self):
        plain = new_test_user(self.env, "layout-plain", "base.group_user")
        portal = new_test_user(self.env, "layout-portal", "base.group_portal")
        for user in (plain, portal):
            dossiers = self.env["client.dossier"].with_user(user)
            for call in (
                lambda own: own.save_places([]),
                lambda own: own.choose_layout(False),
                lambda own: own.mark_dossier_seen(self.client.id),
            ):
                with self.assertRaises(AccessError):
                    call(dossiers)

    def _news(self):
        sections = self.dossiers.get_dossier(self.client.id, arranged=True)["sections"]
        [changes] = [one for one in sections if one["key"] == "changes"]
        return {fact["name"]: fact for fact in changes["data"]["facts"]}

    def test_what_is_new_since_the_last_look(self):
        self.assertFalse(self._news(), "the first look has nothing to compare with")
        with freeze_time("2024-05-01 10:00:00"):
            self.dossiers.mark_dossier_seen(self.client.id)
        self._create_invoice_one_line(price_unit=100, partner_id=self.client, post=True)
        news = self._news()
        self.assertEqual(news["invoice"]["value"], 1)
        action = self.dossiers.get_section_action(
            self.client.id, "changes", news["invoice"]["params"]
        )
        found = self.env["account.move"].search(action["domain"])
        self.assertEqual(found.partner_id, self.client)
        self.assertEqual(len(found), 1)
        # a reload a minute later still shows them; the next visit does not
        self.dossiers.mark_dossier_seen(self.client.id)
        self.assertEqual(self._news()["invoice"]["value"], 1)
        self.env.cr.execute(
            "UPDATE client_dossier_look SET seen_at = seen_at + interval '0 s',"
            " before_at = now() AT TIME ZONE 'UTC' + interval '1 hour'"
        )
        self.assertNotIn("invoice", self._news())

    def test_news_are_opened_as_the_reader(self):
        for params in (
            {},
            {"change": "invoice"},
            {"change": "x", "since": "2020-01-01"},
        ):
            self.assertFalse(
                self.dossiers.get_section_action(self.client.id, "changes", params)
            )

    def test_average_of_the_segment(self):
        axis = self.env["client.segment.axis"].create(
            {"name": "Trade", "code": "trade_axis", "sequence": 0}
        )
        segment = self.env["client.segment"].create(
            {"name": "Mills", "axis_id": axis.id}
        )
        amounts = (100, 200, 600)
        clients = self.client
        for number in range(2):
            clients |= self.env["res.partner"].create(
                {"name": f"Mill {number}", "is_company": True}
            )
        for client, amount in zip(clients, amounts, strict=True):
            self._create_invoice_one_line(
                price_unit=amount, tax_ids=[], partner_id=client, post=True
            )
        self.env["client.figures"]._rebuild()
        self.env["client.segment.override"].create(
            [
                {
                    "partner_id": client.id,
                    "segment_id": segment.id,
                    "kind": "include",
                    "reason": "Mills",
                }
                for client in clients
            ]
        )
        segment._evaluate_now()
        self.env["client.segment.average"]._refresh()
        average = self.env["client.segment.average"].search(
            [("segment_id", "=", segment.id), ("company_id", "=", self.env.company.id)]
        )
        self.assertRecordValues(average, [{"clients": 3, "turnover_12m": 300.0}])
        self.env.company.client_comparison_axis_id = axis
        sections = self.dossiers.get_dossier(self.client.id)["sections"]
        [part] = [one for one in sections if one["key"] == "comparison"]
        facts = {fact["name"]: fact["value"] for fact in part["data"]["facts"]}
        self.assertIn("Mills", facts["segment"])
        self.assertIn("100.00", facts["turnover_12m"])
        self.assertIn("300.00", facts["turnover_12m"])
        self.assertIn("33 %", facts["turnover_12m"])

    def test_within_its_queries(self):
        self.dossiers.get_dossier(self.client.id, arranged=True)
        with self.assertQueryCount(QUERY_BUDGET):
            self.dossiers.get_dossier(self.client.id, arranged=True)

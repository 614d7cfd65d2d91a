from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, new_test_user, tagged

from .dossier_common import USER_GROUP, DossierCommon


@tagged("post_install", "-at_install")
@freeze_time("2026-06-15 10:00:00")
class TestDossierAccess(DossierCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.accountant = cls._create_user("accountant", "account.group_account_invoice")
        cls.other_seller = cls._create_user(
            "other_seller", "sales_team.group_sale_salesman"
        )
        cls.head = cls._create_user("head", "sales_team.group_sale_salesman_all_leads")
        cls.plain = cls._create_user("plain")
        cls.invoice = cls._create_sale(
            "2026-06-01",
            [(cls.desk, 2, 100)],
            due="2026-06-05",
            invoice_user_id=cls.other_seller.id,
        )
        cls.order = cls._create_order(
            [(cls.desk, 1, 90)], user_id=cls.other_seller.id, confirm=True
        )
        cls.lead = cls.env["crm.lead"].create(
            {
                "name": "New office",
                "type": "opportunity",
                "partner_id": cls.client.id,
                "user_id": cls.other_seller.id,
            }
        )

    def _keys(self, user):
        return {section["key"] for section in self._get(user=user)["sections"]}

    def test_outsiders_are_refused(self):
        portal = new_test_user(
            self.env, login="dossier_portal", groups="base.group_portal"
        )
        portal.partner_id.parent_id = self.client
        public = self.env.ref("base.public_user")
        for user in (portal, public, self.plain):
            dossier = self.dossier.with_user(user)
            with self.subTest(user=user.sudo().login):
                with self.assertRaises(AccessError):
                    dossier.get_dossier(self.client.id)
                with self.assertRaises(AccessError):
                    dossier.get_section_action(self.client.id, "orders")
                with self.assertRaises(AccessError):
                    dossier.search_clients("vega")
                with self.assertRaises(AccessError):
                    dossier.get_start([self.client.id])

    def test_sections_follow_the_rights_on_models(self):
        shared = {
            "figures",
            "lifecycle",
            "next_steps",
            "people",
            "last_contacts",
            "attributes",
            "competitors",
            "comparison",
            "passport",
            "payment_promises",
            "segments",
        }
        self.assertEqual(self._keys(self.reader), shared)
        sales = {"turnover", "receivables", "orders", "opportunities", "deliveries"}
        sales |= {"promises", "delivery_service", "returns", "reorders"}
        self.assertEqual(self._keys(self.seller), shared | sales | {"products"})
        accounting = self._keys(self.accountant)
        self.assertLessEqual({"turnover", "receivables", "products"}, accounting)
        self.assertNotIn("opportunities", accounting)

    def test_hidden_sections_have_no_action(self):
        dossier = self.dossier.with_user(self.reader)
        for key in ("turnover", "receivables", "orders", "opportunities"):
            self.assertFalse(dossier.get_section_action(self.client.id, key))

    def test_seller_sees_own_documents_only(self):
        for user, expected in (
            (self.seller, 0),
            (self.other_seller, 1),
            (self.head, 1),
        ):
            with self.subTest(user=user.login):
                for key in ("receivables", "products", "orders", "opportunities"):
                    data = self._section(key, user=user)
                    self.assertEqual((key, data["total"]), (key, expected))
                turnover = self._section("turnover", user=user)
                self.assertEqual(turnover["series"][1]["total"], 200.0 * expected)
                notes = {
                    section["key"]: section["note"]
                    for section in self._get(user=user)["sections"]
                }
                self.assertEqual(bool(notes["orders"]), user != self.head)
                self.assertFalse(notes["figures"])

    def test_activities_and_mails_follow_their_document(self):
        self.lead.activity_schedule(
            "mail.mail_activity_data_todo",
            "2026-06-20",
            summary="Secret step",
            user_id=self.other_seller.id,
        )
        self.lead.message_post(
            body="Secret price", message_type="email", author_id=self.anna.id
        )
        for user, expected in ((self.reader, 0), (self.seller, 0), (self.head, 1)):
            with self.subTest(user=user.login):
                steps = self._section("next_steps", user=user)["items"]
                self.assertEqual(len(steps), expected)
                contacts = self._section("last_contacts", user=user)["items"]
                self.assertEqual(len(contacts), expected)

    def test_private_meetings_stay_private(self):
        values = {
            "start": "2026-06-20 12:00:00",
            "stop": "2026-06-20 13:00:00",
            "user_id": self.head.id,
            "partner_ids": [Command.set((self.anna | self.head.partner_id).ids)],
        }
        events = self.env["calendar.event"].sudo()
        events.create({**values, "name": "Private", "privacy": "private"})
        events.create({**values, "name": "Open", "privacy": "public"})
        for user, names in (
            (self.seller, ["Open"]),
            (self.head, ["Private", "Open"]),
        ):
            steps = self._section("next_steps", user=user)["items"]
            self.assertCountEqual([step["title"] for step in steps], names)

    def test_client_of_another_company_is_refused(self):
        other = self.setup_other_company()["company"]
        self.client.child_ids.company_id = other
        self.client.company_id = other
        for partner in (self.client, self.anna):
            with self.assertRaises(AccessError):
                self._get(partner, user=self.seller)

    def test_documents_of_another_company_are_left_out(self):
        data = self.setup_other_company()
        other = data["company"]
        self.env.user.company_ids |= other
        moved = self.env["account.move"].with_company(other)
        move = moved.create(
            {
                "move_type": "out_invoice",
                "partner_id": self.client.id,
                "invoice_date": "2026-06-01",
                "journal_id": data["default_journal_sale"].id,
                "invoice_line_ids": [
                    Command.create(
                        {"name": "x", "price_unit": 7, "tax_ids": [Command.clear()]}
                    )
                ],
            }
        )
        move.action_post()
        one = self.dossier.with_context(allowed_company_ids=self.company.ids)
        both = self.dossier.with_context(allowed_company_ids=(self.company | other).ids)
        for dossier, expected in ((one, 200.0), (both, 207.0)):
            sections = dossier.get_dossier(self.client.id)["sections"]
            found = {section["key"]: section["data"] for section in sections}
            self.assertEqual(found["turnover"]["series"][1]["total"], expected)
            self.assertEqual(found["receivables"]["footer"]["residual"], expected)
            tiles = {tile["key"]: tile["value"] for tile in found["figures"]["tiles"]}
            self.assertEqual(tiles["turnover_12m"], expected)

    def test_amounts_of_another_company_are_converted(self):
        euro = self.setup_other_currency("EUR", rates=[("2016-01-01", 2.0)])
        data = self.setup_other_company(currency_id=euro.id)
        other = data["company"]
        self.env.user.company_ids |= other
        move = (
            self.env["account.move"]
            .with_company(other)
            .create(
                {
                    "move_type": "out_invoice",
                    "partner_id": self.client.id,
                    "invoice_date": "2026-06-01",
                    "journal_id": data["default_journal_sale"].id,
                    "invoice_line_ids": [
                        Command.create(
                            {
                                "name": "x",
                                "price_unit": 100,
                                "tax_ids": [Command.clear()],
                            }
                        )
                    ],
                }
            )
        )
        move.action_post()
        dossier = self.dossier.with_context(
            allowed_company_ids=(self.company | other).ids
        )
        sections = dossier.get_dossier(self.client.id)["sections"]
        found = {section["key"]: section["data"] for section in sections}
        self.assertEqual(found["turnover"]["series"][1]["total"], 250.0)
        self.assertEqual(found["receivables"]["footer"]["residual"], 250.0)
        tiles = {tile["key"]: tile["value"] for tile in found["figures"]["tiles"]}
        self.assertEqual(tiles["turnover_12m"], 250.0)

    def test_field_groups_are_respected(self):
        self.client.write({"use_partner_credit_limit": True, "credit_limit": 5000})
        for user, expected in ((self.seller, False), (self.accountant, True)):
            facts = self._section("passport", user=user)["facts"]
            names = {fact["name"] for fact in facts}
            self.assertEqual("credit_limit" in names, expected)

    def test_group_is_what_opens_the_dossier(self):
        self.assertEqual(self._get(user=self.reader)["client"]["id"], self.client.id)
        self.reader.group_ids -= self.env.ref(USER_GROUP)
        with self.assertRaises(AccessError):
            self._get(user=self.reader)

    def test_documents_lead_to_the_dossier(self):
        for document in (self.order, self.invoice, self.lead):
            with self.subTest(model=document._name):
                action = document.with_user(self.head).action_open_dossier()
                self.assertEqual(action["params"], {"partner_id": self.client.id})
        self.lead.partner_id = False
        with self.assertRaisesRegex(UserError, "Choose a client"):
            self.lead.action_open_dossier()

from unittest.mock import patch

from odoo import Command
from odoo.exceptions import AccessError, RedirectWarning, UserError
from odoo.tests import tagged

from ..models.duplicates import client_duplicate_finder as finder
from .common import MANAGER_GROUP, USER_GROUP, ClientAccountingCommon

PHONE = "+1 412-555-0140"


@tagged("post_install", "-at_install")
class DuplicateCase(ClientAccountingCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.duplicates = cls.env["client.duplicate"]
        cls.company.country_id = cls.quick_ref("base.us")
        cls.env["client.duplicate.queue"].search([]).sudo().unlink()
        cls.seller = cls._user("seller", USER_GROUP, "base.group_partner_manager")
        cls.foundry = cls._client("Harrow & Pike Foundry", phone=PHONE)

    @classmethod
    def _as(cls, user, records):
        """Records as the user sees them in his companies."""
        companies = user.company_ids.ids
        return records.with_user(user).with_context(allowed_company_ids=companies)

    @classmethod
    def _mode(cls, mode):
        cls.env["ir.config_parameter"].sudo().set_param(finder.MODE, mode)

    def _scan(self):
        self.duplicates.sudo()._scan_all()
        return self._pairs()

    def _pairs(self, clients=None):
        """{(name, other name): (score, state)}"""
        self.env.invalidate_all()
        return {
            (pair.partner_id.name, pair.other_id.name): (pair.score, pair.state)
            for pair in self.duplicates.sudo().search([])
        }

    def _keys(self, partner):
        self.env.flush_all()
        return {
            (key.kind, key.key)
            for key in self.env["client.duplicate.key"]
            .sudo()
            .search([("partner_id", "=", partner.id)])
        }


class TestKeys(DuplicateCase):
    def test_created(self):
        self.assertEqual(
            self._keys(self.foundry),
            {
                ("phone", "+14125550140"),
                ("name", "foundry harrow pike"),
                ("combo", "foundry harrow pike|+14125550140"),
                ("token", "fndr"),
                ("token", "hrv"),
                ("token", "pk"),
            },
        )

    def test_country_of_the_partner(self):
        """Without a country of his own, the one of the company tells the prefix."""
        russian = self._client(
            "Sokol", phone="8 495 123-45-67", country_id=self.quick_ref("base.ru").id
        )
        self.assertIn(("phone", "+74951234567"), self._keys(russian))
        home = self._client("Sokol", phone="412 555-0140")
        self.assertIn(("phone", "+14125550140"), self._keys(home))
        home.country_id = self.quick_ref("base.de")
        self.assertNotIn(("phone", "+14125550140"), self._keys(home))

    def test_written(self):
        self.foundry.write({"name": "Vega", "phone": False, "vat": "US123456789"})
        keys = self._keys(self.foundry)
        self.assertIn(("vat", "123456789"), keys)
        self.assertFalse([key for key in keys if key[0] in ("phone", "combo")])

    def test_contact_persons(self):
        """They have what they are reached by; addresses have nothing."""
        person = self._client(
            "Anna",
            is_company=False,
            parent_id=self.foundry.id,
            email="Anna@Vega.com",
        )
        self.assertEqual(self._keys(person), {("email", "anna@vega.com")})
        person.type = "delivery"
        self.assertFalse(self._keys(person))
        person.write({"type": "contact", "parent_id": False})
        self.assertIn(("name", "anna"), self._keys(person))

    def test_archived_and_deleted(self):
        other = self._client("Rigel", email="a@rigel.com")
        other.active = False
        self.assertFalse(self._keys(other))
        other.active = True
        self.assertTrue(self._keys(other))
        id_ = other.id
        other.unlink()
        self.assertFalse(
            self.env["client.duplicate.key"].sudo().search([("partner_id", "=", id_)])
        )

    def test_rebuild(self):
        """Clients that were there before the addon, in batches, once."""
        key = self.env["client.duplicate.key"].sudo()
        before = self._keys(self.foundry)
        key.search([]).unlink()
        self.env["ir.config_parameter"].set_param(
            "client_accounting.duplicate_keys_up_to", 0
        )
        self.assertGreater(key._rebuild(), 0)
        self.assertEqual(self._keys(self.foundry), before)
        self.assertEqual(key._rebuild(), 0)

    def test_budget(self):
        """Two statements for any number of clients, none for other fields."""
        names = [{"name": f"Client {n}", "phone": PHONE} for n in range(30)]
        partners = self.env["res.partner"].create(names)
        self.env.flush_all()
        partners.write({"phone": False})
        self.env.flush_all()
        with self.assertQueryCount(2):
            partners._store_duplicate_keys()
        with self.assertQueryCount(1):
            partners.write({"comment": "x"})
            self.env.flush_all()

    def test_merge_of_core(self):
        """Core's own merge deletes; keys of the one that stays are right."""
        other = self._client("Rigel", email="info@rigel.com", phone=PHONE)
        self._scan()
        self.env["base.partner.merge.automatic.wizard"].sudo()._merge(
            [self.foundry.id, other.id], self.foundry
        )
        self.assertFalse(other.exists())
        self.assertIn(("email", "info@rigel.com"), self._keys(self.foundry))
        self.assertFalse(self._pairs())


class TestScan(DuplicateCase):
    def test_pairs(self):
        """Phone and name: 84. Name alone of a typing error: not proposed."""
        self._client("HARROW AND PIKE FOUNDRY, INC.", phone="(412) 555-0140")
        self._client("Harow Pike Foundary", phone="412.555.0140")
        pairs = self._scan()
        names = ("Harrow & Pike Foundry", "HARROW AND PIKE FOUNDRY, INC.")
        self.assertEqual(pairs[names], (84, "open"))
        self.assertEqual(len(pairs), 3)

    def test_pair_goes_with_its_reason(self):
        twin = self._client("Harrow Pike Foundry")
        self.assertEqual(len(self._scan()), 1)
        twin.name = "Rigel Shipyard"
        self.assertFalse(self._scan())

    def test_twins_stay_decided(self):
        twin = self._client("Harrow Pike Foundry")
        self._scan()
        pair = self.duplicates.search([])
        self._as(self.seller, pair)._mark_twins("Two plants")
        twin.phone = PHONE
        self.assertEqual(
            self._scan(),
            {("Harrow & Pike Foundry", "Harrow Pike Foundry"): (60, "twin")},
        )
        self.assertEqual(pair.note, "Two plants")
        self.assertEqual(pair.decided_by_id, self.seller)
        self._as(self.seller, pair).action_reopen()
        self.assertEqual(pair.state, "open")
        self.assertFalse(pair.note)
        twin.email = "x@vega.com"
        self.assertEqual(self._scan().popitem()[1], (84, "open"))

    def test_own_company_and_employees_are_no_clients(self):
        self.company.partner_id.phone = PHONE
        self.seller.partner_id.phone = PHONE
        self.assertFalse(self._scan())

    def test_companies_apart(self):
        """Clients that are limited to different companies are no pair."""
        self.foundry.company_id = self.company
        twin = self._client(
            "Harrow Pike Foundry", phone=PHONE, company_id=self.other_company.id
        )
        self.assertFalse(self._scan())
        twin.company_id = False
        self.assertEqual(len(self._scan()), 1)

    def test_crowd(self):
        """A phone of 60 tenants leads to nobody; phone and name together do."""
        tenants = self.env["res.partner"].create(
            [
                {
                    "name": f"Tenant {chr(65 + n // 26)}{chr(65 + n % 26)}q{n}x",
                    "phone": PHONE,
                }
                for n in range(60)
            ]
        )
        self.assertFalse(self._scan())
        self._client(tenants[7].name, phone=PHONE, is_company=False)
        # persons of one name 45, a shared phone 10: 1 - 0.55 * 0.9 = 0.505
        self.assertEqual(
            self._scan(), {(tenants[7].name, tenants[7].name): (50, "open")}
        )

    def _compared(self, number):
        """How many scores a scan of so many new clients computes."""
        names = ["Alder", "Birch", "Cedar", "Dogwood", "Elm", "Fir", "Gum", "Hazel"]
        start = self.env["res.partner"].search([], order="id desc", limit=1).id
        self.env["res.partner"].create(
            [
                {
                    "name": f"{names[n % 8]} {names[n // 8 % 8]} {start + n // 2}",
                    "is_company": True,
                    "phone": f"+1412{5550000 + (start + n // 2) % 4449999:07d}",
                }
                for n in range(number)
            ]
        )
        with patch.object(finder, "score", wraps=finder.score) as counted:
            self._scan()
        return counted.call_count

    def test_growth(self):
        """Five times the clients: at most six times the comparisons."""
        small = self._compared(100)
        large = self._compared(500)
        self.assertGreaterEqual(small, 50, "each has one twin")
        self.assertLessEqual(large, 6 * small)

    def test_cron(self):
        self._client("Harrow Pike Foundry")
        self.env.flush_all()
        with self.enter_registry_test_mode():
            self.env.ref(
                "client_accounting.ir_cron_client_duplicate_scan"
            ).method_direct_trigger()
        self.assertEqual(len(self._pairs()), 1)
        self.assertEqual(self.env["client.duplicate.queue"]._size(), 0)

    def test_switched_off(self):
        self._mode("off")
        self._client("Harrow Pike Foundry")
        with self.enter_registry_test_mode():
            self.env.ref(
                "client_accounting.ir_cron_client_duplicate_scan"
            ).method_direct_trigger()
        self.assertFalse(self._pairs())


class TestWhileTyping(DuplicateCase):
    def _typed(self, user=None, **values):
        partner = self._as(user or self.seller, self.env["res.partner"])
        return partner.new({"is_company": True, **values}).client_duplicates

    def test_banner(self):
        found = self._typed(name="Harrow Pike", phone="412 555 0140")
        self.assertEqual(len(found["lines"]), 1)
        line = found["lines"][0]
        self.assertEqual(line["id"], self.foundry.id)
        self.assertEqual(line["name"], "Harrow & Pike Foundry")
        self.assertIn("same phone", line["reasons"])
        self.assertFalse(found["blocks"])
        self.assertFalse(found["can_merge"])

    def test_nothing_alike(self):
        self.assertFalse(self._typed(name="Shipyard of Turku"))
        self.assertFalse(self._typed(name=False))

    def test_contact_of_a_client(self):
        self.assertFalse(
            self._typed(
                name="Anna", is_company=False, parent_id=self.stranger.id, phone=PHONE
            )
        )

    def test_html_stays_text(self):
        self.foundry.name = "<b>Harrow & Pike Foundry</b>"
        found = self._typed(name="<b>Harrow & Pike Foundry</b>", phone=PHONE)
        self.assertEqual(found["lines"][0]["name"], "<b>Harrow & Pike Foundry</b>")

    def test_of_another_company(self):
        """Who may not read a client does not learn that it is there."""
        self.foundry.company_id = self.other_company
        self.assertFalse(self._typed(name="Harrow Pike Foundry", phone=PHONE))

    def test_saved(self):
        """The form of a saved client reads what is proposed."""
        twin = self._client("Harrow Pike Foundry", phone=PHONE)
        self._scan()
        found = self._as(self.seller, twin).client_duplicates
        self.assertEqual(found["lines"][0]["id"], self.foundry.id)
        self.assertEqual(found["lines"][0]["pair"], self.duplicates.search([]).id)
        self.duplicates.search([])._mark_twins("no")
        twin.invalidate_recordset()
        self.assertFalse(twin.client_duplicates)
        # also not while it is edited
        edited = twin.new({"name": twin.name, "phone": PHONE}, origin=twin)
        self.assertFalse(edited.client_duplicates)

    def test_form_budget(self):
        """While typing: policy, buckets, clients, features, rights, names, twins."""
        self._typed(name="Harrow Pike", phone="412 555 0140")
        self.env.invalidate_all()
        partner = self._as(self.seller, self.env["res.partner"])
        partner = partner.new({"is_company": True, "name": "Pike", "phone": PHONE})
        with self.assertQueryCount(8):
            partner.client_duplicates  # noqa: B018


class TestOnSave(DuplicateCase):
    def _save(self, values, record=None, user=None):
        partner = record or self.env["res.partner"]
        [result] = self._as(user or self.seller, partner).web_save(
            {"is_company": True, **values}, {"name": {}}
        )
        return self.env["res.partner"].browse(result["id"])

    def test_warning_only(self):
        saved = self._save({"name": "Harrow Pike Foundry", "phone": PHONE})
        self.assertTrue(saved)
        self.assertEqual(len(self._scan()), 1)

    def test_blocked(self):
        self._mode("block")
        with self.assertRaisesRegex(
            RedirectWarning, "Harrow & Pike Foundry.*84.*same phone"
        ) as caught:
            self._save({"name": "Harrow Pike Foundry", "phone": PHONE})
        self.assertEqual(caught.exception.args[1]["res_id"], self.foundry.id)
        # as the form writes it
        partner = self._as(self.seller, self.env["res.partner"])
        values = {"name": "Harrow Pike Foundry", "phone": PHONE}
        with self.assertRaises(RedirectWarning):
            partner.web_save({"company_type": "company", **values}, {})
        with self.assertRaises(RedirectWarning):
            partner.with_context(default_is_company=True).web_save(values, {})
        # name alone is 60: not sure enough
        self.assertTrue(self._save({"name": "Harrow Pike Foundry"}))

    def test_insisting(self):
        self._mode("block")
        saved = self._save(
            {
                "name": "Harrow Pike Foundry",
                "phone": PHONE,
                "client_not_duplicate": True,
            }
        )
        pair = self.duplicates.search([])
        self.assertEqual(pair.state, "twin")
        self.assertEqual((pair.partner_id, pair.other_id), (self.foundry, saved))
        self._scan()
        self.assertEqual(pair.state, "twin")
        # and it can be saved again
        self._save({"name": "Harrow Pike Foundry Inc"}, saved)

    def test_known_pair_does_not_stop_other_changes(self):
        twin = self._client("Harrow Pike Foundry", phone=PHONE)
        self._scan()
        self._mode("block")
        self._save({"name": "Harrow & Pike Foundry"}, twin)
        self._save({"comment": "x"}, twin)
        other = self._client("Rigel Shipyard")
        with self.assertRaises(RedirectWarning):
            self._save({"name": "Harrow Pike Foundry", "phone": PHONE}, other)

    def test_programs_are_not_stopped(self):
        """Orders of the website, integrations and tests create through the ORM."""
        self._mode("block")
        self.assertTrue(self._client("Harrow Pike Foundry", phone=PHONE))

    def test_thresholds(self):
        self._mode("block")
        parameters = self.env["ir.config_parameter"].sudo()
        parameters.set_param(finder.STRONG, 90)
        self.assertTrue(self._save({"name": "Harrow Pike Foundry", "phone": PHONE}))
        parameters.set_param(finder.STRONG, 60)
        with self.assertRaises(RedirectWarning):
            self._save({"name": "HARROW PIKE FOUNDRY"})

    def test_budget(self):
        """What the check adds to saving a client."""
        self._mode("block")
        partner = self._as(self.seller, self.env["res.partner"])
        values = {"name": "Rigel Shipyard", "phone": PHONE, "is_company": True}
        partner._check_duplicates_of(values)
        self.env.invalidate_all()
        with self.assertQueryCount(8):
            partner._check_duplicates_of(values)


class TestImport(DuplicateCase):
    FIELDS = ["name", "phone", "is_company"]

    def _load(self, rows, fields=None, **context):
        partner = self._as(self.seller, self.env["res.partner"])
        partner = partner.with_context(import_file=True, **context)
        return partner.load(fields or self.FIELDS, rows)

    def test_lines_are_named(self):
        result = self._load(
            [
                ["Rigel Shipyard", "", "1"],
                ["Harrow Pike Foundry Inc", "412 555 0140", "1"],
                ["RIGEL SHIPYARD LTD", "", "1"],
            ]
        )
        self.assertTrue(result["ids"])
        warnings = result["messages"]
        self.assertEqual([message["type"] for message in warnings], ["warning"] * 2)
        self.assertEqual([message["record"] for message in warnings], [1, 2])
        self.assertEqual(warnings[0]["rows"], {"from": 1, "to": 1})
        self.assertIn("Harrow & Pike Foundry, who is here", warnings[0]["message"])
        self.assertIn("Rigel Shipyard in line 1", warnings[1]["message"])
        self.assertEqual(
            set(self.env["client.duplicate.queue"].sudo().search([]).mapped("source")),
            {"form", "import"},
        )

    def test_blocked_and_nothing_half_done(self):
        self._mode("block")
        rows = [
            ["Rigel Shipyard", "", "1"],
            ["Harrow Pike Foundry Inc", "412 555 0140", "1"],
        ]
        before = self.env["res.partner"].search_count([])
        result = self._load(rows)
        self.assertFalse(result["ids"])
        self.assertEqual([m["record"] for m in result["messages"]], [1])
        self.assertEqual(result["messages"][0]["type"], "error")
        self.assertEqual(self.env["res.partner"].search_count([]), before)
        # the line says itself that it is none
        fields = [*self.FIELDS, "client_not_duplicate"]
        rows = [[*rows[0], ""], [*rows[1], "1"]]
        self.assertEqual(len(self._load(rows, fields)["ids"]), 2)

    def test_updates_are_not_compared(self):
        self._load([[self.foundry.id, "Harrow & Pike"]], [".id", "name"])
        self.assertEqual(self.foundry.name, "Harrow & Pike")

    def test_other_clients_are_not_revealed(self):
        self.foundry.company_id = self.other_company
        result = self._load([["Harrow Pike Foundry Inc", "412 555 0140", "1"]])
        self.assertFalse(result["messages"])


class TestAccess(DuplicateCase):
    def setUp(self):
        super().setUp()
        self.twin = self._client("Harrow Pike Foundry", phone=PHONE)
        self._scan()
        self.pair = self.duplicates.search([])

    def test_other_company(self):
        self.twin.company_id = self.other_company
        self.env.invalidate_all()
        self.assertFalse(self._as(self.seller, self.duplicates).search([]))
        with self.assertRaises(AccessError):
            self._as(self.seller, self.pair).read(["score"])

    def test_reader_decides_nothing(self):
        pair = self._as(self.reader, self.pair)
        self.assertEqual(pair.score, 84)
        with self.assertRaises(AccessError):
            pair._mark_twins("x")
        with self.assertRaises(AccessError):
            pair.action_reopen()
        with self.assertRaises(AccessError):
            pair.write({"state": "twin"})
        with self.assertRaises(AccessError):
            pair.action_merge()

    def test_portal(self):
        portal = self._user("portal")
        portal.group_ids = [Command.set(self.quick_ref("base.group_portal").ids)]
        for model in ("client.duplicate", "client.duplicate.key", "client.merge"):
            with self.subTest(model=model), self.assertRaises(AccessError):
                self.env[model].with_user(portal).search([])
        partner = self.foundry.with_user(portal).sudo(False)
        with self.assertRaises(AccessError):
            partner.read(["client_duplicates"])
        # what he enters is proposed to us, and he hears nothing of it
        queue = self.env["client.duplicate.queue"].sudo()
        queue.search([]).unlink()
        own = portal.partner_id.with_user(portal).sudo()
        own.write({"name": "Harrow Pike", "phone": PHONE, "is_company": True})
        self.assertEqual(queue.search([]).mapped("source"), ["portal"])
        self.assertEqual(queue.search([]).client_id, own.id)
        self._scan()
        found = self.duplicates.search([("source", "=", "portal")])
        self.assertEqual(found.other_id, portal.partner_id)

    def test_wizard_of_twins(self):
        wizard = self._as(self.seller, self.env["client.duplicate.twin"]).create(
            {"pair_ids": [Command.set(self.pair.ids)], "note": "Two plants"}
        )
        wizard.action_confirm()
        self.assertEqual(self.pair.state, "twin")

    def test_bulk_merge_of_strangers(self):
        other = self._client("Rigel Shipyard", phone="+1 503 555 0110")
        again = self._client("Rigel Shipyard", phone="+1 503 555 0110")
        self._scan()
        manager = self._user("manager", MANAGER_GROUP, "base.group_partner_manager")
        pairs = self._as(manager, self.duplicates).search([])
        self.assertEqual(len(pairs), 2)
        with self.assertRaisesRegex(UserError, "2 different clients"):
            pairs.action_merge()
        third = self._client("Rigel Shipyard", phone="+1 503 555 0110")
        self._scan()
        rigels = self._as(manager, self.duplicates).search(
            [("partner_id.name", "=", "Rigel Shipyard")]
        )
        action = rigels.action_merge()
        clients = action["context"]["default_partner_ids"][0][2]
        self.assertEqual(set(clients), {other.id, again.id, third.id})

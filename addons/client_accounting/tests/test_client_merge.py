from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from .common import USER_GROUP
from .merge_common import MergeCommon


@tagged("post_install", "-at_install")
class TestClientMerge(MergeCommon):
    def test_everything_moves(self):
        made = self._fill(self.rigel)
        merge = self._merge()
        self.env.invalidate_all()
        stayed = {
            (line.table_name, line.column_name): line.row_count
            for line in merge.sudo().line_ids
            if line.kind == "stay"
        }
        # what the remaining client has once already: a tag, a place as a follower
        self.assertEqual(
            self._without_derived(self._pointing(self.rigel)),
            self._without_derived(stayed),
        )
        self.assertEqual(
            stayed[("res_partner_res_partner_category_rel", "partner_id")], 1
        )
        self.assertEqual(stayed[("mail_followers", "partner_id")], 1)
        for name in ("invoice", "foreign", "draft", "order", "lead"):
            with self.subTest(name=name):
                self.assertEqual(made[name].partner_id, self.vega)
        self.assertEqual(made["invoice"].line_ids.partner_id, self.vega)
        self.assertEqual(made["payment"].line_ids.partner_id, self.vega)
        self.assertEqual(made["personal"].partner_id, made["person"])
        self.assertEqual(made["personal"].commercial_partner_id, self.vega)
        self.assertEqual(made["order"].picking_ids.partner_id, made["depot"])
        self.assertEqual(made["person"].parent_id, self.vega)
        self.assertEqual(made["person"].commercial_partner_id, self.vega)
        self.assertEqual(made["person"].complete_name, "Vega Trade, Anna")
        self.assertEqual(made["meeting"].partner_ids, self.vega | made["person"])
        self.assertEqual(made["activity"].res_id, self.vega.id)
        self.assertEqual(made["message"].res_id, self.vega.id)
        self.assertEqual(made["message"].author_id, self.vega)
        self.assertEqual(made["attachment"].res_id, self.vega.id)
        self.assertEqual(made["external"].res_id, self.vega.id)
        self.assertEqual(made["bank"].partner_id, self.vega)
        self.assertEqual(set(self.vega.category_id.mapped("name")), {"Steel", "Export"})
        self.assertEqual(self.vega.with_company(self.company).credit_limit, 1000)

    def _without_derived(self, pointing):
        return {
            key: count
            for key, count in pointing.items()
            if key[1] != "client_merged_into_id" and not key[0].startswith("client_")
        }

    def test_merged_client_stays_in_the_archive(self):
        self._merge()
        self.assertTrue(self.rigel.exists())
        self.assertFalse(self.rigel.active)
        self.assertEqual(self.rigel.name, "Rigel Trade")
        self.assertEqual(self.rigel.client_merged_into_id, self.vega)
        self.assertEqual(self.vega.ref, "R-1", "a gap is filled")
        self.assertEqual(self.vega.phone, "+14125550140", "its own value is kept")
        message = self.vega.message_ids[0]
        self.assertIn("Rigel Trade", message.body)

    def test_printed_data_of_posted_invoices(self):
        made = self._fill(self.rigel)
        before = made["invoice"].read(
            ["name", "amount_total", "invoice_date_due", "invoice_partner_display_name"]
        )
        self._merge()
        self.env.invalidate_all()
        self.assertEqual(made["invoice"].read(list(before[0])[1:]), before)

    def test_figures_are_added_up(self):
        self._fill(self.rigel)
        self._invoice(self.vega, 1000, -1)
        self.figures.sudo()._rebuild()
        self.assertEqual(
            self._turnover(self.vega, self.rigel),
            {"Vega Trade": 1000, "Rigel Trade": 150},
        )
        merge = self._merge()
        self.assertEqual(
            self._turnover(self.vega, self.rigel),
            {"Vega Trade": 1150, "Rigel Trade": 0},
        )
        live = self._live_rows(self.vega)
        self.assertSameFigures(self._rows(self.vega), live)
        self._as(self.merger, merge).action_undo()
        self.assertEqual(
            self._turnover(self.vega, self.rigel),
            {"Vega Trade": 1000, "Rigel Trade": 150},
        )

    def test_choices(self):
        values = {"phone": self.rigel.id, "name": self.rigel.id}
        self._merge(choices=values)
        self.assertEqual(self.vega.phone, "+14125550141")
        self.assertEqual(self.vega.name, "Rigel Trade")
        self.assertEqual(self.vega.email, "info@vega.com")

    def test_address_is_one_choice(self):
        self.vega.write({"street": "Old Street 1", "city": "Leeds"})
        self.rigel.write({"street": "New Street 2", "zip": "10115"})
        self._merge(choices={"address": self.rigel.id})
        self.assertEqual(
            (self.vega.street, self.vega.zip, self.vega.city),
            ("New Street 2", "10115", False),
        )

    def test_choice_of_a_stranger(self):
        """A value comes from one of the clients, not from any record of the base."""
        with self.assertRaisesRegex(UserError, "none of the clients"):
            self._merge(choices={"phone": self.stranger.id})
        with self.assertRaisesRegex(UserError, "none of the clients"):
            self._merge(choices={"phone": "1; DROP TABLE"})

    def test_many(self):
        others = self.env["res.partner"].create(
            [{"name": f"Vega {n}", "is_company": True} for n in range(6)]
        )
        for other in others:
            self._client(f"Person of {other.name}", parent_id=other.id)
            self._invoice(other, 10, -1)
        tag = self.env["res.partner.category"].create({"name": "One"})
        others.category_id = tag
        merge = self._merge(others=others)
        self.assertEqual(self._turnover(self.vega)["Vega Trade"], 60)
        self.assertEqual(len(self.vega.child_ids), 6)
        self.assertEqual(self.vega.category_id, tag)
        self.assertFalse(any(others.mapped("active")))
        self.assertIn("…", merge.name)

    def test_attributes(self):
        attributes = self.env["client.attribute"].create(
            [
                {"name": "Merge size", "code": "merge_size", "type": "integer"},
                {"name": "Merge gate", "code": "merge_gate", "type": "char"},
                {"name": "Merge bank", "code": "merge_bank", "type": "char"},
            ]
        )
        first, second = self.env["client.profile"].create(
            [
                {
                    "name": name,
                    "line_ids": [
                        Command.create({"attribute_id": attribute.id})
                        for attribute in chosen
                    ],
                }
                for name, chosen in (
                    ("Factory", attributes[:2]),
                    ("Dealer", attributes[1:]),
                )
            ]
        )
        self.vega.client_profile_ids = first
        self.rigel.client_profile_ids = second
        self.vega._set_client_attributes({"merge_size": 7, "merge_gate": "North"})
        self.rigel._set_client_attributes({"merge_gate": "South", "merge_bank": "B"})
        before = self._snapshot()
        merge = self._merge(choices={"attribute:merge_gate": self.rigel.id})
        self.env.invalidate_all()
        self.assertEqual(self.vega.client_profile_ids, first | second)
        self.assertEqual(
            self.vega._client_attribute_values()[self.vega.id],
            {"merge_size": 7, "merge_gate": "South", "merge_bank": "B"},
        )
        changes = self.env["client.attribute.change"].search(
            [("partner_id", "=", self.vega.id), ("source", "=", "merge")]
        )
        self.assertEqual(
            set(changes.attribute_id.mapped("code")), {"merge_gate", "merge_bank"}
        )
        self._as(self.merger, merge).action_undo()
        self.assertAllBack(before, self._snapshot())
        self.assertEqual(self.vega.client_profile_ids, first)

    def test_links_in_properties(self):
        """A client that is a value of a property of another record."""
        team = self.env["crm.team"].create(
            {
                "name": "Team",
                "lead_properties_definition": [
                    {
                        "name": "one",
                        "string": "Dealer",
                        "type": "many2one",
                        "comodel": "res.partner",
                    },
                    {
                        "name": "many",
                        "string": "Partners",
                        "type": "many2many",
                        "comodel": "res.partner",
                    },
                ],
            }
        )
        lead = self._lead(self.stranger, 10, team_id=team.id)
        lead.lead_properties = {
            "one": self.rigel.id,
            "many": (self.rigel | self.vega | self.stranger).ids,
        }
        before = self._snapshot()
        merge = self._merge()
        self.env.invalidate_all()
        self.assertEqual(lead.lead_properties["one"], self.vega)
        self.assertEqual(lead.lead_properties["many"], self.vega | self.stranger)
        self._as(self.merger, merge).action_undo()
        self.assertAllBack(before, self._snapshot())

    # ------------------------------------------------------------------ refused
    def test_relatives(self):
        with self.assertRaisesRegex(UserError, "is a contact of Vega"):
            self._merge(others=self.person)
        other = self._client("Bob", parent_id=self.client.id, is_company=False)
        self._merge(self.person, other)
        self.assertEqual(other.client_merged_into_id, self.person)
        stranger = self._client("Eve", parent_id=self.stranger.id, is_company=False)
        with self.assertRaisesRegex(UserError, "contacts of one client"):
            self._merge(self.person, stranger)

    def test_bad_input(self):
        with self.assertRaisesRegex(UserError, "two clients or more"):
            self._merge(others=self.vega)
        gone = self._client("Gone")
        gone.unlink()
        with self.assertRaises(UserError):
            self._merge(others=gone)
        self.vega.active = False
        with self.assertRaisesRegex(UserError, "is archived"):
            self._merge()

    def test_merged_already(self):
        self._merge()
        with self.assertRaisesRegex(UserError, "merged into Vega Trade already"):
            self._merge(self.stranger, self.rigel)
        with self.assertRaisesRegex(UserError, "merged into Vega Trade already"):
            self._merge(self.rigel, self.stranger)

    def test_own_people(self):
        with self.assertRaisesRegex(UserError, "one of our own companies"):
            self._merge(others=self.company.partner_id)
        with self.assertRaisesRegex(UserError, "an employee"):
            self._merge(others=self.reader.partner_id)
        with self.assertRaises(UserError):
            self._merge(others=self.quick_ref("base.public_partner"))

    def test_companies(self):
        self.rigel.company_id = self.company
        self.vega.company_id = self.other_company
        with self.assertRaisesRegex(UserError, "belongs to .* only"):
            self._merge()
        self.vega.company_id = False
        self.assertTrue(self._merge())

    def test_secured_entries(self):
        made = self._fill(self.rigel)
        made["invoice"].sudo().inalterable_hash = "$4$abc"
        self.env.flush_all()
        with self.assertRaisesRegex(UserError, "secured by a hash"):
            self._merge()
        self._merge(self.rigel, self.vega)
        self.assertEqual(made["invoice"].partner_id, self.rigel)

    def test_rights(self):
        with self.assertRaises(AccessError):
            self._merge(user=self.reader)
        writer = self._user("writer", USER_GROUP, "base.group_partner_manager")
        with self.assertRaises(AccessError):
            self._merge(user=writer)
        blind = self._user("blind", "client_accounting.group_client_accounting_merge")
        with self.assertRaises(AccessError):
            self._merge(user=blind)
        self.rigel.company_id = self.other_company
        here = self._user(
            "here",
            "client_accounting.group_client_accounting_merge",
            "base.group_partner_manager",
        )
        with self.assertRaises(AccessError):
            self._merge(user=here)
        self.assertTrue(self.rigel.active)

    def test_locked(self):
        """Somebody else works on the client: a sentence, not a wait."""
        self.env.flush_all()
        partners = self.env["res.partner"]
        original = type(partners).lock_for_update

        def busy(records, **kwargs):
            from odoo.exceptions import LockError

            raise LockError("busy")

        self.patch(type(partners), "lock_for_update", busy)
        with self.assertRaisesRegex(UserError, "Somebody else is changing"):
            self._merge()
        self.patch(type(partners), "lock_for_update", original)
        self.assertTrue(self._merge())

    # ------------------------------------------------------------------ users
    def _portal_user(self, login, partner):
        return new_test_user(
            self.env, login, groups="base.group_portal", partner_id=partner.id
        )

    def test_portal_users(self):
        """They keep their logins, and see the client that is theirs now."""
        person = self._client("Anna", parent_id=self.rigel.id, is_company=False)
        user = self._portal_user("merge_anna", person)
        owner = self._portal_user("merge_rigel", self.rigel)
        invoice = self._invoice(self.rigel, 10, -1)
        mine = self._invoice(self.vega, 20, -1)
        foreign = self._invoice(self.stranger, 30, -1)
        merge = self._merge()
        self.env.invalidate_all()
        self.assertEqual(owner.partner_id, self.vega)
        self.assertTrue(owner.active and user.active)
        for one in (owner, user):
            self.assertEqual(one.commercial_partner_id, self.vega)
            moves = self.env["account.move"].with_user(one)
            moves = moves.with_context(allowed_company_ids=one.company_ids.ids)
            self.assertEqual(
                moves.search([("move_type", "=", "out_invoice")]), invoice | mine
            )
            with self.assertRaises(AccessError):
                moves.browse(foreign.id).read(["name"])
            credential = {"type": "password", "login": one.login, "password": one.login}
            found = self.env["res.users"].sudo()._login(credential, {})
            self.assertEqual(found["uid"], one.id)
        self._as(self.merger, merge).action_undo()
        self.env.invalidate_all()
        self.assertEqual(owner.partner_id, self.rigel)
        moves = self.env["account.move"].with_user(owner)
        moves = moves.with_context(allowed_company_ids=owner.company_ids.ids)
        self.assertEqual(moves.search([("move_type", "=", "out_invoice")]), invoice)

    def test_portal_merges_nothing(self):
        user = self._portal_user("merge_portal", self.rigel)
        with self.assertRaises(AccessError):
            self.env["client.merge.wizard"].with_user(user).create({})
        with self.assertRaises(AccessError):
            self.env["client.merge"].with_user(user).search([])

    # ------------------------------------------------------------------ wizard
    def _wizard(self, survivor, others, user=None):
        wizards = self._as(user or self.merger, self.env["client.merge.wizard"])
        return wizards.create(
            {
                "partner_ids": [Command.set((survivor | others).ids)],
                "survivor_id": survivor.id,
            }
        )

    def test_preview(self):
        self._fill(self.rigel)
        preview = self._wizard(self.vega, self.rigel).preview
        self.assertEqual(preview["survivor"], self.vega.id)
        rows = {row["name"]: row for row in preview["rows"]}
        self.assertEqual(rows["ref"]["chosen"], self.rigel.id)
        self.assertEqual(rows["phone"]["chosen"], self.vega.id)
        self.assertEqual(rows["phone"]["values"][str(self.rigel.id)], "+14125550141")
        self.assertNotIn("email", rows, "the other has none")
        moves = {move["label"]: move["count"] for move in preview["moves"]}
        self.assertEqual(moves["Contact"], 2)
        self.assertNotIn("Journal Entry", moves, "he may not read invoices")
        preview = self._wizard(self.vega, self.rigel, self.env.user).preview
        moves = {move["label"]: move["count"] for move in preview["moves"]}
        # the invoice, the one of the person, the one abroad, the draft
        self.assertEqual(moves["Journal Entry"], 4)

    def test_preview_of_foreign_clients(self):
        self.rigel.company_id = self.other_company
        here = self._user("here", "client_accounting.group_client_accounting_merge")
        with self.assertRaises(AccessError):
            self._wizard(self.vega, self.rigel, here).preview  # noqa: B018

    def test_wizard(self):
        self._invoice(self.rigel, 10, -1)
        self.figures.sudo()._rebuild()
        wizards = self._as(self.merger, self.env["client.merge.wizard"])
        wizard = wizards.with_context(
            active_model="res.partner", active_ids=(self.vega | self.rigel).ids
        ).create({})
        self.assertEqual(wizard.survivor_id, self.rigel, "it has the turnover")
        wizard.survivor_id = self.vega
        wizard.choices = {"phone": self.rigel.id}
        action = wizard.action_merge()
        self.assertEqual(action["res_model"], "client.merge")
        self.assertEqual(self.vega.phone, "+14125550141")
        wizard = self._wizard(self.vega, self.stranger)
        wizard.survivor_id = self.client
        with self.assertRaisesRegex(UserError, "none of those"):
            wizard.action_merge()

    def test_too_many(self):
        partners = self.env["res.partner"].create(
            [{"name": f"P{n}", "is_company": True} for n in range(21)]
        )
        with self.assertRaisesRegex(UserError, "20 clients at most"):
            self._as(self.merger, self.env["client.merge.wizard"])._open(partners)

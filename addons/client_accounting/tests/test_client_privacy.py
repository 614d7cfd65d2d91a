import base64
import io
import json
import zipfile

from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, tagged
from odoo.tools import SQL

from .common import MANAGER_GROUP, day
from .people_common import ClientPeopleCommon

PRIVACY = "client_accounting.group_client_accounting_privacy"


@freeze_time("2026-06-15 10:00:00")
@tagged("post_install", "-at_install")
class TestClientPrivacy(ClientPeopleCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.officer = cls._user("officer", PRIVACY)
        cls.requests = cls.env["client.privacy.request"]
        cls.buyer = cls._client(
            "Zinaida Orlowska",
            is_company=False,
            email="zinaida@orlowska.example.com",
            phone="+1 415-555-0199",
            street="7 Juniper Lane",
            comment="Likes tea",
        )

    def _request(self, kind, partner=None, user=None, **values):
        return self._as(self.requests, user or self.officer).create(
            {
                "kind": kind,
                "partner_id": (partner or self.buyer).id,
                "company_id": self.company.id,
                **values,
            }
        )

    def _traces(self, text):
        """``{table.column: count}`` of a text anywhere in the database."""
        self.env.flush_all()
        traces = {}
        columns = self.env.execute_query(
            SQL(
                """SELECT c.table_name, c.column_name FROM information_schema.columns c
                     JOIN information_schema.tables t USING (table_schema, table_name)
                    WHERE c.table_schema = current_schema
                      AND t.table_type = 'BASE TABLE'
                      AND c.data_type IN ('character varying', 'text', 'jsonb')"""
            )
        )
        for table, column in columns:
            [(count,)] = self.env.execute_query(
                SQL(
                    "SELECT count(*) FROM %s WHERE %s::text ILIKE %s",
                    SQL.identifier(table),
                    SQL.identifier(column),
                    f"%{text}%",
                )
            )
            if count:
                traces[f"{table}.{column}"] = count
        return traces

    def _history(self):
        """Everything that may name the buyer."""
        buyer = self.buyer
        invoice = self._invoice(buyer, 100, -10)
        draft = self._invoice(buyer, 50, -1, post=False)
        lead = self._lead(buyer, 100, name="Racks for Zinaida Orlowska")
        lead.write({"contact_name": buyer.name, "email_from": buyer.email})
        lead.message_post(body="Zinaida Orlowska called back")
        self._event(partner=buyer, user=self.seller, subject="Zinaida Orlowska asked")
        other = self._event(
            user=self.seller, subject="Spoke of Zinaida  Orlowska's racks"
        )
        buyer.message_post(body="A note on zinaida@orlowska.example.com")
        buyer.activity_schedule(
            "mail.mail_activity_data_todo", summary="Call Orlowska Zinaida"
        )
        self._date(17, 6, 1980, partner=buyer)
        self._role(self.stranger, partner=buyer, interests="Falconry")
        self._meeting(buyer, 3, name="Lunch with Zinaida Orlowska")
        buyer.write({"ref": "P-7", "image_1920": False})
        buyer.category_id = self.env["res.partner.category"].create({"name": "VIP"})
        return invoice, draft, lead, other

    def test_due(self):
        request = self._request("export")
        self.assertEqual(request.date_due, day("2026-07-15"))
        request.basis_id = self.env.ref(
            "client_accounting.client_privacy_basis_ru_access"
        )
        self.assertEqual(request.date_due, day("2026-06-29"), "ten working days")

    def test_export(self):
        self._history()
        request = self._request("export")
        request.action_export()
        self.assertEqual(request.state, "done")
        archive = zipfile.ZipFile(io.BytesIO(base64.b64decode(request.file)))
        self.assertTrue({"data.json", "data.xlsx"} <= set(archive.namelist()))
        data = {
            part["model"]: part["records"]
            for part in json.loads(archive.read("data.json"))
        }
        for model in (
            "account.move",
            "client.contact.role",
            "client.event",
            "client.personal.date",
            "crm.lead",
            "mail.message",
            "res.partner",
        ):
            with self.subTest(model=model):
                self.assertTrue(data.get(model))
        self.assertIn("Zinaida Orlowska", data["res.partner"][0].values())
        self.assertNotIn("Spoke of", json.dumps(data), "that is of another client")
        self.assertEqual(request.file_until, day("2026-07-15"))
        with freeze_time("2026-07-16 04:00:00"):
            self.requests._cron_forget_files()
        self.assertFalse(request.file)

    def test_erase(self):
        invoice, draft, lead, other = self._history()
        amounts = (invoice.amount_total, invoice.state, invoice.name)
        shown = invoice.invoice_partner_display_name
        request = self._request("erase", requester="By letter, passport 12 34")
        request.action_erase()
        self.assertEqual(request.state, "done")
        self.env.invalidate_all()
        self.assertEqual((invoice.amount_total, invoice.state, invoice.name), amounts)
        self.assertEqual(invoice.invoice_partner_display_name, shown)
        self.assertEqual(invoice.partner_id, self.buyer)
        buyer = self.env["ir.attachment"].search(
            [("res_model", "=", "account.move"), ("res_id", "=", invoice.id)]
        )
        self.assertIn(b"Zinaida Orlowska", buyer.raw, "as the law asks")
        traces = self._traces("Orlowska")
        allowed = {"account_move.invoice_partner_display_name"}
        kept = {key for key in traces if key.split(".")[0] in ("ir_attachment",)}
        self.assertEqual(set(traces) - kept, allowed)
        self.assertEqual(traces["account_move.invoice_partner_display_name"], 1)
        for text in ("555-0199", "4155550199", "Juniper Lane", "Falconry", "12 34"):
            with self.subTest(text=text):
                found = self._traces(text)
                self.assertFalse(set(found) - {"ir_attachment.index_content"}, found)
        self.assertRecordValues(
            self.buyer,
            [
                {
                    "name": f"Erased person {self.buyer.id}",
                    "email": False,
                    "street": False,
                    "comment": False,
                    "ref": False,
                    "active": False,
                    "client_birthday": False,
                }
            ],
        )
        self.assertEqual(lead.name, "Racks for [erased]")
        self.assertEqual(other.subject, "Spoke of [erased]'s racks")
        self.assertFalse(self.buyer.client_personal_date_ids)
        self.assertTrue(draft.exists())

    def test_log_tells_what_and_why_and_nothing_else(self):
        self._history()
        request = self._request("erase")
        request.action_erase()
        lines = {(line.model, line.action): line for line in request.line_ids}
        kept = lines["account.move", "kept"]
        self.assertEqual(kept.record_count, 1)
        self.assertIn("Accounting law", kept.reason)
        self.assertIn(("client.personal.date", "erased"), lines)
        self.assertIn(("client.event", "anonymised"), lines)
        texts = " ".join(
            f"{line.name} {line.reason} {line.model}" for line in request.line_ids
        )
        self.assertNotIn("Orlowska", texts)
        self.assertFalse(request.requester)

    def test_namesakes_and_shared_addresses_are_spared(self):
        namesake = self._client("Zinaida Orlowska", is_company=False)
        office = self._client("Orlowska and Sons", email="zinaida@orlowska.example.com")
        event = self._event(partner=namesake, subject="Zinaida Orlowska of Vega")
        mail = self._event(partner=office, subject="zinaida@orlowska.example.com wrote")
        self._request("erase").action_erase()
        self.env.invalidate_all()
        self.assertEqual(namesake.name, "Zinaida Orlowska")
        self.assertEqual(event.subject, "Zinaida Orlowska of Vega")
        self.assertEqual(mail.subject, "zinaida@orlowska.example.com wrote")
        self.assertEqual(office.email, "zinaida@orlowska.example.com")

    def test_a_contact_of_a_company(self):
        order = self._order(self.anna, 10)
        self._request("erase", partner=self.anna).action_erase()
        self.env.invalidate_all()
        self.assertEqual(order.partner_id, self.anna)
        self.assertEqual(order.state, "sale")
        self.assertEqual(self.client.name, "Vega")
        self.assertFalse(self.anna.function)

    def test_cards_of_former_companies(self):
        self._invoice(self.anna, 10, -3)
        leave = self.env["client.contact.leave"].create(
            {
                "role_id": self.anna.client_role_ids.id,
                "new_client_id": self.stranger.id,
            }
        )
        card = self.env["res.partner"].browse(leave.action_apply()["res_id"])
        self._request("erase", partner=card).action_erase()
        self.env.invalidate_all()
        self.assertIn("Erased person", card.name)
        self.assertIn("Erased person", self.anna.name)

    def test_restrict(self):
        request = self._request("restrict")
        request.action_restrict()
        self.assertTrue(self.buyer.client_privacy_restricted)
        blacklist = self.env["mail.blacklist"].sudo()
        emails = [("email", "=", "zinaida@orlowska.example.com")]
        self.assertTrue(blacklist.search(emails))
        request.action_lift()
        self.assertFalse(self.buyer.client_privacy_restricted)
        self.assertFalse(blacklist.search(emails))

    def test_refuse(self):
        request = self._request("erase")
        with self.assertRaises(UserError):
            request.action_refuse()
        request.refusal = "Claims are open"
        request.action_refuse()
        with self.assertRaises(UserError):
            request.action_erase()
        request.action_reopen()
        self.assertEqual(request.state, "new")

    def test_kinds_are_not_mixed_up(self):
        with self.assertRaises(UserError):
            self._request("export").action_erase()

    def test_users_of_ours_are_not_erased(self):
        with self.assertRaises(UserError):
            self._request("erase", partner=self.colleague.partner_id).action_erase()

    def test_access(self):
        request = self._request("erase")
        administrator = self._user("privacy_admin", MANAGER_GROUP)
        for user in (self.reader, self.seller, administrator, self.portal):
            with self.subTest(user=user.login):
                with self.assertRaises(AccessError):
                    self._as(request, user).read(["kind"])
                with self.assertRaises(AccessError):
                    self._as(request, user).action_erase()
        elsewhere = self._user("officer_2", PRIVACY, companies=self.other_company)
        with self.assertRaises(AccessError):
            self._as(request, elsewhere).action_erase()

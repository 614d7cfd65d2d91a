import json

from markupsafe import Markup

from odoo import Command, fields
from odoo.exceptions import MissingError
from odoo.tests import freeze_time, tagged

from .dossier_common import DossierCommon


@tagged("post_install", "-at_install")
@freeze_time("2026-06-15 10:00:00")
class TestDossier(DossierCommon):
    def test_head_and_order_of_sections(self):
        dossier = self._get()
        client = dossier["client"]
        self.assertEqual(client["id"], self.client.id)
        self.assertEqual(client["name"], "Vega <b>Ltd</b>")
        self.assertEqual(client["ref"], "C-0042")
        self.assertEqual(client["address"], "Main Street 1, 2000 Antwerp, Belgium")
        self.assertTrue(client["can"]["quotation"])
        self.assertEqual(dossier["currency"]["id"], self.company.currency_id.id)
        self.assertEqual(dossier["today"], "2026-06-15")
        self.assertEqual(
            [section["key"] for section in dossier["sections"]],
            [
                "figures",
                "lifecycle",
                "next_steps",
                "turnover",
                "receivables",
                "payment_promises",
                "orders",
                "opportunities",
                "promises",
                "deliveries",
                "delivery_service",
                "returns",
                "products",
                "reorders",
                "people",
                "last_contacts",
                "attributes",
                "competitors",
                "passport",
                "segments",
                "comparison",
            ],
        )
        json.dumps(dossier)

    def test_contact_and_address_lead_to_the_client(self):
        address = self._create_contact("Warehouse", False, False, type="delivery")
        for partner in (self.client, self.anna, address):
            self.assertEqual(self._get(partner)["client"]["id"], self.client.id)

    def test_client_without_documents(self):
        dossier = self._get(self.stranger)
        for section in dossier["sections"]:
            data = section["data"]
            if section["kind"] == "table":
                self.assertEqual((data["rows"], data["total"]), ([], 0))
            if section["kind"] == "timeline":
                self.assertEqual(data["items"], [])
        turnover = self._section("turnover", self.stranger)
        self.assertTrue(turnover["empty"])

    def test_archived_client_is_shown(self):
        self._create_sale("2026-06-01", [(self.desk, 1, 100)])
        self.client.child_ids.action_archive()
        self.client.action_archive()
        self.assertFalse(self._get()["client"]["active"])
        self.assertEqual(len(self._section("receivables")["rows"]), 1)

    def test_bad_ids(self):
        gone = self.env["res.partner"].create({"name": "Gone"})
        gone_id = gone.id
        gone.unlink()
        for value in (gone_id, 0, -1, 2**40, False, None, "1", "x' OR 1=1", [1], True):
            with self.subTest(value=value), self.assertRaises(MissingError):
                self.dossier.get_dossier(value)

    def test_turnover_by_month(self):
        self._create_sale("2026-06-15", [(self.desk, 3, 100)])
        self._create_sale("2026-06-01", [(self.lamp, 1, 20)])
        self._create_sale("2026-05-31", [(self.desk, 1, 100)], move_type="out_refund")
        self._create_sale("2025-07-01", [(self.lamp, 1, 21)])
        self._create_sale("2025-06-30", [(self.lamp, 1, 22)])
        self._create_sale("2024-07-01", [(self.lamp, 1, 23)])
        self._create_sale("2024-06-30", [(self.lamp, 1, 24)])
        draft = self._create_sale("2026-06-02", [(self.lamp, 1, 500)])
        draft.button_draft()
        data = self._section("turnover")
        self.assertEqual(data["months"][0], "2025-07-01")
        self.assertEqual(data["months"][-1], "2026-06-01")
        self.assertEqual(data["labels"][-1], "Jun 26")
        previous, current = data["series"]
        self.assertEqual(current["values"], [21.0] + [0.0] * 9 + [-100.0, 320.0])
        self.assertEqual(current["total"], 241.0)
        self.assertEqual(previous["values"], [23.0] + [0.0] * 10 + [22.0])

    def test_turnover_of_a_month_opens_its_invoices(self):
        may = self._create_sale("2026-05-31", [(self.desk, 1, 100)])
        june = self._create_sale("2026-06-01", [(self.desk, 1, 100)])
        before = self._create_sale("2025-06-30", [(self.desk, 1, 100)])
        action = self.dossier.get_section_action(
            self.client.id, "turnover", {"month": "2026-06-01"}
        )
        self.assertEqual(self.env["account.move"].search(action["domain"]), june)
        action = self.dossier.get_section_action(
            self.client.id, "turnover", {"month": "2026-06-01", "series": "previous"}
        )
        self.assertEqual(self.env["account.move"].search(action["domain"]), before)
        action = self.dossier.get_section_action(self.client.id, "turnover")
        found = self.env["account.move"].search(action["domain"])
        self.assertEqual(found, may | june | before)

    def test_receivables_by_instalment(self):
        terms = self.env["account.payment.term"].create(
            {
                "name": "Half now, half in 30 days",
                "line_ids": [
                    Command.create(
                        {"value": "percent", "value_amount": 50, "nb_days": 0}
                    ),
                    Command.create(
                        {"value": "percent", "value_amount": 50, "nb_days": 30}
                    ),
                ],
            }
        )
        move = self._create_sale(
            "2026-06-01", [(self.desk, 2, 100)], invoice_payment_term_id=terms.id
        )
        late = self._create_sale("2026-04-15", [(self.desk, 1, 100)], due="2026-05-01")
        paid = self._create_sale("2026-06-01", [(self.desk, 1, 100)])
        self._register_payment(paid)
        credit = self._create_sale(
            "2026-05-20", [(self.lamp, 1, 20)], move_type="out_refund"
        )
        self.assertEqual(
            self._values("receivables", "name", "due", "status", "residual"),
            [
                (late.name, "2026-05-01", "45 days late", 100.0),
                (move.name, "2026-06-01", "14 days late", 100.0),
                (move.name, "2026-07-01", "Not due", 100.0),
                (credit.name, "2026-05-20", "Credit", -20.0),
            ],
        )
        data = self._section("receivables")
        self.assertEqual(data["total"], 4)
        self.assertEqual(data["footer"], {"residual": 280.0, "overdue": 180.0})
        self.assertEqual(data["rows"][0]["res_id"], late.id)

    def test_orders_and_offers(self):
        offer = self._create_order([(self.desk, 2, 100)], validity_date="2026-06-01")
        sent = self._create_order([(self.lamp, 1, 20)], partner=self.anna)
        sent.action_quotation_sent()
        order = self._create_order([(self.desk, 1, 90)], confirm=True)
        cancelled = self._create_order([(self.desk, 5, 100)])
        cancelled.action_cancel()
        values = self._values("orders", "name", "status", "amount")
        self.assertEqual(
            sorted(values),
            sorted(
                [
                    (offer.name, "Offer expired", 200.0),
                    (sent.name, "Offer sent", 20.0),
                    (order.name, "To deliver", 90.0),
                ]
            ),
        )
        self.assertEqual(values[-1][0], order.name)
        self.assertEqual(self._section("orders")["footer"], {"amount": 310.0})

    def test_order_delivered_and_invoiced_is_closed(self):
        order = self._create_order([(self.desk, 1, 90)], confirm=True)
        order.picking_ids.move_ids.write({"quantity": 1, "picked": True})
        order.picking_ids.button_validate()
        self.assertEqual(self._values("orders", "status"), [("To invoice",)])
        order._create_invoices().action_post()
        self.assertEqual(self._values("orders", "status"), [])

    def test_deliveries(self):
        late = self._create_order(
            [(self.desk, 1, 90)], confirm=True, commitment_date="2026-06-10 08:00:00"
        )
        due = self._create_order(
            [(self.desk, 1, 90)], confirm=True, commitment_date="2026-06-20 08:00:00"
        )
        done = self._create_order([(self.desk, 1, 90)], confirm=True)
        done.picking_ids.move_ids.write({"quantity": 1, "picked": True})
        done.picking_ids.button_validate()
        self.assertEqual(
            self._values("deliveries", "name", "origin", "status"),
            [
                (late.picking_ids.name, late.name, "5 days late"),
                (due.picking_ids.name, due.name, "Waiting"),
                (done.picking_ids.name, done.name, "Delivered"),
            ],
        )

    def test_products_in_their_own_unit(self):
        dozen = self.quick_ref("uom.product_uom_dozen")
        move = self._create_sale(
            "2026-06-01", [(self.desk, 2, 100), (self.lamp, 1, 200)]
        )
        move.button_draft()
        move.invoice_line_ids[1].product_uom_id = dozen
        move.invoice_line_ids[1].price_unit = 200
        move.action_post()
        self._create_sale("2026-06-05", [(self.desk, 1, 100)], move_type="out_refund")
        names = ("name", "code", "quantity", "amount", "invoices", "last")
        self.assertEqual(
            self._values("products", *names),
            [
                ("Lamp", "L-1", 12.0, 200.0, 1, "2026-06-01"),
                ("Desk", "D-1", 1.0, 100.0, 1, "2026-06-01"),
            ],
        )

    def test_opportunities(self):
        lead = self.env["crm.lead"].create(
            {
                "name": "New office",
                "type": "opportunity",
                "partner_id": self.anna.id,
                "expected_revenue": 5000,
                "date_deadline": "2026-06-01",
            }
        )
        lost = lead.copy({"name": "Lost"})
        lost.action_set_lost()
        self.assertEqual(
            self._values("opportunities", "name", "amount", "deadline"),
            [("New office", 5000.0, "2026-06-01")],
        )
        self.assertEqual(self._section("opportunities")["rows"][0]["tone"], "danger")

    def test_people(self):
        self._create_contact("Warehouse", False, False, type="delivery")
        gone = self._create_contact("Former", "Buyer", False)
        gone.action_archive()
        people = self._section("people")["people"]
        self.assertEqual(
            [(person["name"], person["role"], person["email"]) for person in people],
            [
                ("Anna Ivanova", "Buyer", "anna@vega.example.com"),
                ("Boris Petrov", "Director", ""),
                ("Warehouse", "Delivery", ""),
            ],
        )

    def test_passport(self):
        facts = {
            fact["name"]: fact["value"] for fact in self._section("passport")["facts"]
        }
        self.assertEqual(facts["vat"], "BE0477472701")
        self.assertEqual(facts["since"], fields.Date.to_string(self.client.create_date))
        self.assertNotIn("industry", facts)

    def test_figures(self):
        self._create_sale("2026-06-01", [(self.desk, 2, 100)], due="2026-06-10")
        self._create_sale("2025-06-01", [(self.desk, 1, 100)])
        tiles = {tile["key"]: tile for tile in self._section("figures")["tiles"]}
        turnover = tiles["turnover_12m"]
        self.assertEqual((turnover["value"], turnover["previous"]), (200.0, 100.0))
        self.assertEqual(turnover["change"], 1.0)
        self.assertEqual(tiles["receivable_open"]["value"], 300.0)
        self.assertEqual(tiles["receivable_overdue"]["value"], 300.0)
        self.assertEqual(tiles["receivable_overdue"]["tone"], "danger")
        action = self.dossier.get_section_action(
            self.client.id, "figures", {"figure": "turnover_12m"}
        )
        self.assertEqual(action["type"], "ir.actions.act_window")

    def test_next_steps(self):
        activity = self.anna.activity_schedule(
            "mail.mail_activity_data_call", "2026-06-14", summary="Ask for the plan"
        )
        order = self._create_order([(self.desk, 1, 100)])
        order.activity_schedule("mail.mail_activity_data_todo", "2026-06-16")
        self.env["calendar.event"].create(
            {
                "name": "Factory visit",
                "start": "2026-06-15 12:00:00",
                "stop": "2026-06-15 13:00:00",
                "partner_ids": [Command.set(self.anna.ids)],
            }
        )
        items = self._section("next_steps")["items"]
        self.assertEqual(
            [(item["title"], item["state"], item["res_model"]) for item in items],
            [
                ("Ask for the plan", "overdue", "res.partner"),
                ("Factory visit", "today", "calendar.event"),
                ("To-Do", "planned", "sale.order"),
            ],
        )
        activity.action_feedback("Sent")
        self.assertEqual(len(self._section("next_steps")["items"]), 2)

    def test_last_contacts(self):
        self.client.message_post(
            body=Markup("<p>We need 5 &lt;desks&gt;</p>"),
            subject="Question",
            author_id=self.anna.id,
            message_type="email",
        )
        self.client.message_post(body="A note among us")
        activity = self.client.activity_schedule(
            "mail.mail_activity_data_call", "2026-06-14", summary="Call"
        )
        activity.action_feedback("Agreed on the price")
        self.env["calendar.event"].create(
            {
                "name": "Fair",
                "start": "2026-06-01 12:00:00",
                "stop": "2026-06-01 13:00:00",
                "partner_ids": [Command.set(self.boris.ids)],
            }
        )
        items = self._section("last_contacts")["items"]
        self.assertEqual(items[-1]["title"], "Fair")
        found = {item["title"]: item for item in items}
        self.assertEqual(set(found), {"Call", "Question", "Fair"})
        self.assertIn("Agreed on the price", found["Call"]["text"])
        self.assertEqual(found["Question"]["text"], "We need 5 <desks>")
        self.assertEqual(found["Question"]["author"], "Anna Ivanova")

    def test_actions_of_sections_open_the_same_documents(self):
        move = self._create_sale("2026-06-01", [(self.desk, 2, 100)])
        order = self._create_order(
            [(self.desk, 1, 90)], partner=self.anna, confirm=True
        )
        expected = {
            "receivables": move.line_ids.filtered("date_maturity"),
            "products": move.invoice_line_ids,
            "orders": order,
            "deliveries": order.picking_ids,
            "people": self.env["client.contact.role"].search(
                [("partner_id", "in", (self.anna | self.boris).ids)]
            ),
        }
        for key, records in expected.items():
            with self.subTest(key=key):
                action = self.dossier.get_section_action(self.client.id, key)
                found = self.env[action["res_model"]].search(action["domain"])
                self.assertEqual(found, records)

    def test_unknown_section_has_no_action(self):
        get_action = self.dossier.get_section_action
        self.assertFalse(get_action(self.client.id, "nonsense"))
        self.assertFalse(get_action(self.client.id, "next_steps", {"x": 1}))
        self.assertFalse(get_action(self.client.id, "figures", {"figure": ["x"]}))
        self.assertTrue(get_action(self.client.id, "orders", "no dict"))

    def test_long_tables_are_cut_and_counted(self):
        for number in range(10):
            self._create_order([(self.desk, 1, number)])
        data = self._section("orders")
        self.assertEqual((len(data["rows"]), data["total"]), (8, 10))
        self.assertEqual(data["footer"], {"amount": 45.0})

    def test_other_currency_of_a_document(self):
        euro = self.setup_other_currency("EUR", rates=[("2016-01-01", 2.0)])
        self._create_sale("2026-06-01", [(self.desk, 1, 100)], currency_id=euro.id)
        [row] = self._section("receivables")["rows"]
        self.assertEqual(row["values"]["residual"], 50.0)
        self.assertEqual(
            row["values"]["residual_original"],
            {"amount": 100.0, "currency_id": euro.id},
        )

    def test_few_queries(self):
        self._create_sale("2026-06-01", [(self.desk, 2, 100)])
        self._create_order([(self.desk, 1, 90)], confirm=True)
        self._get()
        self._get(user=self.seller)
        for user in (self.env.user, self.seller):
            dossier = self.dossier.with_user(user).with_context(tz="UTC")
            self.env.flush_all()
            self.env.invalidate_all()
            with self.subTest(user=user.login), self.assertQueryCount(8):
                dossier.get_dossier(self.client.id)

    def test_smart_button(self):
        action = self.anna.action_open_dossier()
        self.assertEqual(action["tag"], "client_accounting.dossier")
        self.assertEqual(action["params"], {"partner_id": self.client.id})

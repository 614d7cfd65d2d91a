from odoo import Command
from odoo.exceptions import AccessError, MissingError, UserError
from odoo.fields import Datetime
from odoo.tests import freeze_time, tagged

from .event_common import ClientEventCommon


@tagged("post_install", "-at_install")
@freeze_time("2026-06-15 10:00:00")
class TestClientTimeline(ClientEventCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.accountant = cls._user("event_accountant", "account.group_account_invoice")

    def _page(self, record=None, user=None, **options):
        record = record or self.client
        return self._as(self.timeline, user or self.env.user).get_timeline(
            record._name, record.id, **options
        )

    def _many(self, count, **values):
        """Events of the client, an hour apart, the first one the oldest."""
        self.events._register_events(
            [
                {
                    "partner_id": self.client.id,
                    "type_code": "email_out",
                    "source": "mail",
                    "source_key": f"test,{number}",
                    "subject": f"Mail {number}",
                    "date": Datetime.add(
                        Datetime.to_datetime("2026-01-01 00:00:00"), hours=number
                    ),
                    **values,
                }
                for number in range(count)
            ],
            live=False,
        )

    # ------------------------------------------------------------------ what is in it
    def test_events_and_documents_in_one_order(self):
        self._event(date="2026-06-10 12:00:00", subject="Visit")
        invoice = self._invoice(self.person, 100, "2026-06-11")
        refund = self._invoice(self.client, 40, "2026-06-12", move_type="out_refund")
        self._invoice(self.client, 1, "2026-06-12", post=False)
        order = self._order(self.client, 100, date_order="2026-06-09 12:00:00")
        order.date_order = "2026-06-09 12:00:00"
        payment = self.env["account.payment"].create(
            {
                "partner_id": self.client.id,
                "amount": 100,
                "date": "2026-06-13",
                "payment_type": "inbound",
                "partner_type": "customer",
                "journal_id": self.company_data["default_journal_bank"].id,
            }
        )
        payment.action_post()
        self._event(self.stranger, subject="Of another")
        page = self._page()
        self.assertEqual(
            [(item["kind"], item["title"], item["date"]) for item in page["items"]],
            [
                ("payment", payment.name, "2026-06-13"),
                ("invoice", refund.name, "2026-06-12"),
                ("invoice", invoice.name, "2026-06-11"),
                ("event", "Visit", "2026-06-10 12:00:00"),
                ("order", order.name, "2026-06-09 12:00:00"),
            ],
        )
        amounts = [item.get("amount") for item in page["items"]]
        self.assertEqual(amounts, [100, -40, 100, None, 100])
        self.assertEqual(page["next"], False)
        self.assertEqual(page["client"]["id"], self.client.id)

    def test_a_delivery_stands_where_it_was_done(self):
        goods = self._goods("Lamp", 10, 5, type="consu", is_storable=True)
        order = self._order(self.client, 10, product=goods)
        self._deliver(order.picking_ids)
        kinds = [item["kind"] for item in self._page()["items"]]
        self.assertEqual(sorted(kinds), ["delivery", "order"])

    def test_what_an_event_shows(self):
        self._event(
            self.person,
            type_id=self._type("letter_in").id,
            subject="Terms <b>",
            letter_number="17",
            letter_date="2026-06-01",
            note="<p>Ten &amp; <i>two</i></p>",
            outcome_id=self.agreed.id,
            user_id=self.seller.id,
            decision_ids=[Command.create({"name": "Answer"})],
        )
        [item] = self._page()["items"]
        shown = {
            "title": "Terms <b>",
            "label": "Letter from the Client No. 17",
            "text": "Ten & two",
            "badge": "Agreed",
            "tone": "success",
            "author": self.seller.name,
            "contact": "Anna",
            "direction": "in",
            "decisions": 1,
        }
        self.assertEqual({name: item[name] for name in shown}, shown)

    def test_what_is_planned_stands_above(self):
        self.client.activity_schedule(
            "mail.mail_activity_data_call", "2026-06-20", summary="Call", user_id=2
        )
        self._meeting(self.person.with_env(self.env), "2026-06-18")
        page = self._page()
        self.assertEqual(
            [item["title"] for item in page["planned"]], ["Meeting", "Call"]
        )
        filtered = self._page(filters={"text": "x"})
        self.assertEqual(filtered["planned"], [])

    def test_of_a_contact(self):
        self._event(self.client, subject="With the client")
        self._event(self.person, subject="With Anna", date="2026-06-02 10:00:00")
        self._event(
            self.client,
            subject="Anna was there",
            date="2026-06-01 10:00:00",
            participant_partner_ids=[Command.link(self.person.id)],
        )
        self._invoice(self.client, 10, "2026-06-01")
        self.assertEqual(self._lines(self.person), ["With Anna", "Anna was there"])

    def test_of_a_lead_and_of_an_order(self):
        lead = self._lead(self.client, 10)
        order = self._order(self.client, 10, opportunity_id=lead.id)
        self._event(subject="Elsewhere")
        on_lead = {"res_model": "crm.lead", "res_id": lead.id}
        self._event(subject="On the lead", date="2026-06-01 10:00:00", **on_lead)
        on_order = {"res_model": "sale.order", "res_id": order.id}
        self._event(subject="On the order", date="2026-06-02 10:00:00", **on_order)
        lead.activity_schedule("mail.mail_activity_data_call", "2026-06-20", user_id=2)
        events = {"filters": {"kinds": ["event"]}}
        self.assertEqual(self._lines(lead, **events), ["On the order", "On the lead"])
        self.assertEqual(self._lines(order, **events), ["On the order"])
        self.assertIn(order.name, self._lines(lead))
        self.assertEqual(len(self._page(lead)["planned"]), 1)
        self.assertEqual(len(self._page(order)["planned"]), 0)

    def test_of_any_document_with_activities(self):
        product = self.goods.product_tmpl_id
        self._event(
            subject="About the desk", res_model=product._name, res_id=product.id
        )
        self.assertEqual(self._lines(product), ["About the desk"])
        self.assertFalse(self._page(product)["client"])

    def test_empty(self):
        page = self._page(self.stranger)
        self.assertEqual((page["items"], page["planned"]), ([], []))

    # ------------------------------------------------------------------ pages
    def test_pages_join_without_gap_or_double(self):
        self._many(30)
        same = {"date": "2026-01-01 12:00:00"}
        for number in range(5):
            self._event(subject=f"Same {number}", **same)
            self._invoice(self.client, 10, "2026-01-01")
        whole = self._page(limit=200)["items"]
        self.assertEqual(len(whole), 40)
        for limit in (1, 3, 7, 39, 40):
            with self.subTest(limit=limit):
                keys, after = [], False
                while after is not None:
                    page = self._page(limit=limit, after=after)
                    self.assertLessEqual(len(page["items"]), limit)
                    keys += [item["key"] for item in page["items"]]
                    after = page["next"] or None
                self.assertEqual(keys, [item["key"] for item in whole])

    def test_a_page_stays_where_it_was_when_something_new_happens(self):
        self._many(10)
        first = self._page(limit=4)
        self._event(subject="New", date="2026-06-15 09:00:00")
        second = self._page(limit=4, after=first["next"])
        titles = [item["title"] for item in second["items"]]
        self.assertEqual(titles, ["Mail 5", "Mail 4", "Mail 3", "Mail 2"])
        self.assertNotIn("planned", second)

    def test_days_are_those_of_the_reader(self):
        self.seller.tz = "Asia/Vladivostok"
        self.accountant.tz = "Asia/Vladivostok"
        invoice = self._invoice(self.client, 10, "2026-06-11")
        # 11 June 01:00 in Vladivostok is 10 June 15:00 in UTC
        self._event(subject="That night", date="2026-06-10 15:00:00")
        self._event(subject="The evening before", date="2026-06-10 13:00:00")
        page = self._page(user=self.accountant)
        self.assertEqual(
            [item["title"] for item in page["items"]],
            ["That night", invoice.name, "The evening before"],
        )
        self.assertEqual(page["items"][1]["date"], "2026-06-11")
        day = {"date_from": "2026-06-11", "date_to": "2026-06-11"}
        self.assertEqual(
            self._lines(user=self.accountant, filters=day),
            ["That night", invoice.name],
        )

    # ------------------------------------------------------------------ filters
    def test_filters(self):
        self._event(
            type_id=self._type("call_in").id,
            outcome_id=self.agreed.id,
            subject="Call about prices",
            user_id=self.seller.id,
            date="2026-06-01 10:00:00",
        )
        self._event(
            subject="Mail",
            note="<p>The prices, at last</p>",
            type_id=self._type("email_in").id,
            user_id=self.manager.id,
            date="2026-04-01 10:00:00",
        )
        invoice = self._invoice(
            self.client, 10, "2026-05-01", invoice_user_id=self.seller.id
        )
        cases = (
            ({"kinds": ["event"]}, ["Call about prices", "Mail"]),
            ({"kinds": ["invoice"]}, [invoice.name]),
            (
                {"kinds": ["invoice", "event"]},
                ["Call about prices", invoice.name, "Mail"],
            ),
            ({"channel": "email"}, ["Mail"]),
            ({"user_id": self.seller.id}, ["Call about prices", invoice.name]),
            ({"text": "prices"}, ["Call about prices", "Mail"]),
            ({"text": invoice.name.lower()}, [invoice.name]),
            ({"text": "100%_"}, []),
            ({"months": 1}, ["Call about prices"]),
            ({"date_from": "2026-04-02"}, ["Call about prices", invoice.name]),
            ({"date_to": "2026-05-01"}, [invoice.name, "Mail"]),
            ({"date_from": "2026-05-01", "date_to": "2026-05-01"}, [invoice.name]),
            ({"channel": "call", "user_id": self.manager.id}, []),
        )
        for filters, expected in cases:
            with self.subTest(filters=filters):
                self.assertEqual(self._lines(filters=filters), expected)

    def test_nonsense_is_no_error(self):
        self._many(2)
        for filters in (
            None,
            [],
            "x",
            {"kinds": "event"},
            {"kinds": [1, None]},
            {"channel": ["call"]},
            {"user_id": True},
            {"user_id": 2**40},
            {"months": 10**9},
            {"date_from": "yesterday"},
            {"date_from": 5, "date_to": {}},
            {"text": 7},
        ):
            with self.subTest(filters=filters):
                self.assertEqual(len(self._lines(filters=filters)), 2)
        for filters in (
            {"text": "x" * 5000},
            {"text": "'; DROP TABLE client_event; --"},
            {"channel": "no such"},
            {"date_from": "9999-12-31"},
            {"date_to": "0001-01-01"},
        ):
            with self.subTest(filters=filters):
                self.assertEqual(self._lines(filters=filters), [])
        for after in (
            "x",
            [1, 2, 3],
            ["now", 1, 1],
            ["2026-01-01T00:00:00+00:00", 1, 1],
            ["2026-01-01T00:00:00", "1", 1],
            ["2026-01-01T00:00:00", 1, 2**40],
        ):
            with self.subTest(after=after):
                self.assertEqual(len(self._lines(after=after)), 2)
        for limit in (0, -1, 10**6, "5", None, True):
            with self.subTest(limit=limit):
                self.assertEqual(len(self._lines(limit=limit)), 2)

    def test_records_that_are_not_there(self):
        gone = self._client("Gone")
        gone_id = gone.id
        gone.unlink()
        with self.assertRaises(MissingError):
            self.timeline.get_timeline("res.partner", gone_id)
        for model in ("ir.model", "client.event", "no.such", None, 5):
            with self.subTest(model=model), self.assertRaises(UserError):
                self.timeline.get_timeline(model, 1)

    # ------------------------------------------------------------------ rights
    def test_each_sees_the_documents_of_his_rights(self):
        self._event(subject="Visit")
        own = self._order(self.client, 10, user_id=self.seller.id)
        other = self._order(self.client, 10, user_id=self.manager.id)
        invoice = self._invoice(
            self.client, 10, "2026-06-01", invoice_user_id=self.manager.id
        )
        for user, expected in (
            (self.reader, {"Visit"}),
            (self.seller, {"Visit", own.name}),
            # who invoices may read all orders
            (self.accountant, {"Visit", own.name, other.name, invoice.name}),
            (self.env.user, {"Visit", own.name, other.name, invoice.name}),
        ):
            with self.subTest(user=user.login):
                self.assertEqual(set(self._lines(user=user)), expected)
        kinds = [kind["key"] for kind in self._page(user=self.reader)["kinds"]]
        self.assertEqual(kinds, ["event"])

    def test_a_document_of_somebody_else(self):
        lead = self._lead(self.client, 10, user_id=self.manager.id)
        with self.assertRaises(AccessError):
            self._lines(lead, user=self.seller)

    def test_documents_of_another_company(self):
        invoice = self._invoice(self.client, 10, "2026-06-01")
        self.assertEqual(self._lines(), [invoice.name])
        self.assertEqual(self._lines(user=self.foreigner), [])
        self.client.company_id = self.company
        with self.assertRaises(AccessError):
            self._lines(user=self.foreigner)

    def test_a_contact_does_not_show_events_of_hidden_clients(self):
        hidden = self._client("Hidden", company_id=self.other_company.id)
        self._event(
            hidden,
            subject="Secret",
            participant_partner_ids=[Command.link(self.person.id)],
        )
        self.assertEqual(self._lines(self.person), ["Secret"])
        self.assertEqual(self._lines(self.person, user=self.seller), [])

    # ------------------------------------------------------------------ cost
    def test_as_many_statements_for_one_event_as_for_many(self):
        self._many(1)
        self._page()  # warm-up
        with self.assertQueryCount(12):
            self.env.invalidate_all()
            self._page()
        self._many(300)
        with self.assertQueryCount(12):
            self.env.invalidate_all()
            self.assertEqual(len(self._page()["items"]), 40)

    def test_lists_of_events_cost_no_statement_a_row(self):
        self._many(80)
        seen = self._as(self.events, self.seller)
        specification = {
            name: {"fields": {"display_name": {}}} if name.endswith("_id") else {}
            for name in ("date", "type_id", "client_id", "partner_id", "subject")
        }
        seen.web_search_read([], specification, limit=80)
        self.env.invalidate_all()
        with self.assertQueryCount(12):
            seen.web_search_read([], specification, limit=80)

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, tagged

from .manager_common import ManagerCommon

MAY = fields.Date.to_date("2026-05-01")
JUNE = fields.Date.to_date("2026-06-01")


@tagged("post_install", "-at_install")
@freeze_time("2026-06-15 10:00:00")
class TestContacts(ManagerCommon):
    def test_shares_of_offers_and_deals(self):
        self._order(self.vega, "2026-05-20 09:00:00", "2026-06-04 09:00:00")
        self._events(
            # 40 days before the offer: neither
            (self.ann, self.vega, "call_out", "2026-04-10 09:00:00"),
            # 18 days before the offer; the deal is 33 days away
            (self.ann, self.vega, "call_out", "2026-05-02 09:00:00"),
            # a day before the offer, 16 before the deal
            (self.ann, self.vega, "visit", "2026-05-19 09:00:00"),
            # in the moment of the offer: the letter with the offer itself
            (self.ann, self.vega, "email_out", "2026-05-20 09:00:00"),
            # after both
            (self.ann, self.vega, "call_out", "2026-06-10 09:00:00"),
            # another client, another manager
            (self.bob, self.rigel, "call_out", "2026-05-19 09:00:00"),
        )
        self._refresh()
        measures = (
            "contact_count:sum",
            "offer_count:sum",
            "deal_count:sum",
            "young_count:sum",
            "offer_rate:avg",
            "deal_rate:avg",
        )
        self.assertEqual(
            self._group("user_id", *measures),
            {
                # the deal counts for the visit and for the letter with the offer
                self.ann: (5, 2, 2, 3, 40, 40),
                self.bob: (1, 0, 0, 1, 0, 0),
            },
        )
        # the total is the share of the total, not the sum or average of shares
        self.assertEqual(
            self._group(None, *measures), {None: (6, 2, 2, 4, 33.3333, 33.3333)}
        )
        self.assertEqual(
            self._group("channel", *measures[:3], domain=[("month", "=", MAY)]),
            {"call": (2, 1, 0), "visit": (1, 1, 1), "email": (1, 0, 1)},
        )

    def test_within_as_many_days_as_the_company_says(self):
        self._order(self.vega, "2026-05-20 09:00:00")
        self._events((self.ann, self.vega, "call_out", "2026-05-10 09:00:00"))
        for days, offers in ((9, 0), (10, 1)):
            self.company.client_effect_days = days
            self._refresh()
            self.assertEqual(
                self._group(None, "offer_count:sum"), {None: (offers,)}, days
            )

    def test_a_lead_that_was_won_is_a_deal(self):
        lead = self.env["crm.lead"].create(
            {
                "name": "Desks",
                "type": "opportunity",
                "partner_id": self.vega.id,
                "company_id": self.company.id,
            }
        )
        self._events((self.ann, self.vega, "call_out", "2026-06-10 09:00:00"))
        lead.action_set_won()
        self._refresh()
        self.assertEqual(
            self._group(None, "deal_count:sum", "offer_count:sum"), {None: (1, 0)}
        )

    def test_offers_of_drafts_and_of_other_companies_do_not_count(self):
        other = self.env["res.company"].create({"name": "Other"})
        self.env["sale.order"].create({"partner_id": self.vega.id})
        self.env["sale.order"].create(
            {"partner_id": self.vega.id, "company_id": other.id}
        ).state = "sent"
        self._events((self.ann, self.vega, "call_out", "2026-06-14 09:00:00"))
        self._refresh()
        self.assertEqual(self._group(None, "offer_count:sum"), {None: (0,)})

    def test_when_it_was_offered(self):
        order = self.env["sale.order"].create({"partner_id": self.vega.id})
        self.assertFalse(order.client_offer_date)
        with freeze_time("2026-06-16 08:00:00"):
            order.action_quotation_sent()
        with freeze_time("2026-06-20 08:00:00"):
            order.action_confirm()
        self.assertEqual(str(order.client_offer_date), "2026-06-16 08:00:00")
        self.assertFalse(order.copy().client_offer_date)

    def test_months_are_those_of_the_company(self):
        self.env.ref("base.main_company").partner_id.tz = "Asia/Vladivostok"
        self._events((self.ann, self.vega, "call_out", "2026-05-31 20:00:00"))
        self._refresh()
        self.assertEqual(self._group("month:month", "contact_count:sum"), {JUNE: (1,)})
        row = self.results.search([("user_id", "=", self.ann.id)])
        action = row.action_open_documents()
        self.assertEqual(self.env["client.event"].search_count(action["domain"]), 1)

    def test_recent_months_are_counted_anew_alone(self):
        self._events(
            (self.ann, self.vega, "call_out", "2026-04-10 09:00:00"),
            (self.ann, self.vega, "call_out", "2026-06-10 09:00:00"),
        )
        self._refresh()
        ids = self.results.search([("month", "<", MAY)]).ids
        self._events((self.ann, self.vega, "call_out", "2026-06-11 09:00:00"))
        self.results._refresh_recent()
        self.assertEqual(self._group(None, "contact_count:sum"), {None: (3,)})
        self.assertEqual(self.results.search([("month", "<", MAY)]).ids, ids)

    def test_nobody_gets_what_nobody_did(self):
        self._events(
            (self.env["res.users"], self.vega, "call_out", "2026-06-10 09:00:00"),
            (
                self.env.ref("base.user_root"),
                self.vega,
                "email_out",
                "2026-06-10 09:00:00",
            ),
        )
        self._refresh()
        self.assertFalse(self.results.search([("kind", "=", "contact")]))


@tagged("post_install", "-at_install")
@freeze_time("2026-06-15 10:00:00")
class TestAnswers(ManagerCommon):
    def _answers(self):
        self._refresh()
        rows = self.results.search([("kind", "=", "response")], order="event_id")
        return [
            (round(row.response_hours, 2), row.response_in_time_count)
            for row in rows
            if not row.waiting_count
        ]

    def test_working_hours(self):
        self._events(
            # Friday 16:00, answered on Monday 9:30: one hour and a half and one
            (self.ann, self.vega, "email_in", "2026-06-12 16:00:00"),
            (self.ann, self.vega, "email_out", "2026-06-15 09:30:00"),
            # over lunch: 11:30 to 14:00 are an hour and a half
            (self.bob, self.rigel, "email_in", "2026-06-10 11:30:00"),
            (self.bob, self.rigel, "call_out", "2026-06-10 14:00:00"),
            # Monday 8:00 to Tuesday 9:00: nine hours, too late
            (self.bob, self.rigel, "messenger_in", "2026-06-01 08:00:00"),
            (self.bob, self.rigel, "visit", "2026-06-02 09:00:00"),
            # written and answered at night: no working time at all
            (self.bob, self.rigel, "email_in", "2026-06-03 20:00:00"),
            (self.bob, self.rigel, "email_out", "2026-06-03 22:00:00"),
        )
        self.assertEqual(self._answers(), [(2.5, 1), (1.5, 1), (0.0, 1), (9.0, 0)])
        self.assertEqual(
            self._group(
                "user_id",
                "response_count:sum",
                "response_rate:avg",
                "response_median:avg",
                "response_hours:avg",
            ),
            {self.ann: (1, 100, 2.5, 2.5), self.bob: (3, 66.6667, 1.5, 3.5)},
        )
        # of 0, 1.5, 2.5, 9
        self.assertEqual(
            self._group(None, "response_rate:avg", "response_median:avg"),
            {None: (75, 2.0)},
        )

    def test_holidays_do_not_count(self):
        self.env["resource.calendar.leaves"].create(
            {
                "name": "Holiday",
                "company_id": self.company.id,
                "calendar_id": self.calendar.id,
                "date_from": "2026-06-11 00:00:00",
                "date_to": "2026-06-11 23:59:59",
            }
        )
        self._events(
            (self.ann, self.vega, "email_in", "2026-06-10 16:00:00"),
            (self.ann, self.vega, "email_out", "2026-06-12 09:00:00"),
        )
        self.assertEqual(self._answers(), [(2.0, 1)])

    def test_daylight_saving(self):
        # Moscow has none, Berlin goes forward on 2026-03-29: 8:00 local is 7:00 UTC
        # before it and 6:00 UTC after it
        self.calendar.tz = "Europe/Berlin"
        self._events(
            (self.ann, self.vega, "email_in", "2026-03-27 15:00:00"),  # 16:00 local
            (self.ann, self.vega, "email_out", "2026-03-30 07:00:00"),  # 9:00 local
        )
        self.assertEqual(self._answers(), [(2.0, 1)])

    def test_what_waits(self):
        self._events(
            # since Friday noon: 13 to 17 and 8 to 10 are six hours
            (self.ann, self.vega, "email_in", "2026-06-12 12:00:00"),
            # for an hour: not late yet
            (self.ann, self.rigel, "email_in", "2026-06-15 09:00:00"),
        )
        self._refresh()
        self.assertEqual(
            self._group(
                None, "waiting_count:sum", "response_count:sum", "response_rate:avg"
            ),
            {None: (2, 1, 0.0)},
        )
        self.assertEqual(self._group(None, "response_median:avg"), {None: (None,)})

    def test_calls(self):
        self._events(
            (self.ann, self.vega, "call_in", "2026-06-12 09:00:00"),
            source="call",
            duration=0,
        )
        self._events(
            (self.ann, self.vega, "call_in", "2026-06-12 10:00:00"),
            source="call",
            duration=0.1,
        )
        self._events((self.ann, self.vega, "call_in", "2026-06-12 10:30:00"))
        self._events((self.ann, self.vega, "call_out", "2026-06-12 11:00:00"))
        # a call that was taken needs no answer
        self.assertEqual(self._answers(), [(2.0, 1)])

    def test_the_manager_of_the_client_answers_for_what_nobody_got(self):
        nobody = self.env["res.users"]
        self._events((nobody, self.vega, "email_in", "2026-06-12 09:00:00"))
        self._refresh()
        self.assertEqual(self._group("user_id", "waiting_count:sum"), {self.ann: (1,)})

    def test_without_a_calendar(self):
        self.company.resource_calendar_id = False
        self._events(
            (self.ann, self.vega, "email_in", "2026-06-12 22:00:00"),
            (self.ann, self.vega, "email_out", "2026-06-15 01:00:00"),
        )
        self.assertEqual(self._answers(), [(3.0, 1)])


@tagged("post_install", "-at_install")
@freeze_time("2026-06-15 10:00:00")
class TestDiscipline(ManagerCommon):
    def test_punctuality(self):
        self._activity(self.ann, self.vega, "2026-05-10", done="2026-05-10")
        self._activity(self.ann, self.vega, "2026-06-10", done="2026-05-20")  # early
        self._activity(self.ann, self.vega, "2026-05-30", done="2026-06-02")  # 3 late
        self._activity(self.ann, self.vega, "2026-06-10")  # 5 days overdue
        self._activity(self.ann, self.vega, "2026-06-20")  # not due yet
        self._activity(self.bob, self.rigel, "2026-06-05", done="2026-06-05")
        self._refresh()
        measures = (
            "due_count:sum",
            "in_time_count:sum",
            "overdue_count:sum",
            "punctuality:avg",
            "late_average:avg",
        )
        self.assertEqual(
            self._group("user_id", *measures),
            {self.ann: (4, 2, 1, 50, 4.0), self.bob: (1, 1, 0, 100, None)},
        )
        self.assertEqual(
            self._group("month:month", *measures),
            {MAY: (3, 2, 0, 66.6667, 3.0), JUNE: (2, 1, 1, 50, 5.0)},
        )
        self.assertEqual(self._group(None, *measures), {None: (5, 3, 1, 60, 4.0)})
        domain = [("kind", "=", "task"), ("user_id", "=", self.ann.id)]
        rows = self.results.search(domain)
        action = rows.action_open_documents()
        found = self.env["mail.activity"].with_context(**action["context"])
        self.assertEqual(found.search_count(action["domain"]), 4)
        for row in rows:
            action = row.action_open_documents()
            self.assertEqual(found.search_count(action["domain"]), row.due_count)

    def test_clients_without_a_next_step(self):
        breaches = self.env["client.next.step.breach"].sudo()
        for client, found, until in (
            (self.vega, "2026-05-10", "2026-05-20"),
            (self.vega, "2026-06-05", False),
        ):
            breaches.create(
                {
                    "partner_id": client.id,
                    "company_id": self.company.id,
                    "user_id": self.ann.id,
                    "kind": "none",
                    "date_from": found,
                    "date_found": found,
                    "date_to": until,
                }
            )
        self._refresh()
        measures = ("breach_count:sum", "breach_open_count:sum")
        self.assertEqual(
            self._group("month:month", *measures), {MAY: (1, 0), JUNE: (1, 1)}
        )

    def test_completeness_of_dossiers(self):
        attributes = self.env["client.attribute"].create(
            [{"name": name, "type": "char"} for name in ("One", "Two")]
        )
        profile = self.env["client.profile"].create(
            {
                "name": "Plain",
                "line_ids": [
                    fields.Command.create({"attribute_id": attribute.id})
                    for attribute in attributes
                ],
            }
        )
        second = self._client("Altair", user_id=self.ann.id)
        third = self._client("Deneb", user_id=self.bob.id)
        clients = self.vega | second | third
        clients.client_profile_ids = profile
        self.vega._set_client_attributes({attributes[0].code: "x"})
        second._set_client_attributes(
            {attributes[0].code: "x", attributes[1].code: "y"}
        )
        self._refresh()
        self.assertEqual(
            self._group("user_id", "completeness:avg"),
            {self.ann: (75,), self.bob: (0,)},
        )
        # over three clients, not over two managers
        self.assertEqual(self._group(None, "completeness:avg"), {None: (50,)})
        with freeze_time("2026-07-15 10:00:00"):
            third._set_client_attributes({attributes[0].code: "x"})
            self._refresh()
            # June stays as it was
            self.assertEqual(
                self._group("month:month", "completeness:avg"),
                {JUNE: (50,), fields.Date.to_date("2026-07-01"): (66.6667,)},
            )


@tagged("post_install", "-at_install")
@freeze_time("2026-06-15 10:00:00")
class TestResultAccess(ManagerCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._events(
            cls,
            (cls.ann, cls.vega, "call_out", "2026-06-10 09:00:00"),
            (cls.ann, cls.vega, "email_in", "2026-06-11 09:00:00"),
            (cls.bob, cls.rigel, "call_out", "2026-05-10 09:00:00"),
            (cls.bob, cls.rigel, "call_out", "2026-06-10 09:00:00"),
        )
        cls.results._refresh()

    def _seen(self, user, model="client.manager.result"):
        ours = self.ann | self.bob | self.boss | self.stranger
        found = self.env[model].with_user(user).search([("user_id", "in", ours.ids)])
        return found.user_id

    def test_who_sees_whom(self):
        for model in ("client.manager.result", "client.manager.card"):
            with self.subTest(model=model):
                self.assertEqual(self._seen(self.ann, model), self.ann)
                self.assertEqual(self._seen(self.boss, model), self.ann | self.bob)
                self.assertEqual(self._seen(self.admin, model), self.ann | self.bob)
                self.assertFalse(self._seen(self.stranger, model))

    def test_a_head_that_was(self):
        self.env["crm.team.member"].search(
            [("user_id", "=", self.bob.id)]
        ).active = False
        self.assertEqual(self._seen(self.boss), self.ann)
        self.team.user_id = self.stranger
        self.assertFalse(self._seen(self.boss))
        self.assertEqual(self._seen(self.stranger), self.ann)

    def test_nobody_writes_results(self):
        row = self.results.search([], limit=1)
        with self.assertRaises(AccessError):
            row.with_user(self.admin).contact_count = 100
        with self.assertRaises(AccessError):
            self.results.with_user(self.boss).action_refresh()
        self.results.with_user(self.admin).action_refresh()

    def test_other_company(self):
        other = self.env["res.company"].create({"name": "Other"})
        self.admin.write(
            {"company_id": other.id, "company_ids": [fields.Command.set(other.ids)]}
        )
        self.assertFalse(self._seen(self.admin))
        self.assertFalse(self._seen(self.admin, "client.manager.card"))

    def test_documents_of_several_kinds(self):
        rows = self.results.with_user(self.boss).search([])
        with self.assertRaises(UserError):
            rows.action_open_documents()
        answers = rows.filtered(lambda row: row.kind == "response")
        action = answers.action_open_documents()
        events = self.env["client.event"].with_user(self.boss)
        self.assertEqual(events.search(action["domain"]), answers.event_id)

    def test_card(self):
        card = (
            self.env["client.manager.card"]
            .with_user(self.bob)
            .search([("period", "=", "month")])
        )
        self.assertRecordValues(
            card,
            [
                {
                    "user_id": self.bob.id,
                    "team_id": self.team.id,
                    "contact_count": 1,
                    "contact_before": 1,
                    "call_count": 1,
                    "offer_rate": 0,
                    "date_from": JUNE,
                    "date_to": fields.Date.to_date("2026-06-30"),
                }
            ],
        )
        action = card.action_open_contacts()
        self.assertEqual(self.env["client.event"].search_count(action["domain"]), 1)
        for method in (
            "action_open_answers",
            "action_open_overdue",
            "action_open_breaches",
            "action_open_dossiers",
            "action_open_results",
            "action_open_appraisals",
        ):
            with self.subTest(method=method):
                action = getattr(card, method)()
                model = self.env[action["res_model"]].with_user(self.bob)
                model.search(action["domain"])

    def test_overdue_is_as_of_now(self):
        card = self.env["client.manager.card"].search(
            [("period", "=", "month"), ("user_id", "=", self.ann.id)]
        )
        self.assertEqual(card.overdue_now, 0)
        self._activity(self.ann, self.vega, "2026-06-10")
        card.invalidate_recordset()
        self.assertEqual(card.overdue_now, 1)

    def test_queries(self):
        card = self.env["client.manager.card"].with_user(self.boss)
        card.search([("period", "=", "month")]).mapped("curve")
        self.env.invalidate_all()
        with self.assertQueryCount(12):
            card.web_search_read(
                [("period", "=", "month")],
                {"user_id": {}, "contact_count": {}, "curve": {}, "note": {}},
            )

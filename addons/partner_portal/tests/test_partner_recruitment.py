from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import BaseCase, freeze_time, tagged

from ..tools import qualification
from .recruitment_common import NOW, PartnerRecruitmentCommon


class TestQualification(BaseCase):
    def test_whose_domain(self):
        free = {"gmail.com"}
        for email, website, kind in (
            ("a@firm.example", "https://www.firm.example/about", "own"),
            ("a@mail.firm.example", "firm.example", "own"),
            ("a@firm.example", "shop.firm.example", "own"),
            ("a@notfirm.example", "firm.example", "other"),
            ("a@gmail.com", "firm.example", "free"),
            ("a@firm.example", "", "unknown"),
            ("a@firm.example", "none", "unknown"),
        ):
            with self.subTest(email=email, website=website):
                self.assertEqual(qualification.email_kind(email, website, free), kind)

    def test_points_of_numbers(self):
        for value, threshold, expected in (
            (0, 100, 0),
            (-5, 100, 0),
            (50, 100, 20),
            (99.9, 100, 39),
            (100, 100, 40),
            (1000, 100, 40),
            (1, 0, 40),
        ):
            with self.subTest(value=value, threshold=threshold):
                points = qualification.number_points(value, threshold, 40)
                self.assertEqual(points, expected)
        self.assertEqual(qualification.per_cent(2, 3), 67)
        self.assertEqual(qualification.per_cent(1, 0), 0)


@tagged("post_install", "-at_install")
class TestPartnerRecruitment(PartnerRecruitmentCommon):
    def _answer(self, application, **answers):
        by_code = {question.code: question for question in self.questions}
        return self.env["partner.application.answer"].create(
            [
                {
                    "application_id": application.id,
                    "question_id": by_code[code].id,
                    **values,
                }
                for code, values in answers.items()
            ]
        )

    # ------------------------------------------------------------------ answers
    def test_suitability(self):
        """30 of 30, 30 of 30, 40 * 50 / 100 = 20 of 40: 80 of 100."""
        application = self._create_application()
        long = self.questions[0].choice_ids[1]
        answers = self._answer(
            application,
            t_exp={"choice_id": long.id},
            t_ware={"yesno": "yes"},
            t_clients={"number": 50},
            t_brands={"text": "Acme"},
        )
        self.assertRecordValues(
            answers,
            [
                {"answer": "Long", "points": 30, "points_most": 30},
                {"answer": "Yes", "points": 30, "points_most": 30},
                {"answer": "50", "points": 20, "points_most": 40},
                {"answer": "Acme", "points": 0, "points_most": 0},
            ],
        )
        self.assertRecordValues(
            application,
            [
                {
                    "score": 80,
                    "score_most": 100,
                    "score_percent": 80,
                    "is_excluded": False,
                }
            ],
        )
        answers[1].yesno = "no"
        self.assertEqual((application.score, application.is_excluded), (50, True))

    def test_answers_given_outlive_their_questions(self):
        application = self._create_application()
        answer = self._answer(application, t_clients={"number": 50})
        self.env.flush_all()
        question = answer.question_id
        question.write({"points": 90, "name": "Other"})
        self.assertRecordValues(answer, [{"name": "Clients?", "points": 20}])
        question.unlink()
        self.assertRecordValues(
            answer, [{"name": "Clients?", "answer": "50", "points": 20}]
        )
        self.assertEqual(application.score_percent, 50)

    def test_choice_of_another_question(self):
        application = self._create_application()
        with self.assertRaises(ValidationError):
            self._answer(
                application, t_ware={"choice_id": self.questions[0].choice_ids[0].id}
            )

    # ------------------------------------------------------------------ check
    def test_domain_of_the_address(self):
        for email, kind in (
            ("ann@harbour-trade.example", "own"),
            ("ann@gmail.com", "free"),
            ("ann@elsewhere.example", "other"),
        ):
            application = self._create_application(contact_email=email)
            self.assertEqual(application.email_kind, kind)

    def test_clients_partners_and_applicants_are_recognised(self):
        first = self._create_application()
        self.assertRecordValues(
            first, [{"match_kind": "none", "match_ids": [], "state": "new"}]
        )
        again = self._create_application(
            company_name="Harbor Trade", contact_email="bob@harbour-trade.example"
        )
        self.assertEqual(again.match_kind, "applicant")
        self.assertEqual(again.match_ids.other_id, first)
        client = self._create_partner(name="HARBOUR TRADE", vat="BE0477472701")
        third = self._create_application(contact_email="c@other.example")
        self.assertEqual(third.match_kind, "client")
        self.assertIn(client, third.match_ids.partner_id)
        client.grade_id = self.gold
        third.action_check()
        self.assertEqual(third.match_kind, "partner")

    def test_contact_of_a_client_is_recognised(self):
        contact = self._create_contact(self.customer, "Ann")
        contact.email = "ann@elsewhere.example"
        application = self._create_application(
            company_name="Quite Different",
            vat=False,
            phone=False,
            street=False,
            contact_email="ANN@elsewhere.example",
        )
        self.assertNotIn("partner", application.match_ids.mapped("kind"))
        application.write({"company_name": "Customer", "contact_email": contact.email})
        self.assertEqual(application.match_ids.partner_id, self.customer)

    def test_free_domain_is_no_witness(self):
        self._create_application(
            contact_email="a@gmail.com", company_name="One", website=False
        )
        other = self._create_application(
            contact_email="b@gmail.com",
            company_name="Two",
            website=False,
            vat=False,
            phone=False,
        )
        self.assertEqual(other.match_kind, "none")

    # ------------------------------------------------------------------ moves
    def test_only_moves_write_what_they_keep(self):
        application = self._create_application()
        for name, value in (
            ("state", "approved"),
            ("partner_id", self.customer.id),
            ("access_token", "x"),
            ("review_deadline", fields.Datetime.now()),
            ("match_kind", "none"),
        ):
            with self.subTest(field=name), self.assertRaises(AccessError):
                application.with_context(partner_application_move=True).write(
                    {name: value}
                )
        with self.assertRaises(AccessError):
            self._create_application(state="approved")

    @freeze_time(NOW)
    def test_deadline_in_working_hours(self):
        """16 hours of an eight-hour day from Monday 10:00 UTC end on Wednesday."""
        company = self.env.company
        company.partner_application_review_hours = 16
        company.resource_calendar_id.tz = "UTC"
        application = self._create_application()
        self.assertEqual(
            application.review_deadline.date(), fields.Date.to_date("2026-03-04")
        )
        company.resource_calendar_id = False
        other = self._create_application(contact_email="x@y.example")
        self.assertEqual(
            other.review_deadline, fields.Datetime.to_datetime("2026-03-04 10:00:00")
        )

    def test_head_hears_of_late_applications(self):
        self.env.company.partner_deal_user_id = self.head
        with freeze_time(NOW):
            application = self._create_application()
        with freeze_time("2026-06-01 10:00:00"), self.enter_registry_test_mode():
            self.env.ref(
                "partner_portal.partner_application_cron"
            ).method_direct_trigger()
        self.assertTrue(application.escalated_at)
        self.assertIn(self.head, application.activity_ids.user_id)

    def test_approval_steps(self):
        self.env.company.partner_deal_user_id = self.head
        self.env["partner.application.step"].create(
            {"name": "Head agrees", "approver": "head", "sequence": 20}
        )
        self.env["partner.application.step"].create(
            {"name": "Agencies only", "type_ids": [Command.link(self.other_kind.id)]}
        )
        application = self._create_application()
        with self.assertRaises(AccessError):
            application.with_user(self.seller).action_review()
        mine = application.with_user(self.manager)
        mine.action_review()
        self.assertRecordValues(
            application.approval_ids,
            [
                {"name": "Company check", "user_id": False, "state": "waiting"},
                {"name": "Head agrees", "user_id": self.head.id, "state": "waiting"},
            ],
        )
        self.assertEqual(application.activity_ids.user_id, self.manager)
        first, second = mine.approval_ids
        self.assertEqual((first.may_decide, second.may_decide), (True, False))
        first.action_grant()
        self.assertEqual(application.approval_state, "1 / 2")
        self.assertEqual(application.activity_ids.user_id, self.head)
        with self.assertRaises(AccessError):
            second.action_grant()
        with self.assertRaisesRegex(UserError, "Head agrees"):
            mine._approve()
        with self.assertRaises(UserError):
            first.action_refuse()
        second.with_user(self.head).action_grant()
        self.assertTrue(application.is_agreed)
        self.assertEqual(mine._approve().name, "Harbour Trade Ltd")
        self.assertEqual(application.state, "approved")
        with self.assertRaises(UserError):
            mine._decline(self.reason)

    def test_refused_step_keeps_from_approval(self):
        application = self._create_application()
        mine = application.with_user(self.manager)
        mine.action_review()
        mine.approval_ids.action_refuse()
        with self.assertRaises(UserError):
            mine._approve()
        mine._decline(self.reason, "Try again")
        self.assertRecordValues(
            application,
            [{"state": "declined", "decision_note": "Try again", "partner_id": False}],
        )
        body = self._mails("ann@harbour-trade.example")[0].body_html
        self.assertIn(self.reason.text, body)
        self.assertIn("Try again", body)

    def test_decline_needs_a_reason(self):
        application = self._create_application()
        with self.assertRaises(UserError):
            application.with_user(self.manager)._decline(None)
        with self.assertRaises(AccessError):
            application.with_user(self.seller)._decline(self.reason)

    # ------------------------------------------------------------------ becoming
    def test_applicant_becomes_a_partner_with_users_and_a_checklist(self):
        application = self._create_application(
            person_ids=[
                Command.create(
                    {
                        "name": "Bob",
                        "email": "Bob@harbour-trade.example",
                        "role": "accountant",
                    }
                )
            ]
        )
        with freeze_time(NOW):
            company = self._approve(application, note="Welcome aboard")
        self.assertRecordValues(
            company,
            [
                {
                    "name": "Harbour Trade Ltd",
                    "is_company": True,
                    "channel_type_id": self.kind.id,
                    "is_channel_partner": True,
                    "user_id": self.manager.id,
                    "city": "Ghent",
                    "vat": "BE0477472701",
                }
            ],
        )
        self.assertEqual(application.partner_id, company)
        people = company.child_ids.sorted("name")
        self.assertRecordValues(
            people,
            [
                {
                    "name": "Ann Harbour",
                    "email": "ann@harbour-trade.example",
                    "channel_role": "owner",
                    "function": "Director",
                },
                {
                    "name": "Bob",
                    "email": "bob@harbour-trade.example",
                    "channel_role": "accountant",
                    "function": False,
                },
            ],
        )
        self.assertEqual(
            people.user_ids.mapped("login"),
            ["ann@harbour-trade.example", "bob@harbour-trade.example"],
        )
        self.assertTrue(all(user._is_portal() for user in people.user_ids))
        self.assertTrue(self._mails("bob@harbour-trade.example"))
        self.assertRecordValues(
            company.onboarding_task_ids,
            [
                {
                    "name": "Welcome call",
                    "side": "own",
                    "date_deadline": fields.Date.to_date("2026-03-05"),
                },
                {
                    "name": "Invite the team",
                    "side": "partner",
                    "date_deadline": fields.Date.to_date("2026-03-07"),
                },
            ],
        )
        letter = self._mails("ann@").filtered(lambda mail: "Welcome" in mail.subject)
        self.assertIn("Welcome aboard", letter.body_html)

    def test_a_client_becomes_a_partner_and_keeps_its_data(self):
        self.customer.write({"phone": "+1 555 0199", "user_id": self.seller.id})
        company = self._approve(self._create_application(), self.customer)
        self.assertRecordValues(
            company,
            [
                {
                    "id": self.customer.id,
                    "name": "Customer",
                    "phone": "+1 555 0199",
                    "user_id": self.seller.id,
                    "city": "Ghent",
                    "channel_type_id": self.kind.id,
                }
            ],
        )

    def test_an_address_that_signs_in_elsewhere_stops_the_approval(self):
        user = self._create_portal_user("ann@harbour-trade.example", self.customer)
        application = self._agree(self._create_application())
        with self.assertRaisesRegex(UserError, "signs in for somebody else"):
            application.with_user(self.manager)._approve()
        self.assertEqual(user.partner_id.commercial_partner_id, self.customer)

    def test_wrong_tax_number_does_not_stop_the_approval(self):
        company = self._approve(self._create_application(vat="BE0000000000"))
        self.assertEqual(company.name, "Harbour Trade Ltd")

    def test_decision_over_a_stranger(self):
        application = self._agree(self._create_application())
        wizard = (
            self.env["partner.application.decide"]
            .with_user(self.manager)
            .create({"application_id": application.id})
        )
        self.assertRecordValues(
            wizard, [{"is_known": "new", "partner_id": False, "has_known": False}]
        )
        wizard.action_apply()
        self.assertEqual(application.partner_id.name, "Harbour Trade Ltd")
        other = self._create_application(contact_email="b@other.example")
        wizard = wizard.create({"application_id": other.id, "decision": "decline"})
        with self.assertRaises(UserError):
            wizard.action_apply()
        wizard.reason_id = self.reason
        wizard.action_apply()
        self.assertEqual(other.state, "declined")

    def test_decision_offers_the_company_that_it_surely_is(self):
        client = self._create_partner(
            name="Harbour Trade Ltd",
            vat="BE0477472701",
            phone="+32 2 555 02 02",
        )
        application = self._agree(self._create_application())
        action = application.with_user(self.manager).action_decide()
        wizard = (
            self.env["partner.application.decide"]
            .with_user(self.manager)
            .with_context(**action["context"])
            .create({})
        )
        self.assertRecordValues(
            wizard,
            [{"is_known": "known", "partner_id": client.id, "decision": "approve"}],
        )
        wizard.action_apply()
        self.assertEqual(application.partner_id, client)

    # ------------------------------------------------------------------ onboarding
    def test_checklist_of_a_partner_without_application(self):
        self.dealer.channel_type_id = self.other_kind
        with self.assertRaises(UserError):
            self.dealer.with_user(self.seller).action_start_onboarding()
        self.dealer.with_user(self.manager).action_start_onboarding()
        tasks = self.dealer.onboarding_task_ids
        self.assertEqual(len(tasks), 3)
        self.dealer.with_user(self.manager).action_start_onboarding()
        self.assertEqual(len(self.dealer.onboarding_task_ids), 3)
        tasks[0].with_user(self.manager).action_done()
        self.dealer.invalidate_recordset()
        self.assertEqual(self.dealer.onboarding_progress, 33)
        self.assertEqual(tasks[0].done_by_id, self.manager)
        found = self.env["partner.onboarding.task"].search(
            [("partner_id", "=", self.dealer.id), ("state", "=", "done")]
        )
        self.assertEqual(found, tasks[0])

    def test_reminders_once(self):
        owner = self._create_portal_user("late-owner", self.dealer)
        owner.partner_id.email = "owner@dealer.example"
        self.dealer.user_id = self.manager
        cron = self.env.ref("partner_portal.partner_onboarding_cron")
        with freeze_time(NOW):
            self.dealer.with_user(self.manager).action_start_onboarding()
        for _turn in range(2):
            with freeze_time("2026-04-01"), self.enter_registry_test_mode():
                cron.method_direct_trigger()
        self.assertEqual(len(self._mails("owner@dealer.example")), 1)
        self.assertEqual(
            self.dealer.activity_ids.filtered("automated").mapped("summary"),
            ["Welcome call"],
        )

    # ------------------------------------------------------------------ access
    def test_who_sees_applications(self):
        application = self._create_application()
        self.assertFalse(application.with_user(self.seller).has_access("read"))
        application.manager_id = self.seller
        self.assertTrue(application.with_user(self.seller).has_access("read"))
        with self.assertRaises(AccessError):
            application.with_user(self.seller).read(["access_token"])
        with self.assertRaises(AccessError):
            application.with_user(self.manager).read(["status_url"])
        owner = self._create_portal_user("plain-owner", self.dealer)
        for model in (
            "partner.application",
            "partner.application.person",
            "partner.application.answer",
            "partner.application.approval",
            "partner.application.choice",
            "partner.application.decide",
            "partner.application.key",
            "partner.application.match",
            "partner.application.question",
            "partner.application.reason",
            "partner.application.step",
            "partner.onboarding.step",
            "partner.onboarding.task",
        ):
            for user in (owner, self.env.ref("base.public_user")):
                records = self.env[model].with_user(user)
                self.assertFalse(records.has_access("read"), model)

    def test_what_is_used_is_archived(self):
        application = self._create_application()
        with self.assertRaises(UserError):
            self.kind.unlink()
        application.with_user(self.manager)._decline(self.reason)
        with self.assertRaises(UserError):
            self.reason.unlink()
        self.other_kind.unlink()

    def test_links_of_steps(self):
        for link in ("javascript:alert(1)", "//evil.example", "http://x.example"):
            with self.subTest(link=link), self.assertRaises(ValidationError):
                self.onboarding[0].link = link
        self.onboarding[0].link = "/my/partner/team"

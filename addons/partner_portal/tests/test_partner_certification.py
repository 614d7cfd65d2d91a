from datetime import date

from odoo.exceptions import AccessError, ValidationError
from odoo.fields import Command
from odoo.tests import freeze_time, tagged

from .programme_common import NOW, PartnerProgrammeCommon


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestPartnerCertification(PartnerProgrammeCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.course = cls._create_course(
            "Installing", partner_certificate=True, partner_certificate_months=12
        )
        cls.specialisation = cls.env["partner.specialisation"].create(
            {
                "name": "Installation",
                "channel_ids": [Command.set(cls.course.ids)],
                "people": 2,
            }
        )
        cls.survey = (
            cls.env["survey.survey"]
            .sudo()
            .create(
                {
                    "title": "Test of installers",
                    "user_id": cls.env.ref("base.user_admin").id,
                    "certification": True,
                    "scoring_type": "scoring_without_answers",
                    "scoring_success_min": 50,
                    "partner_certificate_months": 6,
                    "question_and_page_ids": [
                        Command.create(
                            {
                                "title": "Which screw?",
                                "question_type": "simple_choice",
                                "suggested_answer_ids": [
                                    Command.create(
                                        {
                                            "value": "The long one",
                                            "is_correct": True,
                                            "answer_score": 10,
                                        }
                                    ),
                                    Command.create({"value": "The short one"}),
                                ],
                            }
                        )
                    ],
                }
            )
        )
        cls.Certificate = cls.env["partner.certification"]

    def _of(self, person):
        return self.Certificate.search([("person_id", "=", person.id)])

    def _attend(self, person):
        return (
            self.env["slide.channel.partner"]
            .sudo()
            .create({"channel_id": self.course.id, "partner_id": person.id})
        )

    def _pass(self, person, is_right=True, **values):
        """Take the test and answer its one question."""
        question = self.survey.question_ids
        entry = (
            self.env["survey.user_input"]
            .sudo()
            .create(
                {
                    "survey_id": self.survey.id,
                    "partner_id": person.id,
                    "predefined_question_ids": [Command.set(question.ids)],
                    **values,
                }
            )
        )
        right, wrong = question.suggested_answer_ids
        entry._save_lines(question, (right if is_right else wrong).id)
        entry._mark_done()

    def test_completed_course_is_a_certificate_once(self):
        attendee = self._attend(self.dealer_contact)
        self.assertFalse(self._of(self.dealer_contact))
        attendee.member_status = "completed"
        self.assertRecordValues(
            self._of(self.dealer_contact),
            [
                {
                    "partner_id": self.dealer.id,
                    "channel_id": self.course.id,
                    "date": date(2026, 3, 2),
                    "date_expiry": date(2027, 3, 2),
                    "state": "valid",
                }
            ],
        )
        self.Certificate._issue()
        self.assertEqual(len(self._of(self.dealer_contact)), 1)

    def test_strangers_and_ordinary_courses_give_none(self):
        client = self._create_contact(self.customer, "Client")
        self._attend(client).member_status = "completed"
        self.course.sudo().partner_certificate = False
        self._attend(self.dealer_contact).member_status = "completed"
        self.assertFalse(self._of(client) | self._of(self.dealer_contact))
        # with the mark the night finds it
        self.course.sudo().partner_certificate = True
        self.assertEqual(self.Certificate._issue(), 1)

    def test_passed_test_is_a_certificate(self):
        self._pass(self.dealer_contact)
        self.assertRecordValues(
            self._of(self.dealer_contact),
            [
                {
                    "survey_id": self.survey.id,
                    "channel_id": False,
                    "date_expiry": date(2026, 9, 2),
                    "score": 100,
                }
            ],
        )
        self._pass(self.dealer_contact, test_entry=True)
        self._pass(self.dealer_contact, is_right=False)
        self.assertEqual(len(self._of(self.dealer_contact)), 1)

    def test_specialisation_is_earned_and_ends(self):
        holders = self.env["partner.specialisation.holder"]
        self._certify(self.dealer, "Ann", self.course, "2026-03-10")
        self.assertEqual(holders._evaluate(), (0, 0))
        self._certify(self.dealer, "Bob", self.course)
        self._certify(self.agent, "Eve", self.course)
        self.assertEqual(holders._evaluate(), (1, 0))
        self.assertEqual(self.dealer.specialisation_ids, self.specialisation)
        self.assertEqual(self.dealer_contact.specialisation_ids, self.specialisation)
        found = self.env["res.partner"].search(
            [
                ("specialisation_ids", "in", self.specialisation.ids),
                ("is_company", "=", True),
            ]
        )
        self.assertEqual(found, self.dealer)
        self.assertEqual(holders._evaluate(), (0, 0))
        with freeze_time("2026-03-11 03:00:00"):
            self.assertEqual(holders._evaluate(), (0, 1))
            self.assertRecordValues(
                self.specialisation.holder_ids,
                [{"date_from": date(2026, 3, 2), "date_until": date(2026, 3, 10)}],
            )
            self.env.invalidate_all()
            self.assertFalse(self.dealer.specialisation_ids)

    def test_given_by_hand_is_left_alone(self):
        holders = self.env["partner.specialisation.holder"]
        holders.create(
            {"specialisation_id": self.specialisation.id, "partner_id": self.agent.id}
        )
        self.assertEqual(holders._evaluate(), (0, 0))
        self.assertEqual(self.agent.specialisation_ids, self.specialisation)
        with self.assertRaisesRegex(ValidationError, "cannot end before"):
            self.specialisation.holder_ids.date_until = "2020-01-01"

    def test_expiry_is_told_once(self):
        certificate = self._certify(self.dealer, "Ann", self.course, "2026-03-20")
        certificate.person_id.email = "ann@dealer.example"
        self.assertEqual(certificate.state, "expiring")
        self.assertEqual(self.Certificate._remind(), 1)
        self.assertEqual(self.Certificate._remind(), 0)
        mail = self.env["mail.mail"].search(
            [("model", "=", certificate._name), ("res_id", "=", certificate.id)]
        )
        self.assertEqual(mail.recipient_ids, certificate.person_id)
        self.assertIn("Installing", mail.subject)

    def test_renewed_certificate_bothers_nobody(self):
        certificate = self._certify(self.dealer, "Ann", self.course, "2026-03-20")
        certificate.person_id.email = "ann@dealer.example"
        certificate.copy({"date_expiry": "2027-03-20"})
        self.assertEqual(self.Certificate._remind(), 1)
        self.assertFalse(
            self.env["mail.mail"].search([("model", "=", certificate._name)])
        )

    def test_certificate_moves_with_its_person(self):
        certificate = self._certify(self.dealer, "Ann", self.course)
        certificate.person_id.parent_id = self.agent
        self.assertEqual(certificate.partner_id, self.agent)

    def test_revoking_is_for_managers(self):
        certificate = self._certify(self.dealer, "Ann", self.course)
        with self.assertRaisesRegex(AccessError, "revoked by channel managers"):
            certificate.with_user(self.worker).action_revoke()
        certificate.with_user(self.manager).action_revoke()
        self.assertEqual(certificate.state, "revoked")
        self.assertFalse(
            self.Certificate.search(
                [*self.Certificate._valid_domain(), ("id", "=", certificate.id)]
            )
        )

    def test_dates_and_subject_are_checked(self):
        with self.assertRaisesRegex(ValidationError, "cannot expire before"):
            self._certify(self.dealer, "Ann", self.course, "2026-01-01")
        with self.assertRaisesRegex(ValidationError, "Choose the course"):
            self.Certificate.create({"person_id": self.dealer_contact.id})

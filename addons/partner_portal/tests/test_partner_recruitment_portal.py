from lxml import html

from odoo.tests import HttpCase, freeze_time, tagged

from .recruitment_common import NOW, PartnerRecruitmentCommon

#: Queries of the form and of the page of an application when the caches are warm.
FORM_BUDGET = 25
STATE_BUDGET = 30


@tagged("post_install", "-at_install")
class TestPartnerRecruitmentPortal(PartnerRecruitmentCommon, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.website = cls.env["website"].get_current_website()
        cls.website.company_id = cls.env.company
        cls.env.company.partner_deal_user_id = cls.manager

    def _found(self):
        return self.Application.search([("type_id", "=", self.kind.id)])

    def _url(self, application):
        return f"/partners/application/{application.id}/{application.access_token}"

    def _post(self, application, action, url=None, **texts):
        page = self.url_open(self._url(application))
        token = html.fromstring(page.text).xpath("//input[@name='csrf_token']/@value")
        url = url or self._url(application)
        return self.url_open(f"{url}/{action}", data={**texts, "csrf_token": token[0]})

    # ------------------------------------------------------------------ the form
    def test_applying(self):
        self.authenticate(None, None)
        page = self.url_open("/partners/apply")
        self.assertIn("/partners/apply/trader", page.text)
        form = html.fromstring(self.url_open("/partners/apply/trader").text)
        (consent,) = form.xpath("//input[@name='consent']")
        self.assertIsNone(consent.get("checked"), "nobody agrees by default")
        self.assertTrue(form.xpath("//textarea[@name='q_t_brands']"))
        page = self._apply(
            person_name_1="Bob",
            person_email_1="bob@harbour-trade.example",
            person_role_1="accountant",
        )
        self.assertIn("Thank you for your application", page.text)
        application = self._found()
        self.assertRecordValues(
            application,
            [
                {
                    "state": "new",
                    "company_name": "Harbour Trade Ltd",
                    "contact_email": "ann@harbour-trade.example",
                    "email_kind": "own",
                    "score_percent": 80,
                    "manager_id": self.manager.id,
                    "email_confirmed_at": False,
                    "partner_id": False,
                }
            ],
        )
        self.assertTrue(application.consent_at)
        self.assertRecordValues(
            application.person_ids,
            [{"name": "Bob", "role": "accountant"}],
        )
        (mail,) = self._mails("ann@harbour-trade.example")
        self.assertIn(application.access_token, mail.body_html)
        self.assertNotIn(application.access_token, page.text)
        self.assertIn("Application to review", application.activity_ids[0].summary)
        trace = self.env["partner.audit"].search(
            [("model", "=", "partner.application"), ("res_id", "=", application.id)]
        )
        self.assertEqual(trace.action, "application_submit")

    def test_fields_that_are_not_on_the_page_are_ignored(self):
        self.authenticate(None, None)
        self._apply(
            state="approved",
            partner_id=str(self.dealer.id),
            manager_id=str(self.seller.id),
            company_id="1",
            score="100",
            access_token="x",
        )
        self.assertRecordValues(
            self._found(),
            [
                {
                    "state": "new",
                    "partner_id": False,
                    "manager_id": self.manager.id,
                    "score_percent": 80,
                }
            ],
        )

    def test_the_answer_tells_nobody_whom_we_know(self):
        """A stranger, a client, a partner and somebody who applied: one answer."""
        self.authenticate(None, None)
        texts = {self._apply(company_name="Stranger", vat="").text}
        self._create_partner(name="Harbour Trade Ltd", vat="BE0477472701")
        texts.add(self._apply().text)
        texts.add(self._apply().text)
        self.dealer.vat = "BE0477472701"
        texts.add(self._apply(contact_email="x@harbour-trade.example").text)
        self.assertEqual(self._found()[0].match_kind, "partner")
        mains = {
            html.tostring(html.fromstring(text).xpath("//main")[0]) for text in texts
        }
        self.assertEqual(len(mains), 1)

    def test_no_more_than_three_open_ones_of_one_address(self):
        self.authenticate(None, None)
        pages = [self._apply().text for _turn in range(4)]
        self.assertEqual(len(self._found()), 3)
        self.assertIn("Thank you for your application", pages[3])

    def test_errors_stand_at_their_fields_and_nothing_is_lost(self):
        self.authenticate(None, None)
        page = self._apply(
            contact_email="at home",
            website="nowhere",
            country_id="x",
            q_t_clients="many",
            q_t_ware="perhaps",
            q_t_exp="t_other",
            consent="",
            contact_function="y" * 200,
            person_email_2="bob@x.example",
        )
        for sentence in (
            "Something is missing or wrong",
            "This is no e-mail address",
            "Give the address such as",
            "Choose your country",
            "Give a number",
            "Answer yes or no",
            "Choose one of the answers",
            "only if you agree",
            "This is too long",
            "Give name, e-mail and role",
        ):
            with self.subTest(sentence=sentence):
                self.assertIn(sentence, page.text)
        self.assertIn("Harbour Trade Ltd", page.text)
        self.assertFalse(self._found())
        page = self._apply(q_t_exp="", company_name=" ")
        self.assertIn("Please answer this question", page.text)
        self.assertIn("We need this to answer you", page.text)

    def test_programs_are_kept_out(self):
        self.authenticate(None, None)
        page = self._apply(fax_number="555")
        self.assertIn("Thank you for your application", page.text)
        for wait in (1, 13 * 3600):
            self.assertIn("too short or too long", self._apply(wait=wait).text)
        for opened in ("", "x", "bm90aGluZw"):
            self.assertIn("too short or too long", self._apply(opened=opened).text)
        answer = self.url_open("/partners/apply/trader", data={"company_name": "x"})
        self.assertEqual(answer.status_code, 400)
        self.assertFalse(self._found())

    def test_pace(self):
        self.env.company.partner_application_hourly_limit = 1
        self.authenticate(None, None)
        self._apply()
        page = self._apply(contact_email="other@harbour-trade.example")
        self.assertEqual(page.status_code, 429)
        self.assertEqual(len(self._found()), 1)

    def test_closed_types_have_no_form(self):
        self.authenticate(None, None)
        self.kind.is_open = False
        for code in ("trader", "missing"):
            page = self.url_open(f"/partners/apply/{code}")
            self.assertEqual(page.status_code, 404)
        self.other_kind.is_open = False
        self.assertIn("no applications", self.url_open("/partners/apply").text)

    def test_form_within_its_queries(self):
        self.authenticate(None, None)
        self.url_open("/partners/apply/trader")
        with self.assertQueryCount(FORM_BUDGET):
            self.url_open("/partners/apply/trader")

    # ------------------------------------------------------------------ following
    def test_following_by_the_link(self):
        self.authenticate(None, None)
        with freeze_time(NOW):
            application = self._create_application(lang="en_US")
            page = self.url_open(self._url(application))
        self.assertIn("Harbour Trade Ltd", page.text)
        self.assertIn("New", page.text)
        self.assertTrue(application.email_confirmed_at)
        self.assertEqual(page.headers["Referrer-Policy"], "no-referrer")
        self._create_partner(name="Harbour Trade Ltd", vat="BE0477472701")
        application.action_check()
        application.with_user(self.manager)._message_log(body="Inside note")
        for secret in ("Inside note", "Our Client", "80 %", self.manager.name):
            self.assertNotIn(secret, self.url_open(self._url(application)).text)
        self._approve(application, note="Good to have you")
        page = self.url_open(self._url(application))
        self.assertIn("Good to have you", page.text)
        self.assertIn("Approved", page.text)

    def test_declined_with_a_reason(self):
        self.authenticate(None, None)
        application = self._create_application()
        application.with_user(self.manager)._decline(self.reason, "See you")
        page = self.url_open(self._url(application))
        self.assertIn(self.reason.text[:40], page.text)
        self.assertIn("See you", page.text)

    def test_wrong_links_are_all_the_same(self):
        self.authenticate(None, None)
        application = self._create_application()
        other = self._create_application(contact_email="b@other.example")
        archived = self._create_application(contact_email="c@other.example")
        archived.active = False
        answers = [
            self.url_open(url)
            for url in (
                f"/partners/application/{application.id}/{other.access_token}",
                f"/partners/application/{application.id}/x",
                f"/partners/application/{application.id + 1000}/x",
                self._url(archived),
            )
        ]
        self.assertEqual({answer.status_code for answer in answers}, {404})
        self.assertFalse(application.email_confirmed_at)
        wrong = f"/partners/application/{application.id}/wrong"
        for action in ("message", "withdraw"):
            answer = self._post(other, action, url=wrong, message="x")
            self.assertEqual(answer.status_code, 404)
        self.assertEqual(self._post(other, "approve").status_code, 404)
        self.assertEqual(application.state, "new")

    def test_messages_and_withdrawal(self):
        self.authenticate(None, None)
        application = self._create_application()
        page = self._post(application, "message", message=" ")
        self.assertIn("Write a message", page.text)
        self._post(application, "message", message="<b>Hello</b> there")
        mails = len(self._mails("ann@harbour-trade.example"))
        application.with_user(self.manager).message_post(
            body="Which ports?", message_type="comment", subtype_xmlid="mail.mt_comment"
        )
        self.assertEqual(len(self._mails("ann@harbour-trade.example")), mails + 1)
        page = self.url_open(self._url(application))
        self.assertIn("&lt;b&gt;Hello", page.text)
        self.assertIn("Which ports?", page.text)
        self.assertNotIn(self.manager.name, page.text)
        self._post(application, "withdraw")
        self.assertEqual(application.state, "withdrawn")
        other = self._create_application(contact_email="b@other.example")
        page = self._post(other, "withdraw", url=self._url(application))
        self.assertIn("cannot become", page.text)
        self.assertEqual(
            set(
                self.env["partner.audit"]
                .search([("res_id", "=", application.id)])
                .mapped("action")
            ),
            {"application_confirm", "application_message", "application_withdraw"},
        )

    def test_page_within_its_queries(self):
        self.authenticate(None, None)
        application = self._create_application()
        self.url_open(self._url(application))
        with self.assertQueryCount(STATE_BUDGET):
            self.url_open(self._url(application))

    # ------------------------------------------------------------------ first steps
    def test_first_steps(self):
        owner = self._create_portal_user("steps-owner", self.dealer)
        tech = self._create_portal_user("steps-tech", self.dealer)
        rival = self._create_portal_user(
            "steps-rival", self._create_partner(name="Rival", grade_id=self.gold.id)
        )
        owner.partner_id.channel_role = "owner"
        tech.partner_id.channel_role = "technician"
        with freeze_time(NOW):
            self.dealer.with_user(self.manager).action_start_onboarding()
        ours, theirs = self.dealer.onboarding_task_ids
        ours.note = "Secret of ours"
        page_url = "/my/partner/onboarding"

        self.authenticate("steps-owner", "steps-owner")
        page = self.url_open(page_url)
        self.assertIn("Welcome call", page.text)
        self.assertNotIn("Secret of ours", page.text)
        token = html.fromstring(page.text).xpath(
            "//form[contains(@action, 'onboarding')]//input[@name='csrf_token']/@value"
        )[0]
        data = {"csrf_token": token, "done": "1"}
        self.url_open(f"{page_url}/{theirs.id}", data=data)
        self.assertEqual(theirs.done_by_id, owner)
        answer = self.url_open(f"{page_url}/{ours.id}", data=data)
        self.assertEqual((answer.status_code, ours.done_at), (404, False))
        self.url_open(f"{page_url}/{theirs.id}", data={"csrf_token": token})
        self.assertFalse(theirs.done_at)
        self.assertIn("First steps to do", self.url_open("/my/partner").text)

        for login, sees in (("steps-tech", True), ("steps-rival", False)):
            self.authenticate(login, login)
            page = self.url_open(page_url)
            self.assertEqual("Welcome call" in page.text, sees)
            token = html.fromstring(page.text).xpath("//input[@name='csrf_token']")
            self.assertFalse("onboarding/" in page.text and token)
        self.assertTrue(rival)

from lxml import html

from odoo.fields import Datetime
from odoo.tests import HttpCase, tagged

from .distribution_common import DistributionCommon

#: Queries of the list of offers when the caches are warm, the layout included.
LIST_BUDGET = 40
SECRETS = ("Northern Mills", "Helga", "northern-mills", "555 01 77", "packing line")


@tagged("post_install", "-at_install")
class TestPartnerOfferPortal(DistributionCommon, HttpCase):
    """The pages of the partner; deadlines are counted from today."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.stranger = cls._add_user("lead-client", cls.customer)
        cls.offer = cls._offer().sudo()
        cls.offer.deadline = Datetime.add(Datetime.now(), days=2)
        cls.url = f"/my/offers/{cls.offer.id}"

    def _post(self, url, **values):
        token = html.fromstring(self.url_open("/my/offers").text).xpath(
            "//script[contains(text(), 'csrf_token')]/text()"
        )[0]
        token = token.split('csrf_token: "')[1].split('"')[0]
        return self.url_open(url, data={**values, "csrf_token": token})

    def test_details_are_hidden_until_opened(self):
        self.authenticate("lead-owner", "lead-owner")
        for url in ("/my/offers", self.url, "/my/partner"):
            page = self.url_open(url)
            self.assertEqual(page.status_code, 200)
            for secret in SECRETS:
                self.assertNotIn(secret, page.text)
        page = self.url_open(self.url)
        self.assertIn("Belgium", page.text)
        self.assertIn("10,000.00", page.text)
        self.assertIn("20,000.00", page.text)
        self.assertNotIn("12,000", page.text)
        self.assertFalse(self.offer.opened_at)
        page = self._post(f"{self.url}/open")
        for secret in SECRETS:
            self.assertIn(secret, page.text)
        self.assertEqual(self.offer.opened_by_id, self.owner)
        self.assertTrue(self.offer.opened_at)
        trace = self.env["partner.audit"].search([("action", "=", "offer_open")])
        self.assertEqual(trace.user_id, self.owner)

    def test_lead_itself_is_closed_until_accepted(self):
        """Neither core's pages nor RPC show a lead that is only offered."""
        lead = self.offer.lead_id
        self.offer._open(self.owner)
        self.assertFalse(
            self.env["crm.lead"].with_user(self.owner).search([("id", "=", lead.id)])
        )
        self.authenticate("lead-owner", "lead-owner")
        self.assertIn(self.url_open(f"/my/lead/{lead.id}").status_code, (403, 404))

    def test_accepting_and_reporting_the_end(self):
        self.authenticate("lead-owner", "lead-owner")
        self._post(f"{self.url}/open")
        page = self._post(f"{self.url}/accept")
        self.assertIn("In Work", page.text)
        self.assertIn(f"/my/opportunity/{self.offer.lead_id.id}", page.text)
        self.assertEqual(self.offer.lead_id.partner_assigned_id, self.dealer)
        page = self._post(f"{self.url}/lost", reason_id="nonsense")
        self.assertIn("Choose why the lead is lost", page.text)
        reason = self.env["crm.lost.reason"].create({"name": "Too dear for them"})
        page = self._post(f"{self.url}/lost", reason_id=str(reason.id))
        self.assertIn("Too dear for them", page.text)
        self.assertEqual(self.offer.lead_id.won_status, "lost")
        page = self._post(f"{self.url}/won")
        self.assertIn("closed already", page.text)

    def test_declining_closes_the_details_again(self):
        self.authenticate("lead-owner", "lead-owner")
        self._post(f"{self.url}/open")
        page = self._post(f"{self.url}/decline", reason_id="")
        self.assertIn("Choose why you do not take the lead", page.text)
        page = self._post(f"{self.url}/decline", reason_id=str(self.vague.id))
        self.assertIn("Say in a few words", page.text)
        page = self._post(
            f"{self.url}/decline", reason_id=str(self.vague.id), note="We move"
        )
        self.assertEqual((self.offer.state, self.offer.note), ("declined", "We move"))
        for secret in SECRETS:
            self.assertNotIn(secret, page.text)
        self.authenticate("lead-rival", "lead-rival")
        self.assertIn("Lead from", self.url_open("/my/offers").text)

    def test_late_is_late_before_the_clock_has_run(self):
        self.offer._open(self.owner)
        self.offer.deadline = Datetime.subtract(Datetime.now(), minutes=1)
        self.authenticate("lead-owner", "lead-owner")
        page = self.url_open(self.url)
        self.assertIn("Not Answered", page.text)
        self.assertNotIn("Northern Mills", page.text)
        page = self._post(f"{self.url}/accept")
        self.assertIn("time to answer this offer is over", page.text)
        self.assertFalse(self.offer.lead_id.partner_assigned_id)

    def test_lead_that_was_given_away_meanwhile(self):
        """The lead is closed in a way that leaves the offer open."""
        self.env.cr.execute(
            "UPDATE crm_lead SET partner_assigned_id = %s WHERE id = %s",
            (self.rival.id, self.offer.lead_id.id),
        )
        self.env.invalidate_all()
        self.authenticate("lead-owner", "lead-owner")
        page = self._post(f"{self.url}/accept")
        self.assertIn("not free any more", page.text)
        self.assertEqual(self.offer.state, "withdrawn")

    def test_strangers_find_nothing(self):
        missing = f"/my/offers/{self.offer.id + 1000}"
        for login in ("lead-rival", "lead-client"):
            self.authenticate(login, login)
            found, absent = self.url_open(self.url), self.url_open(missing)
            self.assertEqual((found.status_code, absent.status_code), (404, 404))
            self.assertEqual(self._post(f"{self.url}/open").status_code, 404)
            self.assertNotIn("Belgium", self.url_open("/my/offers").text)
        self.assertFalse(self.offer.opened_at)
        self.authenticate(None, None)
        self.assertIn("/web/login", self.url_open(self.url).url)

    def test_accountant_of_the_partner_sees_no_leads(self):
        clerk = self._add_user("lead-accountant", self.dealer)
        clerk.partner_id.channel_role = "accountant"
        self.authenticate("lead-accountant", "lead-accountant")
        self.assertEqual(self.url_open(self.url).status_code, 404)
        self.assertNotIn("/my/offers", self.url_open("/my/partner").text)

    def test_other_company(self):
        self.offer.company_id = self.env["res.company"].create({"name": "Other"})
        self.authenticate("lead-owner", "lead-owner")
        self.assertEqual(self.url_open(self.url).status_code, 404)

    def test_unknown_actions_and_wrong_token(self):
        self.authenticate("lead-owner", "lead-owner")
        self.assertEqual(self._post(f"{self.url}/steal").status_code, 404)
        answer = self.url_open(f"{self.url}/accept", data={"csrf_token": "x"})
        self.assertEqual(answer.status_code, 400)
        self.assertEqual(self.offer.state, "offered")

    def test_list_stays_within_its_budget(self):
        for number in range(12):
            self._offer(self._create_free(name=f"Lead {number}"))
        self.authenticate("lead-owner", "lead-owner")
        self.url_open("/my/offers")
        self.env.flush_all()
        with self.assertQueryCount(LIST_BUDGET):
            page = self.url_open("/my/offers")
        self.assertEqual(page.status_code, 200)

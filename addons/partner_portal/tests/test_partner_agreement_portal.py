import base64

from lxml import html

from odoo.fields import Command
from odoo.tests import HttpCase, freeze_time, tagged

from .agreement_common import NOW, PartnerAgreementCommon

#: Queries of the list when the caches are warm, the portal's layout included.
LIST_BUDGET = 35
PDF = b"%PDF-1.7 signed"


@tagged("post_install", "-at_install")
class TestPartnerAgreementPortal(PartnerAgreementCommon, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.owner = cls._create_portal_user("agreement-owner", cls.dealer)
        cls.stranger = cls._create_portal_user("agreement-rival", cls.rival)
        cls.client_user = cls._create_portal_user("agreement-client", cls.customer)
        cls.territory = cls._create_territory("Germany", cls._place(cls.germany))
        with freeze_time(NOW):
            cls.agreement = cls._create_agreement(
                territories=cls.territory, date_end="2999-12-31"
            )
            cls._offer(cls.agreement)
        cls.url = f"/my/agreements/{cls.agreement.id}"

    def _get(self, login, url):
        self.authenticate(login, login)
        return self.url_open(url)

    def _act(self, action, **values):
        page = html.fromstring(self.url_open(self.url).text)
        token = page.xpath("//input[@name='csrf_token']/@value")[0]
        return self.url_open(
            f"{self.url}/{action}", data={**values, "csrf_token": token}
        )

    def test_reading_and_accepting(self):
        self.authenticate("agreement-owner", "agreement-owner")
        self.assertIn(self.url, self.url_open("/my/agreements").text)
        page = self.url_open(self.url)
        self.assertIn("Sell honestly", page.text)
        seal = html.fromstring(page.text).xpath("//input[@name='seal']/@value")[0]
        self.assertEqual(seal, self.agreement.seal)
        page = self._act("accept", name="Ada Dealer", seal=seal)
        self.assertIn("Confirm that you have read", page.text)
        self.assertIn('value="Ada Dealer"', page.text)
        page = self._act("accept", name="Ada Dealer", seal="0" * 64, agreed="1")
        self.assertIn("text has changed since", page.text)
        self.assertEqual(self.agreement.state, "offered")
        page = self._act("accept", name="Ada Dealer", seal=seal, agreed="1")
        self.assertRecordValues(
            self.agreement,
            [
                {
                    "state": "active",
                    "signed_by": "Ada Dealer",
                    "signed_user_id": self.owner.id,
                    "signed_address": "127.0.0.1",
                }
            ],
        )
        self.assertIn("Accepted in the portal by", page.text)
        self.assertIn(seal, page.text)
        trace = self.env["partner.audit"].search(
            [("model", "=", "partner.agreement"), ("res_id", "=", self.agreement.id)]
        )
        self.assertEqual(trace.mapped("action"), ["agreement_accept"])
        self.assertEqual(trace.user_id, self.owner)

    def test_declining_needs_a_sentence(self):
        self.authenticate("agreement-owner", "agreement-owner")
        self.assertIn("Write in a sentence", self._act("decline", reason=" no ").text)
        self._act("decline", reason="The territory is too small")
        self.assertEqual(self.agreement.state, "declined")
        self.assertEqual(self.agreement.end_reason, "The territory is too small")
        self.assertEqual(self.agreement.activity_ids.user_id, self.manager)

    def test_others_find_nothing(self):
        """The same answer for what is not theirs and what does not exist."""
        self.agreement.with_user(self.manager)  # exists
        missing = "/my/agreements/999999999"
        for login in ("agreement-rival", "agreement-client"):
            for way in ("", "/pdf", "/file"):
                with self.subTest(login=login, way=way):
                    page = self._get(login, f"{self.url}{way}")
                    other = self._get(login, f"{missing}{way}")
                    self.assertEqual((page.status_code, other.status_code), (404, 404))
                    self.assertNotIn("Dealer", page.text)
        self.authenticate(None, None)
        page = self.url_open(self.url, allow_redirects=False)
        self.assertIn(page.status_code, (302, 303))

    def test_drafts_are_not_there(self):
        self.agreement.with_user(self.manager).action_take_back()
        self.assertEqual(self._get("agreement-owner", self.url).status_code, 404)
        self.assertIn("No agreements yet", self.url_open("/my/agreements").text)

    def test_roles(self):
        """Accountants read and do not sign; sellers see no agreements."""
        colleague = self._create_portal_user("agreement-colleague", self.dealer)
        self.owner.partner_id.channel_role = "owner"
        colleague.partner_id.channel_role = "accountant"
        page = self._get("agreement-colleague", self.url)
        self.assertIn("An owner of your company", page.text)
        self.assertNotIn("agreement_name", page.text)
        colleague.partner_id.channel_role = "sales"
        self.assertEqual(self._get("agreement-colleague", self.url).status_code, 404)
        page = self._get("agreement-colleague", "/my/agreements")
        self.assertFalse(page.url.endswith("/my/agreements"))

    def test_another_company_of_ours(self):
        other = self.env["res.company"].create({"name": "Elsewhere"})
        self.owner.write(
            {"company_ids": [Command.set(other.ids)], "company_id": other.id}
        )
        self.assertEqual(self._get("agreement-owner", self.url).status_code, 404)

    def test_documents(self):
        page = self._get("agreement-owner", f"{self.url}/pdf")
        self.assertEqual(page.status_code, 200)
        self.assertEqual(page.headers["Content-Type"], "application/pdf")
        self.assertEqual(self.url_open(f"{self.url}/file").status_code, 404)
        wizard = self.env["partner.agreement.sign"].with_user(self.manager)
        wizard.create(
            {
                "agreement_id": self.agreement.id,
                "signed_by": "Ada",
                "date": "2026-03-02",
                "file": base64.b64encode(PDF),
                "filename": "signed.pdf",
            }
        ).action_apply()
        page = self.url_open(f"{self.url}/file")
        self.assertEqual(page.content, PDF)
        self.assertIn("attachment", page.headers["Content-Disposition"])

    def test_report_shows_text_and_signature(self):
        reports = self.env["ir.actions.report"].with_user(self.manager)
        with freeze_time(NOW):
            self.agreement._accept(
                "Ada Dealer", self.agreement.seal, self.owner, "192.0.2.7"
            )
        content, _kind = reports._render_qweb_html(
            "partner_portal.report_partner_agreement", self.agreement.ids
        )
        for text in ("Sell honestly", "Ada Dealer", "192.0.2.7", self.agreement.seal):
            self.assertIn(text, content.decode())

    def test_list_within_its_queries(self):
        copies = self.agreement
        for _number in range(20):
            copies |= self._create_agreement()
        copies._write_kept({"state": "active"})
        self.authenticate("agreement-owner", "agreement-owner")
        self.url_open("/my/agreements")
        with self.assertQueryCount(LIST_BUDGET):
            self.url_open("/my/agreements")

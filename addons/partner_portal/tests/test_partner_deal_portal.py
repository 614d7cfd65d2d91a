from lxml import html

from odoo.tests import HttpCase, freeze_time, tagged

from .deal_common import CLIENT, NOW, PartnerDealCommon

#: Queries of the list of deals when the caches are warm, the portal's layout included.
LIST_BUDGET = 35


@tagged("post_install", "-at_install")
class TestPartnerDealPortal(PartnerDealCommon, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.owner = cls._add_user("deal-owner", cls.dealer)
        cls.stranger = cls._add_user("deal-rival", cls.rival)
        cls.client_user = cls._add_user("deal-client", cls.customer)

    def _get(self, login, url):
        self.authenticate(login, login)
        return self.url_open(url)

    def _post(self, url, **values):
        token = html.fromstring(self.url_open("/my/deals/new").text).xpath(
            "//form[hasclass('o_partner_deal_form')]//input[@name='csrf_token']/@value"
        )[0]
        return self.url_open(url, data={**values, "csrf_token": token})

    def _texts(self, **values):
        return {
            **CLIENT,
            "amount": "50 000,00",
            "date_expected": "31.12.2999",
            **values,
        }

    def _deal(self, partner=None):
        return self.Deal.search([("partner_id", "=", (partner or self.dealer).id)])

    def test_registering_from_the_page(self):
        self.authenticate("deal-owner", "deal-owner")
        page = self._post("/my/deals/new", **self._texts())
        deal = self._deal()
        self.assertTrue(page.url.endswith(f"/my/deals/{deal.id}"))
        self.assertRecordValues(
            deal,
            [
                {
                    "state": "submitted",
                    "client_name": "Northern Mills Ltd",
                    "amount": 50000,
                    "contact_id": self.owner.partner_id.id,
                    "manager_id": self.manager.id,
                }
            ],
        )
        self.assertIn("In Review", page.text)

    def test_fields_that_are_not_on_the_page_are_ignored(self):
        self.authenticate("deal-owner", "deal-owner")
        self._post(
            "/my/deals/new",
            **self._texts(
                state="approved",
                partner_id=str(self.rival.id),
                manager_id=str(self.seller.id),
                client_id=str(self.customer.id),
                protected_until="2999-01-01",
            ),
        )
        deal = self._deal()
        self.assertEqual(deal.state, "submitted")
        self.assertFalse(deal.client_id)
        self.assertFalse(deal.protected_until)
        self.assertFalse(self._deal(self.rival))

    def test_errors_stand_at_their_fields_and_nothing_is_lost(self):
        self.authenticate("deal-owner", "deal-owner")
        page = self._post(
            "/my/deals/new",
            **self._texts(amount="much", date_expected="soon", client_email="at home"),
        )
        for sentence in (
            "Give the amount as a number",
            "Give the date as",
            "This is no e-mail address",
        ):
            self.assertIn(sentence, page.text)
        self.assertIn("Northern Mills Ltd", page.text)
        self.assertFalse(self._deal())

    def test_draft_is_finished_later(self):
        self.authenticate("deal-owner", "deal-owner")
        self._post("/my/deals/new", client_name="Half a Deal", save="1")
        deal = self._deal()
        self.assertEqual(deal.state, "draft")
        page = self._post(f"/my/deals/{deal.id}/edit", client_name="Half a Deal")
        self.assertIn("Fill in before you register", page.text)
        self._post(f"/my/deals/{deal.id}/edit", **self._texts())
        self.assertEqual(deal.state, "submitted")

    def test_the_answer_is_the_same_whoever_was_first(self):
        """Two partners, one client: the pages differ in nothing but their own data."""
        texts = []
        for login, partner in (
            ("deal-owner", self.dealer),
            ("deal-rival", self.rival),
        ):
            partner.user_id = self.manager
            self.authenticate(login, login)
            with freeze_time(NOW):
                page = self._post("/my/deals/new", **self._texts())
            deal = self._deal(partner)
            main = html.fromstring(page.text).xpath(
                "//div[hasclass('o_partner_deal')]"
            )[0]
            for node in main.xpath("//input[@name='csrf_token']"):
                node.set("value", "")
            text = html.tostring(main, encoding="unicode")
            for own in (deal.name, f"/deals/{deal.id}", deal.contact_id.name):
                text = text.replace(own, "#")
            texts.append(text)
        self.assertEqual(self._deal(self.rival).conflict_weight, "3")
        self.assertEqual(texts[0], texts[1])
        self.assertNotIn("Dealer", texts[1].replace("Rival", ""))

    def test_strangers_find_nothing(self):
        deal = self._create_deal(date_expected="2999-12-31")
        url = f"/my/deals/{deal.id}"
        missing = f"/my/deals/{deal.id + 1000}"
        for login in ("deal-rival", "deal-client"):
            self.authenticate(login, login)
            found, absent = self.url_open(url), self.url_open(missing)
            self.assertEqual((found.status_code, absent.status_code), (404, 404))
            self.assertNotIn("Northern Mills", found.text)
            self.assertNotIn("Northern Mills", self.url_open("/my/deals").text)
        self.authenticate("deal-rival", "deal-rival")
        for action in ("withdraw", "won", "lost", "extend", "message"):
            self.assertEqual(self._post(f"{url}/{action}").status_code, 404)
        self.assertEqual(deal.state, "submitted")
        self.authenticate(None, None)
        self.assertIn("/web/login", self.url_open(url).url)

    def test_no_model_of_deals_answers_a_partner(self):
        deal = self._create_deal(date_expected="2999-12-31")
        for model in (
            "partner.deal",
            "partner.deal.key",
            "partner.deal.conflict",
            "partner.deal.pass",
            "partner.deal.price",
            "partner.deal.reason",
            "partner.deal.decide",
        ):
            records = self.env[model].with_user(self.owner)
            self.assertFalse(records.has_access("read"), model)
        self.assertFalse(deal.with_user(self.owner)._filtered_access("read"))

    def test_posts_need_a_token(self):
        deal = self._create_deal(date_expected="2999-12-31")
        self.authenticate("deal-owner", "deal-owner")
        answer = self.url_open(f"/my/deals/{deal.id}/withdraw", data={"x": "1"})
        self.assertEqual(answer.status_code, 400)
        self.assertEqual(deal.state, "submitted")

    def test_acts_of_the_partner(self):
        deal = self._create_deal(date_expected="2999-12-31")
        self.authenticate("deal-owner", "deal-owner")
        page = self._post(f"/my/deals/{deal.id}/won")
        self.assertIn("cannot become", page.text)
        self._approve(deal)
        self._post(f"/my/deals/{deal.id}/message", message="<b>Met</b> them")
        self.assertIn("&lt;b&gt;Met", self.url_open(f"/my/deals/{deal.id}").text)
        self._post(
            f"/my/deals/{deal.id}/extend", note="Two meetings, the offer is sent"
        )
        self.assertEqual(deal.extension_state, "requested")
        page = self._post(f"/my/deals/{deal.id}/lost", reason_id=str(self.reason.id))
        self.assertIn("Choose why the deal is lost", page.text)
        self._post(f"/my/deals/{deal.id}/lost", reason_id=str(self.lost.id))
        self.assertRecordValues(deal, [{"state": "lost", "reason_id": self.lost.id}])

    def test_notes_of_ours_stay_ours(self):
        self.dealer.user_id = self.manager
        client = self._create_client()
        self._create_lead(self.env["res.partner"], partner_id=client.id)
        deal = self._create_deal(date_expected="2999-12-31")
        deal.with_user(self.manager)._approve("Inside reason")
        text = self._get("deal-owner", f"/my/deals/{deal.id}").text
        for secret in ("Inside reason", "Open lead", "partner.deal.conflict"):
            self.assertNotIn(secret, text)

    def test_file_answers_line_by_line(self):
        self.authenticate("deal-owner", "deal-owner")
        content = (
            "client;email;need;date;amount\n"
            "Mill A;a@mill-a.example;Line;31.12.2999;100\n"
            "Mill B;;Line;31.12.2999;100\n"
            ";x@y.example;Line;31.12.2999;100\n"
            "Mill D;d@mill-d.example;Line;soon;x\n"
        )
        token = html.fromstring(self.url_open("/my/deals/import").text).xpath(
            "//form[@enctype]//input[@name='csrf_token']/@value"
        )[0]
        page = self.url_open(
            "/my/deals/import",
            data={"csrf_token": token},
            files={"file": ("deals.csv", content.encode(), "text/csv")},
        )
        self.assertEqual(self._deal().mapped("client_name"), ["Mill A"])
        for sentence in ("Tax ID, e-mail or phone", "Who is the client?", "Give the"):
            self.assertIn(sentence, page.text)

    def test_pace(self):
        self.env.company.partner_deal_hourly_limit = 1
        self.authenticate("deal-owner", "deal-owner")
        self._post("/my/deals/new", **self._texts())
        page = self._post(
            "/my/deals/new", **self._texts(client_name="B", client_vat="1")
        )
        self.assertIn("1 registrations an hour are taken", page.text)
        self.assertEqual(len(self._deal()), 1)

    def test_list_within_its_queries(self):
        for number in range(12):
            self._create_deal(
                submit=False, client_name=f"Client {number}", partner=self.dealer
            )
        self.authenticate("deal-owner", "deal-owner")
        self.url_open("/my/deals")
        with self.assertQueryCount(LIST_BUDGET):
            page = self.url_open("/my/deals?filterby=draft&search=client")
        self.assertIn("Client 11", page.text)

from lxml import html

from odoo.tests import HttpCase, freeze_time, tagged

from .programme_common import NOW, PartnerProgrammeCommon

#: Queries of the page when the caches are warm, the portal's layout included.
BUDGET = 45


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestPartnerProgrammePortal(PartnerProgrammeCommon, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.rival = cls._create_partner(
            name="Rival Dealer",
            grade_id=cls.silver.id,
            channel_type_id=cls.type_dealer.id,
        )
        cls.owner = cls._create_portal_user("tier-owner", cls.dealer)
        cls._create_portal_user("tier-rival", cls.rival)
        cls._create_portal_user("tier-client", cls.customer)
        cls._require(cls.gold, 123456, way=0, measure="margin")
        cls.course = cls._create_course("Tier course")
        cls._certify(cls.dealer, "Ann Fitter", cls.course, "2026-03-20")
        cls._certify(cls.rival, "Zoe Rival", cls.course)
        cls._sell(cls.dealer, 30000, "2025-03-20")
        cls._sell(cls.dealer, 25000, "2025-09-01")
        cls._sell(cls.rival, 777, "2026-01-01")
        cls._evaluate()

    def _page(self, login, url="/my/programme"):
        self.authenticate(login, login)
        return self.url_open(url)

    def _text(self, page):
        return " ".join(html.fromstring(page.text).text_content().split())

    def test_partner_sees_where_it_stands(self):
        page = self._page("tier-owner")
        self.assertEqual(page.status_code, 200)
        text = self._text(page)
        for part in (
            "Your tier: Gold",
            "You lose Gold on 05/01/2026, in 60 days",
            "Two ways to keep it",
            "Ann Fitter",
            "Expires Soon",
            "History of your tier",
        ):
            self.assertIn(part, text)

    def test_our_margin_never_leaves_the_house(self):
        """Neither the requirement's amount nor the partner's margin is on a page."""
        text = self._text(self._page("tier-owner"))
        self.assertIn("Profitability of your purchases", text)
        margin = self._progress().line_ids.filtered(
            lambda line: line.measure == "margin"
        )
        self.assertTrue(margin.value)
        for page in ("/my/programme", "/my/partner"):
            body = self.url_open(page).text
            self.assertNotIn("123,456", body)
            self.assertNotIn(f"{margin.missing:,.2f}", body)

    def test_nothing_of_others(self):
        page = self._page("tier-owner").text
        for marker in ("Zoe Rival", "Rival Dealer", "777"):
            self.assertNotIn(marker, page)
        other = self._page("tier-rival").text
        self.assertIn("Zoe Rival", other)
        self.assertNotIn("Ann Fitter", other)

    def test_way_to_the_next_tier(self):
        text = self._text(self._page("tier-rival"))
        self.assertIn("Your way to Gold", text)
        self.assertIn("Buy for $ 49,223.00 more", text)
        self.assertIn("Win registered deals: 3 more", text)

    def test_who_may_not_see_it(self):
        self.assertTrue(self._page("tier-client").url.endswith("/my"))
        self.owner.partner_id.channel_role = "technician"
        self.assertTrue(self._page("tier-owner").url.endswith("/my"))
        self.assertNotIn("/my/programme", self.url_open("/my/partner").text)
        self.logout()
        self.assertIn("/web/login", self.url_open("/my/programme").url)

    def test_partner_without_a_programme(self):
        self.programme.active = False
        text = self._text(self._page("tier-owner"))
        self.assertIn("You take part in no programme yet", text)
        self.assertIn("Ann Fitter", text)

    def test_card_on_the_desk(self):
        text = self._text(self._page("tier-owner", "/my/partner"))
        self.assertIn("You lose Gold on 05/01/2026, in 60 days", text)
        self.assertIn("Expire within 30 days: 1", text)

    def test_queries(self):
        self._page("tier-owner")
        with self.assertQueryCount(BUDGET):
            self.url_open("/my/programme")

    def test_cockpit_of_the_manager(self):
        self.env["partner.tier.change"].create(
            {"partner_id": self.rival.id, "to_grade_id": self.gold.id}
        )
        rows = (
            self.env["partner.cockpit"]
            .with_user(self.manager)
            .search([("kind", "in", ("tier", "certificate"))])
        )
        mine = rows.filtered(lambda row: row.partner_id in self.dealer | self.rival)
        self.assertEqual(
            {(row.kind, row.name) for row in mine},
            {("tier", "Silver → Gold"), ("certificate", "Ann Fitter")},
        )
        self.assertEqual(
            mine.filtered(lambda row: row.kind == "tier").action_open()["res_model"],
            "partner.tier.change",
        )

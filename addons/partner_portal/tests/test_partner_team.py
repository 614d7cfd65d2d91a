from lxml import html

from odoo.tests import HttpCase, tagged

from .common import PartnerPortalCommon

#: Queries of the page of the team when the caches are warm.
TEAM_BUDGET = 30


@tagged("post_install", "-at_install")
class TestPartnerTeam(PartnerPortalCommon, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.owner = cls._create_portal_user("team-owner", cls.dealer)
        cls.owner.partner_id.email = "owner@dealer.example"
        cls.manager = cls._create_employee(
            "team-manager", "partner_portal.group_partner_portal_manager"
        )
        cls.dealer.user_id = cls.manager
        cls.rival = cls._create_partner(name="Rival", grade_id=cls.gold.id)
        cls.rival_owner = cls._create_portal_user("team-rival", cls.rival)
        cls.client_user = cls._create_portal_user("team-client", cls.customer)

    def _post(self, action="", **texts):
        page = self.url_open("/my/partner/team")
        token = html.fromstring(page.text).xpath(
            "//form[hasclass('o_partner_team_invite')]//input[@name='csrf_token']/@value"
        )
        url = f"/my/partner/team{action}"
        return self.url_open(url, data={**texts, "csrf_token": (token or [""])[0]})

    def _invite(self, name="Bob", email="bob@dealer.example", role="sales"):
        return self._post(name=name, email=email, role=role)

    def _person(self, email="bob@dealer.example"):
        return self.env["res.partner"].search([("email", "=", email)])

    def _login(self, login="team-owner"):
        self.authenticate(login, login)

    def test_invitation(self):
        self._login()
        page = self._invite()
        self.assertIn("Bob was invited", page.text)
        bob = self._person()
        self.assertRecordValues(
            bob,
            [
                {
                    "parent_id": self.dealer.id,
                    "channel_role": "sales",
                    "is_company": False,
                }
            ],
        )
        self.assertRecordValues(
            bob.user_ids, [{"login": "bob@dealer.example", "share": True}]
        )
        self.assertTrue(bob.user_ids._is_portal())
        self.assertEqual(self.owner.partner_id.channel_role, "owner")
        trace = self.env["partner.audit"].search([("action", "=", "team_invite")])
        self.assertRecordValues(
            trace, [{"user_id": self.owner.id, "res_id": bob.id, "details": "sales"}]
        )
        self.assertIn("is in your team already", self._invite().text)

    def test_bad_invitations(self):
        self._login()
        for texts, sentence in (
            ({"name": ""}, "Give the name"),
            ({"name": "x" * 101}, "Give the name"),
            ({"email": "nowhere"}, "is no e-mail address"),
            ({"email": "a@b.example, c@d.example"}, "is no e-mail address"),
            ({"role": "admin"}, "Choose one of the roles"),
        ):
            with self.subTest(texts=texts):
                self.assertIn(sentence, self._invite(**texts).text)
        self.env.company.partner_team_limit = 1
        self.assertIn("Your team is full", self._invite().text)
        self.assertFalse(self._person())

    def test_an_address_that_signs_in_elsewhere_is_answered_like_any_other(self):
        self._login()
        self._create_portal_user("taken@elsewhere.example", self.rival)
        page = self._invite(email="taken@elsewhere.example")
        self.assertIn("Bob was invited", page.text)
        free = self._invite(name="Eve", email="free@elsewhere.example")
        rows = html.fromstring(free.text).xpath("//li[@data-person]")
        badges = {
            row.get("data-person"): " ".join(
                row.xpath(".//*[hasclass('badge')]/text()")
            )
            for row in rows
        }
        self.assertEqual(
            badges["taken@elsewhere.example"], badges["free@elsewhere.example"]
        )
        person = self.dealer.child_ids.filtered(
            lambda one: one.email == "taken@elsewhere.example"
        )
        self.assertFalse(person.user_ids)
        self.assertEqual(self.dealer.activity_ids.user_id, self.manager)

    def test_roles_are_changed_at_once(self):
        self._login()
        self._invite()
        bob = self._person()
        self.assertIn("deals", bob.user_ids._channel_rights())
        page = self._post(f"/{bob.id}/role", role="accountant")
        self.assertIn("has another role now", page.text)
        self.assertEqual(bob.channel_role, "accountant")
        self.assertNotIn("deals", bob.user_ids._channel_rights())
        self.assertIn("Choose one", self._post(f"/{bob.id}/role", role="x").text)

    def test_access_is_taken_and_given(self):
        self._login()
        self._invite()
        bob = self._person()
        user = bob.user_ids
        self._post(f"/{bob.id}/close")
        self.assertFalse(user.active)
        self.assertIn("No access", self.url_open("/my/partner/team").text)
        self._post(f"/{bob.id}/reopen")
        self.assertTrue(user.active)
        self.assertTrue(user._is_portal())

    def test_a_team_keeps_an_owner(self):
        self._login()
        me = self.owner.partner_id
        self.assertIn("needs an owner", self._post(f"/{me.id}/role", role="sales").text)
        self.assertIn("your own access", self._post(f"/{me.id}/close").text)
        self._invite(role="owner")
        bob = self._person()
        self._post(f"/{me.id}/role", role="sales")
        self.assertEqual(me.channel_role, "sales")
        self.assertNotIn("/my/partner/team", self.url_open("/my/partner/team").url)
        self.assertEqual(bob.channel_role, "owner")

    def test_others_find_nothing(self):
        bob = self._create_portal_user("team-sales", self.dealer).partner_id
        bob.channel_role = "sales"
        alien = self.rival_owner.partner_id
        self._login()
        for contact in (alien, self.manager.partner_id, self.dealer):
            for action in ("role", "close", "reopen"):
                answer = self._post(f"/{contact.id}/{action}", role="sales")
                self.assertEqual(answer.status_code, 404)
        self.assertEqual(self._post(f"/{bob.id}/delete").status_code, 404)
        self._login("team-rival")
        self.assertNotIn("team-sales", self.url_open("/my/partner/team").text)
        self.assertEqual(self._post(f"/{bob.id}/role", role="owner").status_code, 404)
        for login in ("team-sales", "team-client"):
            self._login(login)
            page = self.url_open("/my/partner/team")
            self.assertFalse(page.url.endswith("/my/partner/team"))
            token = html.fromstring(self.url_open("/my/account").text).xpath(
                "//input[@name='csrf_token']/@value"
            )[0]
            for url in (f"/{bob.id}/role", f"/{bob.id}/close"):
                answer = self.url_open(
                    f"/my/partner/team{url}",
                    data={"csrf_token": token, "role": "owner"},
                )
                self.assertEqual(answer.status_code, 404)
        self.assertEqual(bob.channel_role, "sales")
        self.authenticate(None, None)
        self.assertIn("/web/login", self.url_open("/my/partner/team").url)

    def test_pages_follow_the_role(self):
        user = self._create_portal_user("team-role", self.dealer)
        self.owner.partner_id.channel_role = "owner"
        for role, deals, team in (
            ("sales", True, False),
            ("accountant", False, False),
            ("technician", False, False),
            ("owner", True, True),
        ):
            user.partner_id.channel_role = role
            self._login("team-role")
            for url, opens in (("/my/deals", deals), ("/my/partner/team", team)):
                with self.subTest(role=role, url=url):
                    self.assertEqual(self.url_open(url).url.endswith(url), opens)
            page = self.url_open("/my/partner").text
            self.assertEqual('href="/my/partner/team"' in page, team)

    def test_the_page_of_an_order_tells_a_seller_of_no_invoices(self):
        seller = self._create_portal_user("team-seller", self.dealer)
        self.owner.partner_id.channel_role = "owner"
        seller.partner_id.channel_role = "sales"
        order = self._create_sale_order_one_line(
            partner_id=self.dealer, product_id=self.product_a
        )
        order.order_line.qty_delivered = 1
        invoice = order._create_invoices()
        invoice.action_post()
        for login, shown in (("team-owner", True), ("team-seller", False)):
            self._login(login)
            page = self.url_open(f"/my/orders/{order.id}").text
            self.assertIn(order.name, page)
            self.assertEqual(invoice.name in page, shown)
            self.assertEqual(f"/my/invoices/{invoice.id}" in page, shown)

    def test_page_within_its_queries(self):
        for number in range(8):
            self._create_portal_user(f"team-{number}", self.dealer)
        self._login()
        self.url_open("/my/partner/team")
        with self.assertQueryCount(TEAM_BUDGET):
            page = self.url_open("/my/partner/team")
        self.assertIn("team-7", page.text)

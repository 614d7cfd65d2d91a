from itertools import combinations

from lxml import html
from werkzeug.exceptions import TooManyRequests

from odoo.exceptions import AccessError
from odoo.tests import HttpCase, freeze_time, tagged

from odoo.addons.portal.controllers.portal import CustomerPortal

from ..controllers import deals
from ..controllers.portal import PartnerDesk
from .deal_common import CLIENT, NOW, PartnerDealCommon


@tagged("post_install", "-at_install")
class TestPartnerTrace(PartnerDealCommon, HttpCase):
    """Changes from outside leave a trace, and come no faster than people make them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.owner = cls._add_user("trace-owner", cls.dealer)
        cls.user = cls._create_employee(
            "trace-user", "partner_portal.group_partner_portal_user"
        )
        cls.Audit = cls.env["partner.audit"]

    def _post(self, url, form="/my/deals/new", **values):
        token = html.fromstring(self.url_open(form).text).xpath(
            "//input[@name='csrf_token']/@value"
        )[0]
        return self.url_open(url, data={**values, "csrf_token": token})

    def test_changes_of_deals_leave_a_trace(self):
        self.authenticate("trace-owner", "trace-owner")
        self._post("/my/deals/new", **{**CLIENT, "date_expected": "2999-12-31"})
        deal = self.env["partner.deal"].search([("partner_id", "=", self.dealer.id)])
        self._post(f"/my/deals/{deal.id}/message", message="Secret words")
        self.assertRecordValues(
            self.Audit.search([("partner_id", "=", self.dealer.id)], order="id"),
            [
                {
                    "action_name": name,
                    "login": "trace-owner",
                    "user_id": self.owner.id,
                    "address": "127.0.0.1",
                    "path": path,
                    "model": "partner.deal",
                    "res_id": deal.id,
                    "name": deal.display_name,
                    "details": False,
                }
                for name, path in (
                    ("Deal: registered", "/my/deals/new"),
                    ("Deal: message written", f"/my/deals/{deal.id}/message"),
                )
            ],
        )

    def test_what_is_refused_leaves_no_trace(self):
        deal = self._create_deal(date_expected="2999-12-31")
        self.authenticate("trace-owner", "trace-owner")
        self._post(f"/my/deals/{deal.id}/won")
        self.assertFalse(self.Audit.search([("partner_id", "=", self.dealer.id)]))

    def test_trace_is_read_by_the_channel_and_changed_by_nobody(self):
        line = self.Audit.with_user(self.owner)._note(
            "deal_won", self.dealer, "x" * 2000
        )
        self.assertEqual((line.address, len(line.details)), (False, 1000))
        for user, sees in (
            (self.manager, True),  # all of them
            (self.user, False),  # not his partner
            (self.owner, None),
            (self.seller, None),
        ):
            mine = self.Audit.with_user(user)
            with self.subTest(user=user.login):
                self.assertEqual(mine.has_access("read"), sees is not None)
                if sees is not None:
                    self.assertEqual(line in mine.search([]), sees)
                for change in (
                    lambda mine=mine: mine.create({"action": "x"}),
                    lambda user=user: line.with_user(user).write({"action": "x"}),
                    lambda user=user: line.with_user(user).unlink(),
                ):
                    with self.assertRaises(AccessError):
                        change()
        self.dealer.user_id = self.user
        self.assertIn(line, self.Audit.with_user(self.user).search([]))
        self.assertEqual(
            line.with_user(self.manager).action_open_record()["res_id"], self.dealer.id
        )

    def test_trace_of_another_company(self):
        line = self.Audit._note("deal_won", self.dealer)
        other = self.setup_other_company(name="Other")["company"]
        line.company_id = other
        self.assertNotIn(line, self.Audit.with_user(self.manager).search([]))

    def test_limit_within_its_time(self):
        limits = self.env["partner.limit"]
        with freeze_time(NOW) as clock:
            for _index in range(3):
                limits._take("thing", 3, 60, who="one")
            with self.assertRaises(TooManyRequests) as caught:
                limits._take("thing", 3, 60, who="one")
            self.assertEqual(caught.exception.retry_after, 60)
            limits._take("thing", 3, 60, who="two")
            limits._take("other", 3, 60, who="one")
            self.assertEqual(limits.search_count([("key", "=", "thing:one")]), 3)
            clock.tick(61)
            limits._take("thing", 3, 60, who="one")
            clock.tick(3 * 24 * 3600)
            limits._gc_limits()
            self.assertFalse(limits.search_count([("key", "=like", "thing:%")]))
        limits._take("thing", 0, 60)

    def test_too_many_searches_are_answered_politely(self):
        self.authenticate("trace-owner", "trace-owner")
        self.patch(deals, "SEARCHES", 2)
        for status in (200, 200, 429):
            answer = self.url_open("/my/deals?search=mill")
            self.assertEqual(answer.status_code, status)
        self.assertEqual(answer.headers["Retry-After"], "60")
        self.assertIn("asked for too often", answer.text)
        self.assertNotIn("Traceback", answer.text)
        self.assertEqual(self.url_open("/my/deals").status_code, 200)

    def test_file_of_another_kind(self):
        self.authenticate("trace-owner", "trace-owner")
        token = html.fromstring(self.url_open("/my/deals/import").text).xpath(
            "//input[@name='csrf_token']/@value"
        )[0]
        for name, content, sentence in (
            ("deals.exe", b"MZ", "Files of this kind are not taken here"),
            ("deals.csv", b"", "Choose a file that is not empty"),
            ("deals.csv", b"\0\1", "does not fit its name"),
            ("deals.csv", b"x" * (deals.MAX_FILE + 1), "too large: 0.5 MB"),
        ):
            with self.subTest(name=name, sentence=sentence):
                page = self.url_open(
                    "/my/deals/import",
                    data={"csrf_token": token},
                    files={"file": (name, content)},
                )
                self.assertIn(sentence, page.text)
        self.assertFalse(self.Audit.search([("login", "=", "trace-owner")]))

    def test_helpers_of_pages_do_not_override_each_other(self):
        """Odoo makes one class of all extensions of the portal: what two of them call
        the same without standing on each other is one method in the end."""
        ours = [
            one
            for one in self._classes_below(CustomerPortal)
            if one.__module__.startswith("odoo.addons.partner_portal.")
        ]
        self.assertGreater(len(ours), 3)
        doubles = {
            (name, first.__name__, second.__name__)
            for first, second in combinations(ours, 2)
            for name in vars(first).keys() & vars(second).keys()
            if callable(vars(first)[name])
            and not name.startswith("__")
            and not issubclass(first, second)
            and not issubclass(second, first)
            and not hasattr(PartnerDesk, name)
        }
        self.assertEqual(doubles, set())

    def _classes_below(self, parent):
        for one in parent.__subclasses__():
            yield one
            yield from self._classes_below(one)

    def test_navigation(self):
        self.authenticate("trace-owner", "trace-owner")
        deal = self._create_deal(date_expected="2999-12-31")
        for url, active in (
            ("/my/partner", "/my/partner"),
            ("/my/deals", "/my/deals"),
            (f"/my/deals/{deal.id}", "/my/deals"),
            ("/my/deals/new", "/my/deals"),
        ):
            links = html.fromstring(self.url_open(url).text).xpath(
                "//nav[hasclass('o_partner_navigation')]//a"
            )
            with self.subTest(url=url):
                hrefs = [link.get("href") for link in links]
                self.assertEqual(hrefs[:2], ["/my/partner", "/my/deals"])
                current = [
                    link.get("href") for link in links if link.get("aria-current")
                ]
                self.assertEqual(current, [active])

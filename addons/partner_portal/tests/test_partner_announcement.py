from datetime import date, timedelta

from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import HttpCase, freeze_time, mute_logger, tagged

from ..models.desk.partner_cockpit import KINDS
from .deal_common import NOW, PartnerDealCommon

#: Queries of the cockpit's first page, with names of partners and people.
COCKPIT_BUDGET = 6


@tagged("post_install", "-at_install")
class TestPartnerAnnouncement(PartnerDealCommon, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.owner = cls._add_user("news-owner", cls.dealer)
        cls.colleague = cls._add_user("news-colleague", cls.dealer)
        cls.client_user = cls._add_user("news-client", cls.customer)
        cls.silver = cls.env["res.partner.grade"].create({"name": "Silver"})
        cls.type = cls.env["partner.type"].create({"name": "Kiosk", "code": "kiosk"})
        cls.belgium = cls.env.ref("base.be")
        cls.News = cls.env["partner.announcement"]

    @classmethod
    def _announce(cls, name="News", **values):
        return cls.News.create({"name": name, "state": "published", **values})

    def _seen(self, partner):
        return self.News.search(self.News._visible_domain(partner))

    def test_audience(self):
        """Who reads what, and whom we count, follow from the same three conditions."""
        kinds = {
            "all": self._announce("all"),
            "gold": self._announce("gold", grade_ids=self.gold.ids),
            "silver": self._announce("silver", grade_ids=self.silver.ids),
            "kiosk": self._announce("kiosk", type_ids=self.type.ids),
            "be": self._announce("be", country_ids=self.belgium.ids),
            "gold be": self._announce(
                "gold be", grade_ids=self.gold.ids, country_ids=self.belgium.ids
            ),
        }
        ours = self.News.union(*kinds.values())
        self.dealer.write({"country_id": self.belgium.id, "channel_type_id": False})
        self.rival.write({"channel_type_id": self.type.id, "country_id": False})
        for partner, names in (
            (self.dealer, {"all", "gold", "be", "gold be"}),
            (self.rival, {"all", "gold", "kiosk"}),
        ):
            with self.subTest(partner=partner.name):
                self.assertEqual(
                    set((self._seen(partner) & ours).mapped("name")), names
                )
                for name, news in kinds.items():
                    addressed = partner.filtered_domain(news._audience_domain())
                    self.assertEqual(bool(addressed), name in names, name)
        self.assertFalse(self._seen(self.env["res.partner"]))

    def test_days_and_states(self):
        with freeze_time(NOW):  # 2 March 2026
            for values, visible in (
                ({"date_from": date(2026, 3, 2)}, True),
                ({"date_from": date(2026, 3, 3)}, False),
                ({"date_from": date(2026, 1, 1), "date_to": date(2026, 3, 2)}, True),
                ({"date_from": date(2026, 1, 1), "date_to": date(2026, 3, 1)}, False),
                ({"date_from": date(2026, 1, 1), "state": "draft"}, False),
                ({"date_from": date(2026, 1, 1), "active": False}, False),
            ):
                news = self._announce(**values)
                with self.subTest(values=values):
                    self.assertEqual(news in self._seen(self.dealer), visible)
        with self.assertRaises(ValidationError):
            self._announce(date_from="2026-03-02", date_to="2026-03-01")

    def test_reading_leaves_one_receipt_a_user(self):
        news = self._announce("Prices change", body="<p>By 3 %</p>", important=True)
        hidden = self._announce("For kiosks", type_ids=self.type.ids)
        unread = news.unread_count
        self.authenticate("news-owner", "news-owner")
        home = self.url_open("/my/partner").text
        self.assertIn("Prices change", home)
        self.assertNotIn("For kiosks", home)
        for _time in range(2):
            page = self.url_open(f"/my/partner/news/{news.id}")
            self.assertIn("By 3 %", page.text)
        self.assertRecordValues(
            news.read_ids,
            [{"user_id": self.owner.id, "partner_id": self.dealer.id}],
        )
        self.authenticate("news-colleague", "news-colleague")
        self.url_open(f"/my/partner/news/{news.id}")
        news.invalidate_recordset()
        self.assertEqual(len(news.read_ids), 2)
        self.assertEqual((news.reader_count, news.unread_count), (1, unread - 1))
        action = news.with_user(self.manager).action_open_unread()
        partners = self.env["res.partner"].search(action["domain"])
        self.assertIn(self.rival, partners)
        self.assertNotIn(self.dealer, partners)
        for login, number in (("news-colleague", hidden.id), ("news-client", news.id)):
            self.authenticate(login, login)
            answers = [
                self.url_open(f"/my/partner/news/{one}").status_code
                for one in (number, 999999999)
            ]
            self.assertEqual(answers, [404, 404])
        self.assertNotIn(
            "Prices", self.url_open("/my/partner/news", allow_redirects=False).text
        )

    @mute_logger("odoo.sql_db")
    def test_receipts_are_written_by_pages_only(self):
        news = self._announce()
        values = {
            "announcement_id": news.id,
            "user_id": self.owner.id,
            "partner_id": self.dealer.id,
            "date": NOW,
        }
        receipts = self.env["partner.announcement.read"]
        for user in (self.owner, self.manager):
            with self.assertRaises(AccessError):
                receipts.with_user(user).create(values)
        receipts.sudo().create(values)
        with self.assertRaises(IntegrityError):
            receipts.sudo().create(values)

    def test_publishing(self):
        news = self.News.with_user(self.manager).create({"name": "Draft"})
        self.assertEqual(news.state, "draft")
        news.action_publish()
        self.assertIn(news, self._seen(self.dealer))
        news.action_withdraw()
        self.assertNotIn(news, self._seen(self.dealer))
        user = self._create_employee(
            "news-user", "partner_portal.group_partner_portal_user"
        )
        with self.assertRaises(AccessError):
            news.with_user(user).action_publish()


@tagged("post_install", "-at_install")
class TestPartnerCockpit(PartnerDealCommon):
    def _rows(self, user=None):
        cockpit = self.env["partner.cockpit"].with_user(user or self.manager)
        return cockpit.search([("partner_id", "in", (self.dealer + self.rival).ids)])

    def test_deals_that_wait(self):
        with freeze_time(NOW):
            deal = self._create_deal(date_expected="2999-12-31")
            self._create_deal(submit=False, client_name="Draft")
            [row] = self._rows()
            self.assertRecordValues(
                row,
                [
                    {
                        "kind": "deal",
                        "model": "partner.deal",
                        "res_id": deal.id,
                        "name": deal.display_name,
                        "partner_id": self.dealer.id,
                        "manager_id": self.manager.id,
                        "since": deal.submitted_at,
                        "deadline": deal.review_deadline,
                        "note": "New packing line",
                    }
                ],
            )
            self.assertEqual(row.action_open()["res_id"], deal.id)
            self._approve(deal)
            self.assertFalse(self._rows())
            deal._request_extension("They need two more weeks")
            self.assertEqual(self._rows().mapped("kind"), ["extension"])

    def test_urgency_follows_the_clock(self):
        with freeze_time(NOW):
            deal = self._create_deal(date_expected="2999-12-31")
        end = deal.review_deadline
        for days, hours, urgency in (
            (-30, 0, "3_later"),
            (-3, 0, "2_week"),
            (0, -2, "1_today"),
            (0, 2, "0_late"),
        ):
            moment = end + timedelta(days=days, hours=hours)
            with freeze_time(moment), self.subTest(days=days, hours=hours):
                self.env.invalidate_all()
                self.assertEqual(self._rows().urgency, urgency)

    def test_rights(self):
        with freeze_time(NOW):
            self._create_deal(date_expected="2999-12-31")
        user = self._create_employee(
            "cockpit-user", "partner_portal.group_partner_portal_user"
        )
        self.assertEqual(len(self._rows()), 1)
        self.assertFalse(self._rows(user))
        self.dealer.user_id = user
        self.env.invalidate_all()
        self.assertEqual(len(self._rows(user)), 1)
        with self.assertRaises(AccessError):
            self._rows(self.seller)

    def test_every_kind_has_its_column_and_its_own_ids(self):
        cockpit = self.env["partner.cockpit"].with_user(self.manager)
        kinds = [kind for kind, _label in cockpit._select_kind()]
        self.assertEqual(kinds, list(dict(cockpit._sources())))
        self.assertLess(len(kinds), KINDS)
        for kind, source in cockpit._sources():
            with self.subTest(kind=kind):
                self.assertIn(source["model"], self.env)
                self.assertTrue(source["label"])
        rows = cockpit.search_fetch([], ["kind"])
        self.assertEqual(len(set(rows.ids)), len(rows))

    def test_queries(self):
        with freeze_time(NOW):
            for number in range(5):
                self._create_deal(
                    date_expected="2999-12-31",
                    client_name=f"Client {number}",
                    client_vat=False,
                    client_email=f"a@client-{number}.example",
                    client_phone=False,
                )
        cockpit = self.env["partner.cockpit"].with_user(self.manager)
        names = ("kind", "name", "partner_id", "manager_id", "deadline", "urgency")
        specification = {
            name: {"fields": {"display_name": {}}} if name.endswith("_id") else {}
            for name in names
        }
        cockpit.web_search_read([], specification, limit=80)
        self.env.flush_all()
        self.env.invalidate_all()
        with self.assertQueryCount(COCKPIT_BUDGET):
            cockpit.web_search_read([], specification, limit=80)

from odoo.exceptions import AccessError
from odoo.tests import freeze_time, tagged

from .common import day
from .people_common import ClientPeopleCommon


@freeze_time("2026-06-15 10:00:00")
@tagged("post_install", "-at_install")
class TestClientAcquaintance(ClientPeopleCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.visit = cls._type("visit_quiet", channel="visit")
        cls.call = cls._type("call_quiet", channel="call")
        cls.mail = cls._type("mail_quiet", channel="email")
        cls.company.client_acquaintance_days = 180

    def _known_by(self, user=None, partner=None):
        self.known._refresh((partner or self.anna).ids)
        return self.known.search(
            [
                ("partner_id", "=", (partner or self.anna).id),
                ("user_id", "=", (user or self.seller).id),
            ]
        )

    def _met(self, kind, date, **values):
        return self._event(
            partner=self.anna,
            user=self.seller,
            type_id=kind.id,
            date=f"{date} 09:00:00",
            **values,
        )

    def test_strength(self):
        """100 × S / (S + 3): a visit today 3 / 6, a half life ago 1.5 / 4.5, two half
        lives ago 0.75 / 3.75; a call 1 / 4; a mail 0.5 / 3.5."""
        for kind, date, strength, level in (
            (self.visit, "2026-06-15", 50, "good"),
            (self.visit, "2025-12-17", 33, "good"),
            (self.visit, "2025-06-20", 20, "weak"),
            (self.call, "2026-06-15", 25, "weak"),
            (self.mail, "2026-06-15", 14, "weak"),
            (self.mail, "2025-06-20", 4, "faded"),
        ):
            with self.subTest(kind=kind.code, date=date):
                event = self._met(kind, date)
                self.assertRecordValues(
                    self._known_by(),
                    [
                        {
                            "strength": strength,
                            "level": level,
                            "since": day(date),
                            "last_date": day(date),
                            "event_count": 1,
                        }
                    ],
                )
                event.unlink()
                self.assertFalse(self._known_by(), "what was not, makes nobody known")

    def test_sum_of_events(self):
        """A visit today and one a half life ago: 4.5 / 7.5."""
        self._met(self.visit, "2026-06-15")
        self._met(self.visit, "2025-12-17")
        self.assertRecordValues(
            self._known_by(),
            [
                {
                    "strength": 60,
                    "level": "strong",
                    "since": day("2025-12-17"),
                    "last_date": day("2026-06-15"),
                    "event_count": 2,
                }
            ],
        )

    def test_it_fades(self):
        self._met(self.visit, "2026-06-15")
        acquaintance = self._known_by()
        with freeze_time("2026-12-12 10:00:00"):
            self.known._cron_refresh()
            self.assertEqual(acquaintance.strength, 33)
        self.company.client_acquaintance_days = 90
        with freeze_time("2026-12-12 10:00:00"):
            self.known._cron_refresh()
            self.assertEqual(acquaintance.strength, 20)

    def test_who_was_not_reached_is_not_known(self):
        outcome = self.env.ref("client_accounting.client_event_outcome_no_answer")
        self._met(self.call, "2026-06-15", outcome_id=outcome.id)
        self.assertFalse(self._known_by())

    def test_participants(self):
        self._event(
            user=self.seller,
            type_id=self.visit.id,
            participant_partner_ids=[(6, 0, self.anna.ids)],
            participant_user_ids=[(6, 0, self.colleague.ids)],
        )
        self.assertEqual(self._known_by().strength, 50)
        self.assertEqual(self._known_by(self.colleague).strength, 50)
        self.assertFalse(
            self._known_by(partner=self.client), "a company is not a person"
        )

    def test_by_hand(self):
        """Knows well weighs 9: 9 / 12, with a call 10 / 13; after a half life 5 / 8."""
        acquaintance = self._as(self.known, self.seller).create(
            {
                "partner_id": self.anna.id,
                "manual_level": "close",
                "manual_since": "2010-09-01",
            }
        )
        self.assertRecordValues(
            acquaintance,
            [{"strength": 75, "level": "strong", "since": day("2010-09-01")}],
        )
        self._met(self.call, "2026-06-15")
        self.assertEqual(self._known_by().strength, 77)
        with freeze_time("2026-12-12 10:00:00"):
            self.assertEqual(self._known_by().strength, 62)

    def test_full_refresh_equals_that_of_some(self):
        self._met(self.visit, "2026-06-15")
        self._met(self.mail, "2026-01-15")
        values = self._known_by().read(["strength", "since", "event_count"])
        self.known._cron_refresh()
        self.assertEqual(
            self._known_by().read(["strength", "since", "event_count"]), values
        )

    def test_who_knows(self):
        self._met(self.visit, "2026-06-15")
        for partner in (self.anna, self.client):
            with self.subTest(partner=partner.name):
                action = self._as(partner, self.seller).action_open_acquaintances()
                found = self.known.search(action["domain"])
                self.assertEqual(found.user_id, self.seller)
        self.assertEqual(self.anna.client_role_ids.knower_ids.ids, self.seller.ids)

    def test_said_of_somebody_known_already(self):
        self._met(self.call, "2026-06-15")
        known = self._known_by()
        said = self.known.create(
            {
                "partner_id": self.anna.id,
                "user_id": self.seller.id,
                "company_id": self.company.id,
                "manual_level": "met",
            }
        )
        self.assertEqual(said, known)
        self.assertEqual(known.strength, 40, "2 / 5")

    def test_access(self):
        self._met(self.visit, "2026-06-15")
        acquaintance = self._known_by()
        self.assertEqual(self._as(acquaintance, self.reader).strength, 50)
        with self.assertRaises(AccessError, msg="one speaks for himself only"):
            self._as(acquaintance, self.colleague).manual_level = "close"
        self._as(acquaintance, self.seller).manual_level = "close"
        with self.assertRaises(AccessError):
            self._as(acquaintance, self.foreigner).read(["strength"])
        with self.assertRaises(AccessError):
            self._as(acquaintance, self.portal).read(["strength"])

import base64
import hashlib

from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, tagged, users

from .agreement_common import NOW, PartnerAgreementCommon

PDF = b"%PDF-1.7 signed"


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestPartnerAgreement(PartnerAgreementCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.cron = cls.env.ref("partner_portal.partner_agreement_cron")
        cls.territory = cls._create_territory("Germany", cls._place(cls.germany))

    def _run_cron(self):
        with self.enter_registry_test_mode():
            self.cron.method_direct_trigger()

    def _holders(self, day=None):
        found = self.env["partner.territory"]._holders(
            {1: {"country_id": self.germany.id}}, self.env.company, day
        )
        return [(partner, exclusive) for _territory, partner, exclusive in found[1]]

    def test_type_proposes_text_and_end(self):
        agreement = self._create_agreement()
        self.assertEqual(str(agreement.date_end), "2027-03-01")
        self.assertIn("Sell honestly", agreement.text)
        self.assertEqual(agreement.manager_id, self.manager)
        self.assertTrue(agreement.name.startswith("PA/2026/"))
        self.type.months = 0
        self.assertFalse(self._create_agreement().date_end)

    def test_accepting_seals_the_text(self):
        agreement = self._create_agreement(territories=self.territory)
        self._offer(agreement)
        self.assertEqual(agreement.state, "offered")
        self.assertFalse(self._holders())
        self.assertIn("Sell honestly", agreement.document)
        self.assertIn("Germany", agreement.document)
        self.assertIn("Dealer", agreement.document)
        digest = hashlib.sha256(agreement.document.encode()).hexdigest()
        self.assertEqual(agreement.seal, digest)
        agreement._accept(" Ada  Dealer ", digest, self.env.user, "192.0.2.7")
        self.assertRecordValues(
            agreement,
            [
                {
                    "state": "active",
                    "signed_way": "portal",
                    "signed_by": "Ada Dealer",
                    "signed_user_id": self.env.uid,
                    "signed_address": "192.0.2.7",
                    "seal": digest,
                    "is_intact": True,
                }
            ],
        )
        self.assertEqual(str(agreement.signed_at), NOW)
        self.assertEqual(self._holders(), [(self.dealer, True)])
        agreement._write_kept({"document": "<p>Something else</p>"})
        self.assertFalse(agreement.is_intact)

    def test_what_was_not_read_is_not_accepted(self):
        agreement = self._offer(self._create_agreement())
        old = agreement.seal
        manager = agreement.with_user(self.manager)
        manager.action_take_back()
        manager.text = "<p>Sell very honestly.</p>"
        manager.action_offer()
        with self.assertRaisesRegex(UserError, "text has changed since"):
            agreement._accept("Ada Dealer", old, self.env.user, "192.0.2.7")
        with self.assertRaisesRegex(UserError, "full name"):
            agreement._accept("A", agreement.seal, self.env.user, "192.0.2.7")
        self.assertEqual(agreement.state, "offered")
        self.assertFalse(agreement.signed_by)

    def test_terms_are_fixed_once_offered(self):
        agreement = self._offer(self._create_agreement(territories=self.territory))
        for change in (
            {"text": "<p>Other</p>"},
            {"date_end": "2030-01-01"},
            {"partner_id": self.rival.id},
        ):
            with (
                self.subTest(change=change),
                self.assertRaisesRegex(UserError, "do not change any more"),
            ):
                agreement.write(change)
        with self.assertRaisesRegex(UserError, "do not change any more"):
            agreement.grant_ids.exclusive = False
        with self.assertRaisesRegex(UserError, "do not change any more"):
            agreement.grant_ids.unlink()
        with self.assertRaisesRegex(UserError, "stays in the history"):
            agreement.unlink()

    def test_nobody_writes_what_the_moves_write(self):
        agreement = self._create_agreement().with_user(self.manager)
        for change in (
            {"state": "active"},
            {"signed_by": "Somebody"},
            {"seal": "0" * 64},
            {"ended_on": "2026-03-03"},
        ):
            with self.subTest(change=change), self.assertRaises(AccessError):
                agreement.with_context(partner_agreement_move=True).write(change)
        with self.assertRaises(AccessError):
            agreement.create(
                {
                    "type_id": self.type.id,
                    "partner_id": self.dealer.id,
                    "state": "active",
                }
            )

    @users("agreement-seller")
    def test_only_managers_offer(self):
        agreement = self.env["partner.agreement"].create(
            {
                "type_id": self.type.id,
                "partner_id": self.dealer.id,
                "manager_id": self.env.uid,
            }
        )
        for act in (agreement.action_offer, agreement.action_sign):
            with self.assertRaisesRegex(AccessError, "by channel managers"):
                act()

    def test_channel_users_see_their_own(self):
        seller = self.env["partner.agreement"].with_user(self.channel_user)
        mine = self._create_agreement(manager_id=self.channel_user.id)
        others = self._create_agreement(manager_id=self.manager.id)
        found = seller.search([("id", "in", (mine | others).ids)])
        self.assertEqual(found, mine)

    def test_signed_file(self):
        agreement = self._offer(self._create_agreement(date_start="2026-03-10"))
        wizard = self.env["partner.agreement.sign"].with_user(self.manager)
        values = {
            "agreement_id": agreement.id,
            "signed_by": "Ada Dealer",
            "date": "2026-02-27",
            "filename": "signed.pdf",
        }
        with self.assertRaisesRegex(UserError, "Choose a PDF"):
            wizard.create(
                {**values, "file": base64.b64encode(b"<script>")}
            ).action_apply()
        wizard.create({**values, "file": base64.b64encode(PDF)}).action_apply()
        self.assertRecordValues(
            agreement,
            [
                {
                    "state": "signed",
                    "signed_way": "file",
                    "signed_by": "Ada Dealer",
                    "signed_file_seal": hashlib.sha256(PDF).hexdigest(),
                }
            ],
        )
        self.assertEqual(agreement._signed_copy(), (PDF, "application/pdf"))
        with freeze_time("2026-03-09"):
            self._run_cron()
            self.assertEqual(agreement.state, "signed")
        with freeze_time("2026-03-10"):
            self._run_cron()
            self.assertEqual(agreement.state, "active")

    def test_clash_of_exclusive_rights_stops_the_offer(self):
        self._sign(self._create_agreement(self.rival, territories=self.territory))
        agreement = self._create_agreement(territories=self.territory)
        self.assertIn("Rival Dealer holds exclusively", agreement.overlap_text)
        with self.assertRaisesRegex(UserError, "Rival Dealer holds exclusively"):
            self._offer(agreement)
        agreement.date_start = "2027-03-02"
        self.assertFalse(agreement.overlap_text)
        self._offer(agreement)

    def test_the_partner_never_reads_who_stands_against_it(self):
        agreement = self._offer(self._create_agreement(territories=self.territory))
        other = self._create_territory("Elsewhere", self._place(self.france))
        self._sign(self._create_agreement(self.rival, territories=other))
        self.env.cr.execute(  # what only a fault could bring about
            "UPDATE partner_territory_line SET country_id = %s WHERE territory_id = %s",
            (self.germany.id, other.id),
        )
        with self.assertRaisesRegex(UserError, "no longer be accepted") as caught:
            agreement._accept("Ada", agreement.seal, self.env.user, "192.0.2.7")
        self.assertNotIn("Rival", str(caught.exception))

    # ------------------------------------------------------------------ versions
    def test_a_new_version_takes_the_place_of_the_one_before(self):
        first = self._sign(self._create_agreement(territories=self.territory))
        second = first.with_user(self.manager)._make_version()
        self.assertRecordValues(
            second,
            [
                {
                    "name": first.name,
                    "version": 2,
                    "state": "draft",
                    "previous_id": first.id,
                    "date_start": first.date_end.replace(day=2),
                }
            ],
        )
        self.assertEqual(second.grant_ids.territory_id, self.territory)
        with self.assertRaisesRegex(UserError, "newer version already"):
            first.with_user(self.manager)._make_version()
        second.date_start = "2026-06-01"
        self._sign(second)
        self.assertEqual((first.state, second.state), ("active", "signed"))
        self.assertEqual(str(first.ended_on), "2026-05-31")
        for day in ("2026-05-31", "2026-06-01"):
            self.assertEqual(self._holders(day), [(self.dealer, True)], day)
        with freeze_time("2026-06-01"):
            self._run_cron()
        self.assertEqual((first.state, second.state), ("superseded", "active"))

    def test_a_version_of_today_supersedes_at_once(self):
        first = self._sign(self._create_agreement(date_start="2026-01-05"))
        second = first.with_user(self.manager)._make_version()
        second.date_start = "2026-03-02"
        self._sign(second)
        self.assertEqual((first.state, second.state), ("superseded", "active"))

    # ------------------------------------------------------------------ clock
    def test_reminders_and_end(self):
        agreement = self._sign(self._create_agreement(territories=self.territory))
        agreement.activity_ids.unlink()
        cockpit = self.env["partner.cockpit"].with_user(self.manager)
        cases = [
            ("2026-12-30", 0, False),  # 61 days before the end
            ("2026-12-31", 1, True),  # 60
            ("2027-01-15", 1, True),
            ("2027-02-15", 2, True),  # 14
            ("2027-03-01", 2, True),  # the last day
        ]
        for day, reminders, to_renew in cases:
            with self.subTest(day=day), freeze_time(day):
                self._run_cron()
                self.env.invalidate_all()
                self.assertEqual(len(agreement.activity_ids), reminders)
                self.assertEqual(agreement.is_to_renew, to_renew)
                found = agreement.search(
                    [("is_to_renew", "=", True), ("id", "=", agreement.id)]
                )
                self.assertEqual(bool(found), to_renew)
                waiting = cockpit.search(
                    [("kind", "=", "agreement"), ("res_id", "=", agreement.id)]
                )
                self.assertEqual(bool(waiting), to_renew)
                self.assertEqual(agreement.state, "active")
        self.assertEqual(agreement.activity_ids.user_id, self.manager)
        with freeze_time("2027-03-02"):
            self._run_cron()
        self.assertEqual(agreement.state, "expired")
        self.assertFalse(agreement.activity_ids)
        self.assertFalse(self._holders("2027-03-02"))
        subjects = agreement.message_ids.mapped("subject")
        self.assertEqual(len([s for s in subjects if s and "ends soon" in s]), 2)

    def test_no_reminder_with_a_newer_version(self):
        agreement = self._sign(self._create_agreement())
        agreement.with_user(self.manager)._make_version()
        with freeze_time("2027-02-15"):
            self._run_cron()
        self.assertFalse(agreement.reminded_on)

    def test_terminating(self):
        agreement = self._sign(self._create_agreement(territories=self.territory))
        wizard = self.env["partner.agreement.terminate"].with_user(self.manager)
        values = {"agreement_id": agreement.id, "reason": "Sold the business"}
        with self.assertRaisesRegex(UserError, "not terminated in the past"):
            wizard.create({**values, "last_day": "2026-03-01"}).action_apply()
        wizard.create({**values, "last_day": "2026-03-31"}).action_apply()
        self.assertEqual(agreement.state, "active")
        self.assertEqual(self._holders("2026-03-31"), [(self.dealer, True)])
        self.assertFalse(self._holders("2026-04-01"))
        with freeze_time("2026-04-01"):
            self._run_cron()
        self.assertEqual(agreement.state, "terminated")

    def test_merged_partners_keep_their_agreements(self):
        agreement = self._sign(self._create_agreement(territories=self.territory))
        twin = self._create_partner(name="Dealer Twin")
        merge = self.env["base.partner.merge.automatic.wizard"].sudo()
        merge._merge((self.dealer | twin).ids, twin)
        self.env.invalidate_all()
        self.assertEqual(agreement.partner_id, twin)
        self.assertEqual(self._holders(), [(twin, True)])

from odoo import Command, fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import freeze_time, tagged

from .manager_common import ManagerCommon


class AppraisalCommon(ManagerCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        criteria = cls.env["client.appraisal.criterion"]
        criteria.search([]).active = False
        cls.heavy, cls.light = criteria.create(
            [
                {
                    "name": f"{name} of the test",
                    "weight": weight,
                    **{f"scale_{mark}": f"{name} {mark}" for mark in range(1, 6)},
                }
                for name, weight in (("Heavy", 3), ("Light", 1))
            ]
        )
        cls.sheets = cls.env["client.appraisal"]

    def _sheet(self, user, kind, rater, *marks, **values):
        sheet = self.sheets.with_user(rater).create(
            {
                "user_id": user.id,
                "kind": kind,
                "rater_id": rater.id,
                "date_from": "2026-01-01",
                "date_to": "2026-03-31",
                **values,
            }
        )
        for line, mark in zip(sheet.line_ids, marks, strict=False):
            line.rating = str(mark)
        return sheet

    def _done(self, *args, **values):
        sheet = self._sheet(*args, **values)
        sheet.action_done()
        return sheet

    def _round(self, **values):
        return self.env["client.appraisal.round"].create(
            {
                "name": "First quarter",
                "user_id": self.boss.id,
                "team_id": self.team.id,
                "date_from": "2026-01-01",
                "date_to": "2026-03-31",
                "deadline": "2026-06-20",
                **values,
            }
        )


@tagged("post_install", "-at_install")
@freeze_time("2026-06-15 10:00:00")
class TestAppraisal(AppraisalCommon):
    def test_mark_by_weights(self):
        sheet = self._sheet(self.ann, "head", self.boss, 5, 2)
        # (5 * 3 + 2 * 1) / 4
        self.assertEqual(sheet.score, 4.25)
        self.assertEqual(sheet.line_ids.mapped("anchor"), ["Heavy 5", "Light 2"])
        self.heavy.weight = 1
        self.assertEqual(sheet.score, 4.25, "as agreed when the sheet was made")

    def test_the_criteria_that_come_with_the_module(self):
        criteria = (
            self.env["client.appraisal.criterion"]
            .with_context(active_test=False)
            .search([("id", "not in", (self.heavy | self.light).ids)])
        )
        self.assertEqual(
            criteria.mapped("code"),
            [
                "product_knowledge",
                "speech",
                "negotiation",
                "independence",
                "attention",
                "client_understanding",
            ],
        )
        for criterion in criteria:
            anchors = {criterion._anchor(mark) for mark in range(1, 6)}
            self.assertEqual(len(anchors - {""}), 5, criterion.name)

    def test_not_without_all_marks(self):
        sheet = self._sheet(self.ann, "head", self.boss, 5)
        with self.assertRaisesRegex(UserError, "Light"):
            sheet.action_done()

    def test_a_finished_sheet_is_not_changed(self):
        sheet = self._done(
            self.ann,
            "head",
            self.boss,
            4,
            4,
            goal_ids=[Command.create({"name": "Read", "date": "2026-07-01"})],
        )
        for user in (self.boss, self.admin):
            frozen = sheet.with_user(user)
            for change in (
                lambda sheet: sheet.write({"strengths": "Changed"}),
                lambda sheet: sheet.write({"state": "draft"}),
                lambda sheet: sheet.line_ids[0].write({"rating": "1"}),
                lambda sheet: sheet.line_ids[0].unlink(),
                lambda sheet: sheet.goal_ids.write({"name": "Changed"}),
                lambda sheet: sheet.write({"line_ids": [Command.clear()]}),
                lambda sheet: sheet.env["client.appraisal.line"].create(
                    {"appraisal_id": sheet.id, "criterion_id": self.heavy.id}
                ),
                lambda sheet: sheet.env["client.appraisal.goal"].create(
                    {"appraisal_id": sheet.id, "name": "New", "date": "2026-07-01"}
                ),
                lambda sheet: sheet.unlink(),
            ):
                with self.assertRaises(UserError):
                    change(frozen)
        with self.assertRaises(UserError):
            sheet.sudo().strengths = "Changed"
        self.assertEqual(sheet.score, 4)

    def test_state_and_publication_are_not_written(self):
        sheet = self._sheet(self.ann, "head", self.boss, 4, 4, state="done")
        self.assertEqual(sheet.state, "draft")
        for vals in ({"state": "done"}, {"is_published": True}):
            with self.assertRaises(UserError):
                sheet.write(vals)

    def test_goals_become_activities_when_published(self):
        sheet = self._sheet(self.ann, "head", self.boss, 4, 4)
        sheet.goal_ids = [
            Command.create({"name": "Learn the new line", "date": "2026-07-01"})
        ]
        sheet.action_done()
        self.assertFalse(sheet.goal_ids.activity_id)
        sheet.action_publish()
        activity = sheet.goal_ids.activity_id
        self.assertRecordValues(
            activity,
            [
                {
                    "user_id": self.ann.id,
                    "date_deadline": fields.Date.to_date("2026-07-01"),
                    "summary": "Learn the new line",
                }
            ],
        )
        sheet.action_publish()
        self.assertEqual(sheet.goal_ids.activity_id, activity)
        activity.with_user(self.ann).action_feedback()
        self.assertTrue(sheet.goal_ids.is_reached)

    def test_who_fills_in(self):
        for kind, rater in (("self", self.boss), ("head", self.ann)):
            with self.assertRaises(ValidationError):
                self.sheets.create(
                    {"user_id": self.ann.id, "kind": kind, "rater_id": rater.id}
                )

    def test_mystery_shopper_shows_the_event(self):
        seen, other = self._events(
            (self.ann, self.vega, "visit", "2026-06-01 09:00:00"),
            (self.bob, self.vega, "visit", "2026-06-02 09:00:00"),
        ).sorted("date")
        sheet = self.sheets.create(
            {
                "user_id": self.ann.id,
                "kind": "shopper",
                "rater_id": self.stranger.id,
                "event_id": seen.id,
            }
        )
        with self.assertRaises(ValidationError):
            sheet.event_id = other

    def test_paper(self):
        sheet = self._done(self.ann, "head", self.boss, 4, 2, strengths="<b>Fast</b>")
        html = self.env["ir.actions.report"]._render_qweb_html(
            "client_accounting.report_client_appraisal", sheet.ids
        )[0]
        for text in (b"Heavy 4", b"Light 2", b"3.50", b"&lt;b&gt;Fast"):
            self.assertIn(text, html)

    def test_side_by_side(self):
        self._done(self.ann, "self", self.ann, 5, 4)
        self._done(self.ann, "head", self.boss, 3, 4)
        self._sheet(self.ann, "head", self.boss, 1, 1, date_to="2026-03-30")  # draft
        rows = self.env["client.appraisal.comparison"].search(
            [("user_id", "=", self.ann.id)]
        )
        self.assertRecordValues(
            rows.sorted("criterion_id"),
            [
                {
                    "criterion_id": self.heavy.id,
                    "self_score": 5,
                    "head_score": 3,
                    "shopper_score": 0,
                    "gap": 2,
                },
                {
                    "criterion_id": self.light.id,
                    "self_score": 4,
                    "head_score": 4,
                    "shopper_score": 0,
                    "gap": 0,
                },
            ],
        )
        # (5 * 3 + 4) / 4, (3 * 3 + 4) / 4, their difference, and no shopper
        self.assertEqual(
            rows._read_group(
                [("user_id", "=", self.ann.id)],
                [],
                [
                    "self_score:avg",
                    "head_score:avg",
                    "gap:avg",
                    "shopper_score:avg",
                ],
            ),
            [(4.75, 3.25, 1.5, False)],
        )
        sheets = self.sheets.search(rows[0].action_open_sheets()["domain"])
        self.assertEqual(len(sheets), 2)


@tagged("post_install", "-at_install")
@freeze_time("2026-06-15 10:00:00")
class TestAppraisalAccess(AppraisalCommon):
    def _seen(self, user):
        return self.sheets.with_user(user).search([])

    def test_the_manager_sees_it_when_it_is_published(self):
        sheet = self._sheet(self.ann, "head", self.boss, 4, 4)
        sheet.goal_ids = [Command.create({"name": "Read", "date": "2026-07-01"})]
        models = (
            "client.appraisal",
            "client.appraisal.line",
            "client.appraisal.goal",
            "client.appraisal.comparison",
        )
        for step, seen in (
            (None, (0, 0, 0, 0)),
            ("action_done", (0, 0, 0, 0)),
            ("action_publish", (1, 2, 1, 2)),
        ):
            if step:
                getattr(sheet, step)()
            with self.subTest(step=step):
                self.assertEqual(
                    tuple(
                        self.env[model].with_user(self.ann).search_count([])
                        for model in models
                    ),
                    seen,
                )
            if not any(seen):
                with self.assertRaises(AccessError):
                    sheet.with_user(self.ann).read(["score"])
        with self.assertRaises(AccessError):
            sheet.with_user(self.ann).strengths = "Mine"

    def test_the_head_sees_what_is_finished(self):
        own = self._sheet(self.ann, "self", self.ann, 5, 5)
        self.assertFalse(self._seen(self.boss))
        own.action_done()
        self.assertEqual(self._seen(self.boss), own)
        self.assertFalse(self._seen(self.bob) | self._seen(self.stranger))
        self.assertEqual(self._seen(self.admin), own)

    def test_a_head_does_not_see_what_is_written_of_himself(self):
        self.env["crm.team.member"].create(
            {"crm_team_id": self.team.id, "user_id": self.boss.id}
        )
        sheet = self._done(self.boss, "head", self.admin, 2, 2)
        self.assertNotIn(sheet, self._seen(self.boss))
        with self.assertRaises(AccessError):
            sheet.with_user(self.boss).action_publish()

    def test_who_may_appraise_whom(self):
        with self.assertRaises(AccessError):
            self._sheet(self.ann, "head", self.bob)
        with self.assertRaises(AccessError):
            self._sheet(self.stranger, "head", self.boss)
        with self.assertRaises(AccessError):
            self._sheet(self.ann, "head", self.boss).with_user(self.bob).action_done()
        self._sheet(self.stranger, "head", self.admin)
        sheet = self._sheet(self.ann, "head", self.boss)
        with self.assertRaises(AccessError):
            sheet.user_id = self.stranger

    def test_nobody_writes_in_the_name_of_another(self):
        with self.assertRaises(AccessError):
            self.sheets.with_user(self.boss).create(
                {"user_id": self.ann.id, "kind": "self", "rater_id": self.ann.id}
            )

    def test_publishing(self):
        sheet = self._done(self.ann, "head", self.boss, 4, 4)
        for user in (self.ann, self.bob):
            with self.assertRaises(AccessError):
                sheet.with_user(user).action_publish()
        sheet.with_user(self.admin).action_publish()
        self.assertTrue(sheet.is_published)
        self.assertIn(
            self.ann.partner_id,
            sheet.message_ids.notified_partner_ids
            | self.env["mail.message"]
            .search([("subject", "=", "Your appraisal is ready to be read")])
            .notified_partner_ids,
        )

    def test_other_company(self):
        sheet = self._done(self.ann, "head", self.boss, 4, 4)
        other = self.env["res.company"].create({"name": "Other"})
        self.admin.write(
            {"company_id": other.id, "company_ids": [Command.set(other.ids)]}
        )
        self.assertNotIn(sheet, self._seen(self.admin))


@tagged("post_install", "-at_install")
@freeze_time("2026-06-15 10:00:00")
class TestAppraisalRound(AppraisalCommon):
    def test_sheets_of_a_team(self):
        appraisal_round = self._round(shopper_id=self.stranger.id)
        self.assertEqual(appraisal_round.user_ids, self.ann | self.bob)
        action = appraisal_round.with_user(self.boss).action_start()
        sheets = appraisal_round.appraisal_ids
        self.assertEqual(
            {(sheet.user_id, sheet.kind, sheet.rater_id) for sheet in sheets},
            {
                (user, kind, rater)
                for user in (self.ann, self.bob)
                for kind, rater in (
                    ("self", user),
                    ("head", self.boss),
                    ("shopper", self.stranger),
                )
            },
        )
        self.assertEqual(len(sheets.line_ids), 12)
        self.assertEqual(
            {(one.user_id, str(one.date_deadline)) for one in sheets.activity_ids},
            {
                (user, "2026-06-20")
                for user in (self.ann, self.bob, self.boss, self.stranger)
            },
        )
        # each sees those to be filled in by himself
        for user, count in ((self.ann, 1), (self.boss, 2), (self.stranger, 2)):
            seen = self.sheets.with_user(user).search(action["domain"])
            self.assertEqual(len(seen), count)
            self.assertEqual(seen.rater_id, user)
        appraisal_round.with_user(self.boss).action_start()
        self.assertEqual(appraisal_round.appraisal_ids, sheets, "once")
        appraisal_round.user_ids |= self.stranger
        appraisal_round.with_user(self.admin).action_start()
        self.assertEqual(len(appraisal_round.appraisal_ids), 8)

    def test_finished_when_all_sheets_are(self):
        appraisal_round = self._round(by_head=False)
        appraisal_round.action_start()
        for number, sheet in enumerate(appraisal_round.appraisal_ids, 1):
            self.assertEqual(appraisal_round.state, "open")
            sheet = sheet.with_user(sheet.rater_id)
            sheet.line_ids.rating = "3"
            sheet.action_done()
            self.assertFalse(sheet.activity_ids)
            self.assertEqual(appraisal_round.done_count, number)
        self.assertEqual(appraisal_round.state, "done")

    def test_a_manager_without_a_head(self):
        self.boss.sale_team_id = False
        appraisal_round = self._round(user_ids=[Command.set(self.boss.ids)])
        appraisal_round.team_id = False
        appraisal_round.user_ids = self.boss
        appraisal_round.by_self = False
        with self.assertRaises(UserError):
            appraisal_round.action_start()
        self.company.client_head_id = self.admin
        appraisal_round.action_start()
        self.assertEqual(appraisal_round.appraisal_ids.rater_id, self.admin)

    def test_whose_team(self):
        with self.assertRaises(AccessError):
            self._round(user_id=self.bob.id).with_user(self.bob).action_start()
        with self.assertRaises(AccessError):
            self._round().with_user(self.bob).action_start()
        appraisal_round = self._round()
        with self.assertRaises(UserError):
            appraisal_round.with_user(self.boss).state = "done"

    def test_reminding(self):
        appraisal_round = self._round()
        appraisal_round.action_start()
        done = appraisal_round.appraisal_ids.filtered(
            lambda sheet: sheet.rater_id == self.ann
        ).with_user(self.ann)
        done.line_ids.rating = "3"
        done.action_done()
        messages = self.env["mail.message"]
        domain = [("subject", "=like", "Appraisal sheets to fill in%")]
        self.env["client.appraisal.round"]._cron_remind()
        self.assertFalse(messages.search(domain), "five days before")
        with freeze_time("2026-06-18 10:00:00"):
            for _time in range(2):
                self.env["client.appraisal.round"]._cron_remind()
        found = messages.search(domain)
        self.assertEqual(
            {(message.notified_partner_ids, message.subject[-1]) for message in found},
            {(self.bob.partner_id, "1"), (self.boss.partner_id, "2")},
        )
        self.assertEqual(len(found), 2, "once, who has finished not at all")
        appraisal_round.with_user(self.boss).action_remind()
        self.assertEqual(messages.search_count(domain), 4)
        with self.assertRaises(AccessError):
            appraisal_round.with_user(self.ann).action_remind()

    def test_the_next_round(self):
        copy = self._round().copy()
        self.assertRecordValues(
            copy,
            [
                {
                    "state": "draft",
                    "date_from": fields.Date.to_date("2026-04-01"),
                    "date_to": fields.Date.to_date("2026-06-29"),
                    "user_ids": (self.ann | self.bob).ids,
                }
            ],
        )
        self.assertFalse(copy.appraisal_ids)

    def test_criteria_go_from_one_database_to_another(self):
        specification = self.env["client.specification"].with_user(self.admin)
        text = specification._export(["client.appraisal.criterion"]).decode()
        self.assertIn("code: heavy_of_the_test", text)
        self.assertIn("Heavy 5", text)

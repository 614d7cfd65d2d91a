from odoo import Command, fields
from odoo.exceptions import UserError, ValidationError
from odoo.tests import freeze_time, tagged

from .common import TODAY
from .segment_common import SegmentCommon

RICH = [("client_turnover_12m", ">=", 100)]


@tagged("post_install", "-at_install")
@freeze_time("2026-06-15 10:00:00")
class TestClientSegment(SegmentCommon):
    def test_membership_is_dated(self):
        rich = self._segment("Rich", RICH)
        self._invoice(self.client, 150, -10)
        self._evaluate()
        self.assertIn(self.client, self._members(rich))
        self.assertEqual(self.client.client_segment_ids, rich)
        with freeze_time("2026-07-01 10:00:00"):
            self._invoice(self.client, 70, "2026-06-30", move_type="out_refund")
            self._invoice(self.stranger, 100, "2026-06-30")
            self._evaluate()
        self.env.invalidate_all()
        rows = self.env["client.segment.membership"].search(
            [("partner_id", "in", (self.client | self.stranger).ids)], order="id"
        )
        self.assertRecordValues(
            rows,
            [
                {
                    "partner_id": self.client.id,
                    "date_from": TODAY,
                    "date_to": fields.Date.to_date("2026-07-01"),
                    "origin": "rule",
                },
                {
                    "partner_id": self.stranger.id,
                    "date_from": fields.Date.to_date("2026-07-01"),
                    "date_to": False,
                    "origin": "rule",
                },
            ],
        )
        self.assertFalse(self.client.client_segment_ids)
        self.assertEqual(self._members(rich, "2026-06-30"), self.client)
        self.assertEqual(self._members(rich, "2026-07-01"), self.stranger)

    def test_evaluated_again_nothing_changes(self):
        self._segment("Rich", RICH)
        self._invoice(self.client, 150, -10)
        self.assertEqual(self._evaluate()["opened"], 1)
        counts = self._evaluate()
        self.assertEqual((counts["opened"], counts["closed"]), (0, 0))

    def test_back_on_the_same_day_is_the_same_stay(self):
        rich = self._segment("Rich", [("ref", "=", "x")])
        for ref, number in (("x", 1), ("", 0), ("x", 1)):
            self.client.ref = ref
            self._evaluate()
            self.assertEqual(len(self._members(rich)), number)
        row = self.env["client.segment.membership"].search(
            [("segment_id", "=", rich.id)]
        )
        self.assertEqual((row.date_from, row.date_to), (TODAY, False))

    def test_exclusive_axis_takes_the_first_that_holds(self):
        axis = self._axis("Size", exclusive=True)
        small = self._segment("Small", [], axis, sequence=30)
        large = self._segment(
            "Large", [("client_turnover_12m", ">", 100)], axis, sequence=10
        )
        middle = self._segment(
            "Middle", [("client_turnover_12m", ">", 10)], axis, sequence=20
        )
        third = self._client("Third")
        self._invoice(self.client, 200, -5)
        self._invoice(self.stranger, 50, -5)
        self._evaluate()
        everybody = (self.client, self.stranger, third)
        self.assertEqual(self._among(large, *everybody), ["Vega"])
        self.assertEqual(self._among(middle, *everybody), ["Rigel"])
        self.assertEqual(self._among(small, *everybody), ["Third"])
        middle.sequence = 5
        middle._evaluate_now()
        self.assertEqual(self._among(middle, *everybody), ["Vega", "Rigel"])
        self.assertEqual(self._among(large, *everybody), [])

    # ------------------------------------------------------------------ by hand
    def _override(self, partner, segment, kind="include", **values):
        return self.env["client.segment.override"].create(
            {
                "partner_id": partner.id,
                "segment_id": segment.id,
                "kind": kind,
                "reason": "We know better",
                **values,
            }
        )

    def test_by_hand_wins_over_the_rule(self):
        rich = self._segment("Rich", RICH)
        self._invoice(self.client, 150, -10)
        self._evaluate()
        into = self._override(self.stranger, rich)
        out = self._override(self.client, rich, "exclude")
        self.assertEqual(self._members(rich), self.stranger)
        rows = self.env["client.segment.membership"].search(
            [("segment_id", "=", rich.id)], order="id"
        )
        self.assertRecordValues(
            rows,
            [
                {"date_to": TODAY, "origin": "rule", "reason": "We know better"},
                {"date_to": False, "origin": "manual", "reason": "We know better"},
            ],
        )
        self._evaluate()
        self.assertEqual(self._members(rich), self.stranger)
        (into | out).action_withdraw()
        self.assertEqual(self._members(rich), self.client)

    def test_by_hand_until_a_day(self):
        rich = self._segment("Rich", RICH)
        self._override(self.stranger, rich, date_until="2026-06-20")
        self.assertEqual(self._members(rich), self.stranger)
        with freeze_time("2026-06-20 12:00:00"):
            self._evaluate()
            self.assertEqual(self._members(rich), self.stranger)
        with freeze_time("2026-06-21 12:00:00"):
            self._evaluate()
            self.assertFalse(self._members(rich))

    def test_by_hand_on_an_exclusive_axis(self):
        axis = self._axis("Size", exclusive=True)
        large = self._segment("Large", RICH, axis, sequence=1)
        small = self._segment("Small", [], axis, sequence=2)
        self._invoice(self.client, 150, -10)
        self._evaluate()
        self._override(self.client, small)
        self.assertNotIn(self.client, self._members(large))
        self.assertIn(self.client, self._members(small))
        with self.assertRaisesRegex(ValidationError, "one segment of this axis"):
            self._override(self.client, large)
        self._override(self.stranger, small, "exclude")
        self.assertNotIn(self.stranger, self._members(small))

    def test_by_hand_against_a_computed_class(self):
        axis = self._axis("Debt", method="bands", measure="debt_age")
        good = self._segment("Good", axis=axis, lower=0)
        bad = self._segment("Bad", axis=axis, lower=30)
        self._invoice(self.client, 150, -40)
        self._evaluate()
        self.assertEqual(self._among(bad, self.client), ["Vega"])
        self._override(self.client, good)
        self._evaluate()
        self.assertEqual(self._among(bad, self.client), [])
        self.assertEqual(self._among(good, self.client), ["Vega"])

    def test_by_hand_needs_a_reason_and_a_client(self):
        rich = self._segment("Rich", RICH)
        with self.assertRaises(ValidationError):
            self._override(self.client, rich, reason="  ")
        with self.assertRaisesRegex(ValidationError, "contact of Vega"):
            self._override(self.person, rich)

    def test_wizard_puts_many_in(self):
        press = self._segment("Press", method="manual")
        wizard = self.env["client.segment.assign"].with_context(
            active_model="res.partner", active_ids=(self.person | self.stranger).ids
        )
        wizard = wizard.create({"segment_id": press.id, "reason": "Wrote about us"})
        wizard.action_apply()
        self.assertEqual(self._members(press), self.client | self.stranger)
        again = wizard.create({"segment_id": press.id, "reason": "No longer"})
        again.kind = "exclude"
        again.action_apply()
        self.assertFalse(self._members(press))

    # ------------------------------------------------------------------ incremental
    def test_refresh_equals_full(self):
        axis = self._axis("Size", exclusive=True)
        self._segment("Large", [("client_turnover_12m", ">", 100)], axis)
        self._segment("Small", [], axis, sequence=99)
        rich = self._segment("Rich", RICH)
        self._segment("Rich abroad", [("client_segment_ids", "in", rich.ids)])
        self._segment("Ordering", [("sale_order_ids", "any", [("state", "=", "sale")])])
        self._segment("Named", [("ref", "=", "x")])
        bands = self._axis("Debt", method="bands", measure="debt_age")
        self._segment("Bad", axis=bands, lower=30)
        self._axis("Where", method="country")
        self._invoice(self.stranger, 120, -50)
        self._evaluate()
        self.segments._refresh()  # what the fixture itself changed
        self._invoice(self.client, 150, -40)
        self._invoice(self.stranger, 50, -3, move_type="out_refund")
        self._order(self.client, 70)
        newcomer = self._client("New", ref="x", country_id=self.env.ref("base.fr").id)
        self.person.parent_id = False
        self.figures._refresh()
        looked_at = self.segments._refresh()
        self.assertTrue(looked_at)
        found = self._current()
        self.assertIn(("named", newcomer.id), found)
        self.assertIn(("rich_abroad", self.client.id), found)
        self.assertNotIn(("rich", self.stranger.id), found)
        self.segments._evaluate_all()
        self.assertEqual(self._current(), found)

    def test_refresh_of_a_new_day_looks_at_everybody(self):
        late = self._segment(
            "Not for long", [("client_last_purchase_date", "<", "today -30d")]
        )
        self._invoice(self.client, 150, -20)
        self._evaluate()
        self.assertFalse(self._among(late, self.client))
        with freeze_time("2026-06-30 10:00:00"):
            self.assertIsNone(self.segments._refresh())
        self.assertTrue(self._among(late, self.client))

    def test_archived_client_leaves(self):
        rich = self._segment("Rich", RICH)
        self._invoice(self.client, 150, -10)
        self._evaluate()
        self.client.active = False
        self.segments._refresh_clients(self.client.ids)
        self.assertFalse(self._members(rich))

    def test_archived_segment_ends(self):
        rich = self._segment("Rich", RICH)
        self._invoice(self.client, 150, -10)
        self._evaluate()
        rich.active = False
        self.assertFalse(self._members(rich))
        self.assertFalse(self._current())
        rich.active = True
        rich._evaluate_now()
        self.assertEqual(self._members(rich), self.client)

    def test_statements_do_not_grow_with_clients(self):
        for index in range(5):
            self._segment(f"Rich {index}", [("client_turnover_12m", ">", index)])
        self._evaluate()
        clients = self.env["res.partner"].create(
            [{"name": f"Client {index}", "is_company": True} for index in range(30)]
        )
        self.env.flush_all()
        self.segments._evaluate_all()
        with self.assertQueryCount(17):
            self.segments._refresh_clients(clients[:1].ids)
            self.env.flush_all()
        with self.assertQueryCount(17):
            self.segments._refresh_clients(clients.ids)
            self.env.flush_all()

    # ------------------------------------------------------------------ rules
    def test_rule_may_refer_to_another_segment(self):
        rich = self._segment("Rich", RICH)
        both = self._segment(
            "Rich and named",
            [("client_segment_ids", "in", rich.ids), ("ref", "=", "x")],
        )
        self.client.ref = "x"
        self._invoice(self.client, 150, -10)
        self._invoice(self.stranger, 150, -10)
        self._evaluate()
        self.assertEqual(self._members(both), self.client)

    def test_circle_is_refused_and_named(self):
        first = self._segment("First", RICH)
        second = self._segment("Second", [("client_segment_ids", "in", first.ids)])
        third = self._segment("Third", [("client_segment_ids.code", "=", "second")])
        for domain in (
            [("client_segment_ids", "in", third.ids)],
            [("client_segment_ids", "any", [("name", "=", "Third")])],
            [("parent_id.client_segment_ids", "=", third.id)],
            [("client_segment_ids", "=", False)],
        ):
            with self.subTest(domain=domain):
                with self.assertRaises(ValidationError) as caught:
                    first.domain = repr(domain)
                if "=" not in str(domain[0][1:]):
                    self.assertIn("→", str(caught.exception))
        with self.assertRaisesRegex(ValidationError, "First.*→.*Second|Second.*→"):
            first.domain = repr([("client_segment_ids", "in", second.ids)])
        with self.assertRaises(ValidationError):
            first.domain = repr([("client_segment_ids", "in", first.ids)])

    def test_rule_on_the_own_exclusive_axis_is_a_circle(self):
        axis = self._axis("Size", exclusive=True)
        large = self._segment("Large", RICH, axis)
        with self.assertRaisesRegex(ValidationError, "Size"):
            self._segment("Other", [("client_segment_ids", "in", large.ids)], axis)

    def test_spoilt_rule_says_so_and_keeps_its_clients(self):
        rich = self._segment("Rich", RICH)
        other = self._segment("Other", [("ref", "=", "x")])
        self._invoice(self.client, 150, -10)
        self._evaluate()
        self.stranger.ref = "x"
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE client_segment SET domain = %s WHERE id = %s",
            ["[('field_that_is_gone', '=', 1)]", rich.id],
        )
        self.env.invalidate_all()
        with self.assertLogs("odoo.addons.client_accounting", "WARNING"):
            self._evaluate()
        self.assertEqual(self._members(rich), self.client)
        self.assertIn("field_that_is_gone", rich.error)
        self.assertEqual(self._members(other), self.stranger)
        self.assertFalse(other.error)
        rich.domain = repr(RICH)
        self._evaluate()
        self.assertFalse(rich.error)

    def test_rule_on_an_attribute_that_is_deleted_or_archived(self):
        attribute = self.env["client.attribute"].create(
            {"name": "Press", "code": "rule_press", "type": "char"}
        )
        rule = [("client_attributes.rule_press", "=", False)]
        presses = self._segment("Presses", rule)
        self._evaluate()
        self.assertIn(self.client, self._members(presses))
        attribute.action_archive()
        with self.assertLogs("odoo.addons.client_accounting", "WARNING"):
            self._evaluate()
        self.assertIn("Press", presses.error)
        self.assertIn(self.client, self._members(presses))
        attribute.unlink()
        with self.assertLogs("odoo.addons.client_accounting", "WARNING"):
            self._evaluate()
        self.assertIn("rule_press", presses.error)
        self.assertIn(self.client, self._members(presses))
        with self.assertRaisesRegex(ValidationError, "rule_press"):
            self._segment("More", rule)

    def test_bad_rules_are_refused_when_saved(self):
        for text in ("[('nonsense', '=', 1)]", "[(", "[('name', 'near', 'x')]"):
            with self.subTest(text=text), self.assertRaises(ValidationError):
                self._segment("Bad").domain = text

    def test_html_in_names(self):
        bad = self._segment("<script>alert(1)</script>", RICH)
        self._invoice(self.client, 150, -10)
        self._evaluate()
        self.assertEqual(bad.code, "script_alert_1_script")
        dossier = self.env["client.dossier"].get_dossier(self.client.id)
        [section] = [
            section for section in dossier["sections"] if section["key"] == "segments"
        ]
        self.assertEqual(
            section["data"]["facts"][0]["value"], "<script>alert(1)</script>"
        )

    def test_nobody_writes_the_segments_of_a_client(self):
        rich = self._segment("Rich", RICH)
        for command in (Command.link(rich.id), Command.set(rich.ids)):
            with self.assertRaises(UserError):
                self.client.client_segment_ids = [command]
        with self.assertRaises(UserError):
            self._client("X", client_segment_ids=[Command.link(rich.id)])

    # ------------------------------------------------------------------ preview
    def test_preview_of_an_unsaved_rule(self):
        rich = self._segment("Rich", RICH)
        self._invoice(self.client, 150, -10)
        self._invoice(self.stranger, 60, -10)
        self._evaluate()
        unsaved = rich.new(origin=rich)
        unsaved.domain = "[('client_turnover_12m', '=', 60)]"
        self.assertEqual(
            (
                unsaved.preview_count,
                unsaved.preview_enter_count,
                unsaved.preview_leave_count,
            ),
            (1, 1, 1),
        )
        self.assertEqual(unsaved.preview_enter_ids._origin, self.stranger)
        self.assertEqual(unsaved.preview_leave_ids._origin, self.client)
        unsaved.domain = "[('gone', '=', 60)]"
        self.assertIn("gone", unsaved.preview_problem)
        self.assertEqual(self._members(rich), self.client)
        brand_new = self.segments.new({"axis_id": self.axis.id, "domain": repr(RICH)})
        self.assertEqual(brand_new.preview_count, 1)

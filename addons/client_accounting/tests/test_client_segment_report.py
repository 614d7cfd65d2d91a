from odoo import fields
from odoo.exceptions import ValidationError
from odoo.tests import freeze_time, tagged

from .segment_common import SegmentCommon


@tagged("post_install", "-at_install")
@freeze_time("2026-06-15 10:00:00")
class TestClientSegmentReport(SegmentCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.size = cls._axis("Size", exclusive=True)
        cls.large = cls._segment("Large", [("ref", "=", "l")], cls.size)
        cls.small = cls._segment("Small", [("ref", "=", "s")], cls.size)
        cls.a, cls.b, cls.c, cls.d = (cls._client(name) for name in "abcd")

    def _on(self, day, **refs):
        with freeze_time(f"{day} 10:00:00"):
            for name, ref in refs.items():
                getattr(self, name).ref = ref
            self._evaluate()

    def test_migration_by_hand(self):
        """a stays large, b falls, c comes new, d disappears."""
        self._on("2026-01-10", a="l", b="l", d="s")
        self._on("2026-03-10", b="s")
        self._on("2026-05-10", c="l", d=False)
        wizard = self.env["client.segment.migration"].create(
            {
                "axis_id": self.size.id,
                "date_from": "2026-02-01",
                "date_to": "2026-06-01",
            }
        )
        action = wizard.action_open()
        report = self.env[action["res_model"]].with_context(**action["context"])
        matrix = {
            (start.name, end.name): count
            for start, end, count in report._read_group(
                [], ["from_segment_id", "to_segment_id"], ["__count"]
            )
        }
        self.assertEqual(
            matrix,
            {
                ("Large", "Large"): 1,
                ("Large", "Small"): 1,
                (False, "Large"): 1,
                ("Small", False): 1,
            },
        )
        moved = report.search([("has_moved", "=", True)])
        self.assertEqual(sorted(moved.partner_id.mapped("name")), ["b", "c", "d"])

    def test_migration_of_the_same_day(self):
        self._on("2026-01-10", a="l")
        report = self.env["client.segment.migration.report"].with_context(
            migration_axis_id=self.size.id,
            migration_from="2026-01-10",
            migration_to="2026-01-10",
        )
        self.assertRecordValues(
            report.search([]),
            [
                {
                    "from_segment_id": self.large.id,
                    "to_segment_id": self.large.id,
                    "has_moved": False,
                }
            ],
        )

    def test_migration_needs_an_exclusive_axis(self):
        with self.assertRaises(ValidationError):
            self.env["client.segment.migration"].create({"axis_id": self.axis.id})
        self.assertEqual(
            self.env["client.segment.migration"].new({}).axis_id, self.size
        )

    def test_sizes_by_month(self):
        self._on("2024-01-10", d="l")  # before the months that are shown
        self._on("2026-01-10", a="l", b="l")
        self._on("2026-03-10", b="s")
        self._on("2026-05-10", c="l", d=False)
        rows = self.env["client.segment.trend"].search(
            [("segment_id", "=", self.large.id), ("month", ">=", "2025-12-01")],
            order="month",
        )
        self.assertEqual(
            [(row.month.month, row.size, row.entered, row.gone) for row in rows],
            [
                (12, 1, 0, 0),
                (1, 3, 2, 0),
                (2, 3, 0, 0),
                (3, 2, 0, 1),
                (4, 2, 0, 0),
                (5, 2, 1, 1),
                (6, 2, 0, 0),
            ],
        )

    def test_turnover_of_segments(self):
        self._invoice(self.a, 100, -5)
        self._invoice(self.b, 30, -50)
        self._invoice(self.c, 7, -5)
        self._on("2026-06-15", a="l", b="l", c="s")
        self.env.invalidate_all()
        self.assertRecordValues(
            self.large | self.small,
            [
                {"client_count": 2, "turnover_12m": 130, "receivable_overdue": 130},
                {"client_count": 1, "turnover_12m": 7, "receivable_overdue": 7},
            ],
        )
        self.assertAlmostEqual(self.large.share, 200 / 3, 4)

    def test_list_of_segments_takes_few_statements(self):
        self._on("2026-06-15", a="l", b="l", c="s")
        segments = self.segments.search([])
        fields_of_list = ["client_count", "share", "turnover_12m", "receivable_overdue"]
        segments.read(fields_of_list)
        self.env.invalidate_all()
        with self.assertQueryCount(12):
            segments.read(fields_of_list)

    def test_any_combination_is_found(self):
        """What the panel beside the list asks for."""
        self._on("2026-06-15", a="l", b="l", c="s")
        named = self._segment("Named", [("name", "in", ["a", "c"])])
        named._evaluate_now()
        partners = self.env["res.partner"]
        found = partners.search(
            [
                ("client_segment_ids", "in", self.large.ids),
                ("client_segment_ids", "in", named.ids),
            ]
        )
        self.assertEqual(found, self.a)
        counts = {
            segment.name: count
            for segment, count in partners._read_group(
                [("client_segment_ids", "!=", False)],
                ["client_segment_ids"],
                ["__count"],
            )
        }
        self.assertEqual(counts, {"Large": 2, "Small": 1, "Named": 2})
        panel = partners.search_panel_select_multi_range(
            "client_segment_ids",
            group_by="axis_id",
            enable_counters=True,
            search_domain=[],
            category_domain=[],
            filter_domain=[],
            comodel_domain=[],
            expand=False,
            limit=100,
        )
        self.assertEqual(
            {value["id"]: value["__count"] for value in panel["values"]},
            {self.large.id: 2, self.small.id: 1, named.id: 2},
        )

    def test_history_of_a_client(self):
        self._on("2026-01-10", a="l")
        self._on("2026-03-10", a="s")
        action = self.a.action_open_client_segments()
        rows = self.env[action["res_model"]].search(action["domain"], order="id")
        self.assertEqual(
            [(row.segment_id.name, row.date_to) for row in rows],
            [("Large", fields.Date.to_date("2026-03-10")), ("Small", False)],
        )

import re
from xml.etree import ElementTree

from odoo.tests import BaseCase

from ..tools.bar_chart import Series, bar_chart, scale_of

SVG = "{http://www.w3.org/2000/svg}"


class TestScale(BaseCase):
    def test_round_numbers(self):
        for values, expected in (
            ((), (0, 1)),
            ((0, 0), (0, 1)),
            ((100,), (0, 25, 50, 75, 100)),
            ((83500,), (0, 25000, 50000, 75000, 100000)),
            ((7,), (0, 2, 4, 6, 8)),
            ((0.4,), (0, 0.1, 0.2, 0.3, 0.4)),
            ((-30, 70), (-50, -25, 0, 25, 50, 75)),
            ((-5,), (-6, -4, -2, 0)),
            ((-0.001, 0), (-0.001, -0.00075, -0.0005, -0.00025, 0)),
        ):
            with self.subTest(values):
                self.assertEqual(scale_of(values), expected)


class TestBarChart(BaseCase):
    def draw(self, labels, *series, **options):
        return ElementTree.fromstring(bar_chart(labels, series, **options))

    def test_height_of_bars(self):
        chart = self.draw(
            ["Jan", "Feb"],
            Series("Before", (50, 0), "#ccc"),
            Series("Now", (100, 25), "#123"),
            height=128,
        )
        # 100 CSS pixels for 0 to 100; a month without turnover has no bar.
        bars = [
            (bar.get("fill"), float(bar.get("height")))
            for bar in chart.iter(f"{SVG}rect")
        ]
        self.assertEqual(bars, [("#ccc", 50), ("#123", 100), ("#123", 25)])

    def test_bars_stay_in_their_place(self):
        chart = self.draw(
            [str(month) for month in range(12)],
            Series("Before", tuple(range(12)), "#ccc"),
            Series("Now", tuple(range(12, 0, -1)), "#123"),
        )
        edges = sorted(
            (float(bar.get("x")), float(bar.get("x")) + float(bar.get("width")))
            for bar in chart.iter(f"{SVG}rect")
        )
        for (_left, right), (left, _right) in zip(edges, edges[1:], strict=False):
            self.assertLessEqual(right, left)
        self.assertLessEqual(edges[-1][1], 680)

    def test_negative_bar_hangs_below_zero(self):
        chart = self.draw(["Jan"], Series("Now", (-100,), "#123"), height=128)
        bar = next(chart.iter(f"{SVG}rect"))
        # The axis goes from -100 (below) to 0 (above, 8 pixels from the edge).
        self.assertEqual((bar.get("y"), bar.get("height")), ("8.00", "100.00"))

    def test_texts(self):
        chart = self.draw(
            ["<Jan> & co"],
            Series("Now", (4,), "#123"),
            format_tick=lambda value: f"{value:g} €",
        )
        texts = [text.text for text in chart.iter(f"{SVG}text")]
        self.assertEqual(texts, ["0 €", "1 €", "2 €", "3 €", "4 €", "<Jan> & co"])

    def test_labels_that_have_no_room_are_left_out(self):
        labels = [f"A long month {number}" for number in range(12)]
        chart = self.draw(labels, Series("Now", (1,) * 12, "#123"), width=400)
        shown = [text.text for text in chart.iter(f"{SVG}text")]
        shown = [text for text in shown if text in labels]
        self.assertIn(labels[-1], shown)
        self.assertLess(len(shown), 6)

    def test_nothing_to_draw(self):
        chart = self.draw([])
        self.assertEqual(list(chart.iter(f"{SVG}rect")), [])
        self.assertTrue(re.search("viewBox", bar_chart([], ())))

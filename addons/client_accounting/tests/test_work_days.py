from datetime import date, timedelta

from odoo.tests import BaseCase, tagged

from ..tools.work_days import WorkDays, is_weekday

HOLIDAYS = {date(2026, 6, 19)}


def load(first, last):
    days = (first + timedelta(days=number) for number in range((last - first).days + 1))
    return [day for day in days if is_weekday(day) and day not in HOLIDAYS]


@tagged("post_install", "-at_install")
class TestWorkDays(BaseCase):
    """15 June 2026 is a Monday, the Friday of that week is free."""

    def setUp(self):
        super().setUp()
        self.days = WorkDays(load)

    def test_add(self):
        cases = [
            # from, days, to
            ("2026-06-15", 0, "2026-06-15"),
            ("2026-06-15", 1, "2026-06-16"),
            ("2026-06-18", 1, "2026-06-22"),  # over the free Friday and the weekend
            ("2026-06-20", 0, "2026-06-22"),  # a Saturday
            ("2026-06-20", 1, "2026-06-22"),
            ("2026-06-15", 5, "2026-06-23"),
            ("2026-06-22", -1, "2026-06-18"),
            ("2026-06-15", 300, "2027-08-10"),
        ]
        for first, count, expected in cases:
            with self.subTest(first=first, count=count):
                day = date.fromisoformat(first)
                self.assertEqual(
                    self.days.add(day, count), date.fromisoformat(expected)
                )

    def test_count(self):
        self.assertEqual(self.days.count(date(2026, 6, 15), date(2026, 6, 22)), 4)
        self.assertEqual(self.days.count(date(2026, 6, 15), date(2026, 6, 15)), 0)
        self.assertEqual(self.days.count(date(2026, 6, 22), date(2026, 6, 15)), 0)

    def test_previous(self):
        self.assertEqual(self.days.previous(date(2026, 6, 21)), date(2026, 6, 18))
        self.assertEqual(self.days.previous(date(2026, 6, 18)), date(2026, 6, 18))

    def test_nobody_works_ever(self):
        """A calendar without a working day does not hang."""
        idle = WorkDays(lambda first, last: [])
        self.assertEqual(idle.next(date(2026, 6, 15)), date(2026, 6, 15))
        self.assertEqual(idle.add(date(2026, 6, 15), 3), date(2026, 6, 18))

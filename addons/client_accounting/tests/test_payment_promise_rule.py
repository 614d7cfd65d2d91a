from datetime import date, timedelta

from odoo.tests import BaseCase, tagged

from odoo.addons.client_accounting.tools.payment_promises import (
    Item,
    Promise,
    Settlement,
    decide,
)

TODAY = date(2026, 6, 15)


def on(days):
    return TODAY + timedelta(days=days)


def promise(number, amount, due, given=0, lines=("a",), **values):
    return Promise(
        id=number,
        given=on(given),
        due=on(due),
        limit=on(due),
        amount=amount,
        unit="usd",
        lines=lines and frozenset(lines),
        **values,
    )


def paid(key, amount, days, line="a", is_money=True):
    return Settlement(key, line, on(days), is_money, {"usd": amount})


def item(line, owed, residual, due=0):
    return Item(line, on(due), {"usd": owed}, {"usd": residual})


@tagged("post_install", "-at_install")
class TestPaymentPromiseRule(BaseCase):
    """Worked out by hand, day 0 is the day of the promise."""

    def _decide(self, promises, settlements=(), items=(), today=30):
        found = {one.line: one for one in items or [item("a", 1000, 0)]}
        return decide(promises, list(settlements), found, on(today))

    def _states(self, *args, **options):
        found = self._decide(*args, **options)
        return [
            (one.state, round(one.target, 2), round(one.paid, 2))
            for one in found.values()
        ]

    def test_one_promise(self):
        cases = [
            # payments, today, state, target, paid
            ([], 5, "open", 1000, 0),
            ([], 11, "broken", 1000, 0),
            ([paid(1, 1000, 10)], 30, "kept", 1000, 1000),
            ([paid(1, 1000, 11)], 30, "broken", 1000, 0),
            ([paid(1, 400, 5)], 10, "open", 1000, 400),
            ([paid(1, 400, 5)], 30, "partly", 1000, 400),
            ([paid(1, 400, 5), paid(2, 600, 10)], 30, "kept", 1000, 1000),
            # before the promise: so much less to pay
            ([paid(1, 400, -1), paid(2, 600, 3)], 30, "kept", 600, 600),
            # credited 300: 700 is enough; credited whole: nothing is left
            ([paid(1, 300, 2, is_money=False), paid(2, 700, 3)], 30, "kept", 700, 700),
            ([paid(1, 1000, 2, is_money=False)], 30, "void", 0, 0),
            # more than was promised counts up to the promise
            ([paid(1, 1500, 2)], 30, "kept", 1000, 1000),
        ]
        for settlements, today, *expected in cases:
            with self.subTest(settlements=settlements, today=today):
                found = self._states(
                    [promise(1, 1000, 10)],
                    settlements,
                    [item("a", 1500, 0)] if settlements[:1] == [] else (),
                    today=today,
                )
                self.assertEqual(found, [tuple(expected)])

    def test_one_payment_counts_once(self):
        # 500 until day 5, 500 until day 10; 600 comes on day 4: 100 for the second
        promises = [promise(2, 500, 10), promise(1, 500, 5)]
        found = self._decide(promises, [paid(1, 600, 4)])
        self.assertEqual((found[1].state, found[1].paid), ("kept", 500))
        self.assertEqual((found[2].state, round(found[2].paid, 2)), ("partly", 100))

    def test_late_money_serves_the_next(self):
        promises = [promise(1, 500, 5), promise(2, 500, 10)]
        found = self._decide(promises, [paid(1, 500, 7)])
        self.assertEqual(found[1].state, "broken")
        self.assertEqual(found[2].state, "kept")

    def test_postponed(self):
        first = promise(1, 1000, 5, replaced=on(4))
        second = promise(2, 1000, 10, given=4)
        found = self._decide([first, second], [paid(1, 1000, 5)])
        self.assertEqual(found[1].state, "postponed")
        self.assertEqual(found[2].state, "kept", "the money came after the new word")
        # agreed on after the day was over: it stays broken
        first = promise(1, 1000, 5, replaced=on(6))
        found = self._decide([first], today=8)
        self.assertEqual(found[1].state, "broken")

    def test_any_item(self):
        cases = [
            ([paid(1, 300, 2, line="b"), paid(2, 700, 3, line=None)], "kept"),
            ([paid(1, 300, 2, line="b")], "partly"),
            ([paid(1, 1000, 2, is_money=False)], "broken"),
        ]
        for settlements, state in cases:
            with self.subTest(settlements=settlements):
                found = self._decide([promise(1, 1000, 10, lines=None)], settlements)
                self.assertEqual(found[1].state, state)

    def test_open_promises_lie_over_the_oldest_debt(self):
        items = [item("b", 300, 300, due=5), item("a", 500, 500, due=1)]
        promises = [
            promise(1, 600, 10, lines=("a", "b")),
            promise(2, 150, 20, lines=None),
        ]
        found = self._decide(promises, (), items, today=3)
        self.assertEqual(
            {line: round(share, 4) for line, share in found[1].items.items()},
            {"a": 1.0, "b": round(100 / 300, 4)},
        )
        self.assertEqual(
            {line: round(share, 4) for line, share in found[2].items.items()},
            {"b": 0.5},
        )

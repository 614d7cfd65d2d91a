"""Classes of the CDNOW clients, against a computation of its own from the file."""

from bisect import bisect_left
from collections import Counter, defaultdict
from datetime import date
from fractions import Fraction
from statistics import fmean, pstdev

from odoo.tests import freeze_time, tagged
from odoo.tools import SQL

from odoo.addons.client_accounting.tests.segment_common import SegmentCommon

from samples.cdnow.purchases import read

TODAY = date(1998, 7, 1)
YEAR_AGO = date(1997, 7, 1)
#: recency from and to, FM from and to, as the addon ships them
RFM_TABLE = {
    "champions": (4, 5, 4, 5),
    "loyal": (3, 5, 3, 5),
    "new": (5, 5, 1, 1),
    "promising": (4, 5, 1, 2),
    "attention": (3, 3, 1, 2),
    "valuable": (1, 2, 5, 5),
    "at_risk": (1, 2, 3, 4),
    "falling_asleep": (2, 2, 1, 2),
    "lost": (1, 1, 1, 2),
}


def quintiles(numbers):
    """{client: 1..5}: 5 less the fifth that the first client of this number is in."""
    order = sorted(-number for number in numbers.values())
    return {
        client: 5 - 5 * bisect_left(order, -number) // len(order)
        for client, number in numbers.items()
    }


def abc(amounts, share_a=80, share_b=15):
    """{client: class} by the share of the sum of all who have more."""
    amounts = {client: amount for client, amount in amounts.items() if amount > 0}
    total = sum(amounts.values())
    of_amount = Counter()
    for amount in amounts.values():
        of_amount[amount] += amount
    before, shares = 0, {}
    for amount in sorted(of_amount, reverse=True):
        shares[amount] = Fraction(before) * 100 / Fraction(total)
        before += of_amount[amount]
    return {
        client: "a"
        if shares[amount] < share_a
        else "b"
        if shares[amount] < share_a + share_b
        else "c"
        for client, amount in amounts.items()
    }


def xyz(purchases, limit_x=10, limit_y=25):
    """{client: class} of the 12 months to June 1998."""
    months = defaultdict(lambda: [0.0] * 12)
    for purchase in purchases:
        index = (purchase.date.year - 1997) * 12 + purchase.date.month - 7
        if 0 <= index < 12:
            months[purchase.client][index] += float(purchase.dollars)
    found = {}
    for client, amounts in months.items():
        if sum(amounts) > 0:
            variation = 100 * pstdev(amounts) / fmean(amounts)
            found[client] = (
                "x" if variation <= limit_x else "y" if variation <= limit_y else "z"
            )
    return found


@tagged("post_install", "-at_install")
@freeze_time("1998-07-01 10:00:00")
class TestSegmentsCdnow(SegmentCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.purchases = read()
        invoice = cls._invoice(cls.client, 1, TODAY, product=None)
        names = sorted({purchase.client_ref for purchase in cls.purchases})
        partners = cls._copies(
            cls.client, [{"name": name, "complete_name": name} for name in names]
        )
        cls.env.cr.execute(
            "UPDATE res_partner SET commercial_partner_id = id WHERE id = ANY(%s)",
            [partners],
        )
        clients = dict(zip(names, partners, strict=True))
        cls._copies(
            invoice,
            [
                {
                    "name": purchase.ref,
                    "partner_id": clients[purchase.client_ref],
                    "commercial_partner_id": clients[purchase.client_ref],
                    "invoice_date": purchase.date,
                    "date": purchase.date,
                    "amount_untaxed_signed": purchase.dollars,
                    "sequence_number": number,
                }
                for number, purchase in enumerate(cls.purchases, start=10)
            ],
        )
        invoice.button_draft()
        cls.env.invalidate_all()
        cls.client_of = {
            partner: name.removeprefix("CDNOW-") for name, partner in clients.items()
        }

    @classmethod
    def _copies(cls, record, values_list):
        """Rows like that of the record, but for some values; returns their ids."""
        cls.env.flush_all()
        changed = list(values_list[0])
        columns = [
            name
            for name, field in record._fields.items()
            if field.store and field.column_type and name not in ("id", *changed)
        ]
        rows = cls.env.execute_query(
            SQL(
                "INSERT INTO %s (%s, %s) SELECT %s, v.* FROM %s r, (VALUES %s) v"
                " WHERE r.id = %s RETURNING id",
                SQL.identifier(record._table),
                SQL(", ").join(SQL.identifier(name) for name in columns),
                SQL(", ").join(SQL.identifier(name) for name in changed),
                SQL(", ").join(SQL.identifier("r", name) for name in columns),
                SQL.identifier(record._table),
                SQL(", ").join(
                    SQL("%s", tuple(values.values())) for values in values_list
                ),
                record.id,
            )
        )
        return [row[0] for row in rows]

    def _classes(self, axis):
        """{client of the file: key of the segment}"""
        rows = self.env["client.segment.membership"].search_read(
            [("axis_id", "=", axis.id), ("date_to", "=", False)],
            ["partner_id", "segment_id"],
            load=None,
        )
        keys = {segment.id: segment.key for segment in axis.segment_ids}
        return {
            self.client_of[row["partner_id"]]: keys[row["segment_id"]]
            for row in rows
            if row["partner_id"] in self.client_of
        }

    def _sums(self, since=date.min):
        sums = defaultdict(Fraction)
        for purchase in self.purchases:
            if purchase.date > since:
                sums[purchase.client] += Fraction(purchase.dollars)
        return sums

    def _rfm(self):
        days = defaultdict(set)
        for purchase in self.purchases:
            days[purchase.client].add(purchase.date)
        recency = quintiles(
            {one: max(found).toordinal() for one, found in days.items()}
        )
        frequency = quintiles({one: len(found) for one, found in days.items()})
        money = quintiles(self._sums())
        scores, groups = {}, {}
        for client in days:
            r, f, m = recency[client], frequency[client], money[client]
            scores[client] = 100 * r + 10 * f + m
            fm = (f + m + 1) // 2
            groups[client] = next(
                key
                for key, (r_from, r_to, fm_from, fm_to) in RFM_TABLE.items()
                if r_from <= r <= r_to and fm_from <= fm <= fm_to
            )
        return scores, groups

    def test_classes_equal_an_independent_computation(self):
        axes = {
            "abc": self._axis("ABC", method="abc", measure="turnover_total"),
            "abc_year": self._axis("ABC 12", method="abc", measure="turnover_12m"),
            "xyz": self._axis("XYZ", method="xyz"),
            "wide": self._axis("XYZ wide", method="xyz", limit_x=150, limit_y=250),
            "rfm": self._axis("RFM", method="rfm"),
        }
        self._evaluate()
        scores, groups = self._rfm()
        expected = {
            "abc": abc(self._sums()),
            "abc_year": abc(self._sums(YEAR_AGO)),
            "xyz": xyz(self.purchases),
            "wide": xyz(self.purchases, 150, 250),
            "rfm": groups,
        }
        for name, axis in axes.items():
            with self.subTest(axis=name):
                self.assertEqual(self._classes(axis), expected[name])
        self.assertGreater(len(set(expected["wide"].values())), 2)
        rows = self.env["client.segment.membership"].search(
            [("axis_id", "=", axes["rfm"].id)]
        )
        self.assertEqual(
            {
                self.client_of[row.partner_id.id]: row.value
                for row in rows
                if row.partner_id.id in self.client_of
            },
            scores,
        )
        self.assertEqual(len(scores), 2357)

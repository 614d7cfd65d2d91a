from odoo.tests import freeze_time, tagged

from .segment_common import SegmentCommon


@tagged("post_install", "-at_install")
@freeze_time("2026-06-15 10:00:00")
class TestClientSegmentClasses(SegmentCommon):
    """Classes computed from numbers, worked out by hand."""

    def _by_key(self, axis):
        """Names of the clients by the class they are in."""
        found = {}
        for segment in axis.segment_ids:
            names = sorted(self._members(segment).mapped("name"))
            if names:
                found[segment.key] = names
        return found

    def _values(self, axis):
        rows = self.env["client.segment.membership"].search(
            [("axis_id", "=", axis.id), ("date_to", "=", False)]
        )
        return {row.partner_id.name: round(row.value, 2) for row in rows}

    def _clients(self, amounts, date=-10):
        for name, amount in amounts.items():
            self._invoice(self._client(name), amount, date)

    # ------------------------------------------------------------------ ABC
    def test_abc_by_hand(self):
        """Of 1000: 600 begin at 0 %, 190 at 60 %, 60 at 79 % (crosses 80 %: still A),
        100 would come earlier; then 85 %, 90 %, 95 % (B ends at 95 %), 97.5 %."""
        self._clients({"a": 600, "b": 190, "c": 60, "d": 50, "e": 50, "f": 25, "g": 25})
        self._client("nothing")
        refund = self._client("refund")
        self._invoice(refund, 10, -10, move_type="out_refund")
        axis = self._axis("ABC", method="abc", measure="turnover_12m")
        self._evaluate()
        self.assertEqual(
            self._by_key(axis), {"a": ["a", "b", "c"], "b": ["d", "e"], "c": ["f", "g"]}
        )
        self.assertEqual(
            self._values(axis),
            {"a": 0, "b": 60, "c": 79, "d": 85, "e": 85, "f": 95, "g": 95},
        )

    def test_abc_the_same_number_is_the_same_class(self):
        self._clients({"a": 50, "b": 50})
        axis = self._axis("ABC", method="abc", share_a=10, share_b=10)
        self._evaluate()
        self.assertEqual(self._by_key(axis), {"a": ["a", "b"]})

    def test_abc_thresholds_are_editable(self):
        self._clients({"a": 500, "b": 300, "c": 200})
        axis = self._axis("ABC", method="abc", share_a=50, share_b=30)
        self._evaluate()
        self.assertEqual(self._by_key(axis), {"a": ["a"], "b": ["b"], "c": ["c"]})

    def test_abc_by_margin(self):
        """The goods cost 60 each: 100 x 1 leaves 40, 61 x 1 leaves 1."""
        self._clients({"a": 100, "b": 61})
        axis = self._axis("ABC", method="abc", measure="margin_12m")
        self._evaluate()
        self.assertEqual(self._by_key(axis), {"a": ["a"], "c": ["b"]})
        self.assertEqual(self._values(axis), {"a": 0, "b": 97.56})  # 40 of 41

    # ------------------------------------------------------------------ XYZ
    def _months(self, name, amounts, last=5):
        """Invoices on the 10th of months of 2026; the last one is in May."""
        client = self._client(name)
        for index, amount in enumerate(amounts):
            month = last - len(amounts) + 1 + index
            if amount:
                self._invoice(client, amount, f"2026-{month:02}-10")
        return client

    def test_xyz_by_hand(self):
        """100, 100, 100: 0 %. 90, 110, 100: sqrt(200/3)/100 = 8.16 %.
        80, 120, 100: sqrt(800/3)/100 = 16.33 %. 100, 0, 50: sqrt(5000/3)/50 = 81.65 %.
        Two months only: too little. This month does not count."""
        self._months("x0", (100, 100, 100))
        self._months("x8", (90, 110, 100))
        self._months("y16", (80, 120, 100))
        self._months("z82", (100, 0, 50))
        self._months("short", (70, 70))
        self._invoice(self._client("today"), 100, -1)
        even = self._client("even")
        for date in ("2026-03-10", "2026-04-10", "2026-05-10"):
            self._invoice(even, 100, date)
        self._invoice(even, 5000, "2026-06-02")
        axis = self._axis("XYZ", method="xyz", months=12, min_months=3)
        self._evaluate()
        self.assertEqual(
            self._by_key(axis),
            {"x": ["even", "x0", "x8"], "y": ["y16"], "z": ["z82"], "short": ["short"]},
        )
        self.assertEqual(
            self._values(axis),
            {"x0": 0, "x8": 8.16, "y16": 16.33, "z82": 81.65, "short": 0, "even": 0},
        )

    def test_xyz_months_without_an_invoice_count(self):
        """100 in January, nothing until May: mean 20, deviation 40: 200 %."""
        self._months("rare", (100, 0, 0, 0, 0))
        axis = self._axis("XYZ", method="xyz", months=12, min_months=3)
        self._evaluate()
        self.assertEqual(self._values(axis), {"rare": 200})

    def test_xyz_window(self):
        """Of three months only: the year before does not count."""
        self._invoice(self._months("even", (100, 100, 100)), 9000, "2025-08-01")
        axis = self._axis("XYZ", method="xyz", months=3, min_months=3)
        self._evaluate()
        self.assertEqual(self._values(axis), {"even": 0})

    # ------------------------------------------------------------------ RFM
    def test_rfm_by_hand(self):
        """Five buyers: a fifth each. Recency a > b > c > d > e, frequency the same,
        money the other way round."""
        for index, name in enumerate("abcde"):
            client = self._client(name)
            for number in range(5 - index):
                self._invoice(client, 10 ** (index + 1), -1 - 10 * index - 50 * number)
        axis = self._axis("RFM", method="rfm")
        self._evaluate()
        # sums: a 5*10, b 4*100, c 3*1000, d 2*10000, e 1*100000
        self.assertEqual(
            self._values(axis), {"a": 551, "b": 442, "c": 333, "d": 224, "e": 115}
        )
        # FM is (5+1+1)//2 = 3 for all of them
        self.assertEqual(
            self._by_key(axis), {"loyal": ["a", "b", "c"], "at_risk": ["d", "e"]}
        )

    def test_rfm_the_same_number_is_the_same_score(self):
        """Ten buyers of the same day and amount: all are the best."""
        self._clients({str(index): 100 for index in range(10)})
        axis = self._axis("RFM", method="rfm")
        self._evaluate()
        self.assertEqual(set(self._values(axis).values()), {555})

    def test_rfm_table_is_complete(self):
        """Each pair of scores is in exactly one of the standard segments."""
        axis = self._axis("RFM", method="rfm")
        for recency in range(1, 6):
            for fm in range(1, 6):
                holding = axis.segment_ids.filtered(
                    lambda group, r=recency, fm=fm: (
                        group.r_from <= r <= group.r_to
                        and group.fm_from <= fm <= group.fm_to
                    )
                )
                with self.subTest(recency=recency, fm=fm):
                    self.assertTrue(holding)
        ready_made = self.env.ref("client_accounting.client_segment_axis_rfm")
        tables = [
            {
                group.key: (group.r_from, group.r_to, group.fm_from, group.fm_to)
                for group in each.with_context(active_test=False).segment_ids
            }
            for each in (axis, ready_made)
        ]
        self.assertEqual(*tables)

    # ------------------------------------------------------------------ bands, links
    def test_bands(self):
        axis = self._axis("Activity", method="bands", measure="purchase_age")
        active = self._segment("Active", axis=axis, lower=0)
        sleeping = self._segment("Sleeping", axis=axis, lower=90)
        never = self._segment("Never", axis=axis, is_unknown=True)
        self._clients({"now": 10}, 0)
        self._clients({"old": 10}, -90)
        self._clients({"fresh": 10}, -89)
        self._evaluate()
        self.assertEqual(sorted(self._members(active).mapped("name")), ["fresh", "now"])
        self.assertEqual(self._members(sleeping).mapped("name"), ["old"])
        self.assertIn(self.client, self._members(never))
        self.assertEqual(self._values(axis)["old"], 90)

    def test_bands_below_the_lowest_border(self):
        axis = self._axis("Size", method="bands", measure="turnover_12m")
        large = self._segment("Large", axis=axis, lower=1000)
        small = self._segment("Small", axis=axis, lower=0.01)
        self._clients({"l": 1000, "s": 999.99})
        self._evaluate()
        self.assertEqual(self._members(large).mapped("name"), ["l"])
        self.assertEqual(self._members(small).mapped("name"), ["s"])
        self.assertNotIn(self.client, self._members(small))

    def test_countries_come_by_themselves(self):
        france, us = self.env.ref("base.fr"), self.env.ref("base.us")
        self.client.country_id = us
        axis = self._axis("Where", method="country")
        self.stranger.country_id = france
        self._evaluate()
        segment = axis.segment_ids.filtered(lambda one: one.key == str(france.id))
        self.assertEqual(segment.name, france.name)
        self.assertEqual(self._members(segment), self.stranger)
        self.stranger.country_id = us
        self.segments._refresh_clients(self.stranger.ids)
        self.assertFalse(self._members(segment))

    # ------------------------------------------------------------------ companies
    def test_axis_of_one_company(self):
        """The second company counts in euros; its clients are its own."""
        theirs = self._client("Theirs", company_id=self.other_company.id)
        self._invoice(self.client, 100, -5)
        self._invoice(self.client, 30, -5, company=self.other_company)
        self._invoice(theirs, 10, -5, company=self.other_company)
        axis = self._axis(
            "ABC", method="abc", company_id=self.other_company.id, share_a=70
        )
        self._evaluate()
        self.assertEqual(self._values(axis), {"Vega": 0, "Theirs": 75})

    def test_axis_of_all_companies_adds_up(self):
        """4 euros are a dollar, so 40 euros are 10 dollars more than 100."""
        main = self.env["client.rule"]._main_company()
        self.assertEqual(main.currency_id, self.company.currency_id)
        self.env["res.currency.rate"].sudo().create(
            {
                "name": "2026-01-01",
                "currency_id": self.euro.id,
                "company_id": main.id,
                "rate": 4,
            }
        )
        self._invoice(self.client, 100, -5)
        self._invoice(self.client, 40, -5, company=self.other_company)
        axis = self._axis("Size", method="bands", measure="turnover_12m")
        self._segment("All", axis=axis, lower=0.01)
        self._evaluate()
        self.assertEqual(self._values(axis)["Vega"], 110)

"""Segments of all clients: twenty rules, and the classes that are computed."""

from collections import defaultdict
from statistics import pstdev

from dateutil.relativedelta import relativedelta

from odoo.fields import Command, Domain
from odoo.tools import SQL

from odoo.addons.client_accounting.models.segments.methods import Numbers

from ..hand_sql import figures as hand_figures
from ..hand_sql import segments as hand
from ..registry import Row, register

AXES = (
    ("turnover", {"method": "abc", "measure": "turnover_12m"}),
    ("margin", {"method": "abc", "measure": "margin_12m"}),
    ("xyz", {"method": "xyz"}),
    ("rfm", {"method": "rfm"}),
)


def only(bench, name, **values):
    """Create an axis of the company, the only active one."""
    axes = bench.env["client.segment.axis"].sudo()
    axes.search([]).active = False
    axis = axes.create(
        {"name": name, "company_id": bench.company_id, "exclusive": False, **values}
    )
    bench.env.cr.execute("TRUNCATE client_segment_membership CASCADE")
    return axis


def stored(bench):
    """Return who is in which segment: {(position of the rule, client)}."""
    return set(
        bench.rows(
            """SELECT s.sequence, m.partner_id FROM client_segment_membership m
                 JOIN client_segment s ON s.id = m.segment_id
                WHERE m.date_to IS NULL"""
        )
    )


class Rules(Row):
    """The rules of `hand.RULES` as segments of one axis."""

    def before(self, bench, way):
        axis = only(bench, "Bench")
        self.segments = bench.env["client.segment"].sudo()
        self.segments = self.segments.create(
            [
                {
                    "name": f"Rule {number}",
                    "axis_id": axis.id,
                    "sequence": number,
                    "domain": repr(domain),
                }
                for number, (domain, _condition) in enumerate(hand.RULES)
            ]
        )
        bench.env.flush_all()


@register
class AllRules(Rules):
    """From nothing, everybody who is in is stored."""

    name = "segments-full"
    title = f"segments: {len(hand.RULES)} rules, all clients"
    runs = 1  # tags written by the ORM take minutes

    def ways(self, bench):
        return {"ours": self._ours, "sql": self._by_hand, "usual": self._usual}

    def _ours(self, bench):
        self.segments._evaluate()
        bench.env.flush_all()
        return stored(bench)

    def _by_hand(self, bench):
        hand.evaluate(bench, self.segments)
        return stored(bench)

    def _usual(self, bench):
        """A tag for each rule: search, and write the tag on who is found, as an
        automation does it."""
        partners = bench.env["res.partner"].sudo()
        partners = partners.with_context(
            allowed_company_ids=[bench.company_id], tracking_disable=True
        )
        company = bench.env["res.company"].browse(bench.company_id)
        population = SQL("(%s)", bench.env["client.rule"]._population(company))
        tags = bench.env["res.partner.category"].sudo()
        tags = tags.create([{"name": segment.name} for segment in self.segments])
        found = set()
        for number, (domain, _condition) in enumerate(hand.RULES):
            clients = partners.search(Domain(domain) & Domain("id", "in", population))
            clients.write({"category_id": [Command.link(tags[number].id)]})
            bench.env.flush_all()
            found.update((number, client_id) for client_id in clients.ids)
        return found

    def check(self, bench, results):
        if not results["ours"]:
            return "nobody is in a segment"
        return "; ".join(
            f"{way} differs by {len(results['ours'] ^ found)} memberships"
            for way, found in results.items()
            if found != results["ours"]
        )


@register
class RulesAfterChange(Rules):
    """After new invoices, payments and deliveries of 1 % of the clients, refreshed
    into the figures: only the segments are measured."""

    name = "segments-refresh-1"
    title = f"segments: {len(hand.RULES)} rules, 1 % of clients changed"

    def ways(self, bench):
        return {"ours": self._ours, "full": self._full}

    def before(self, bench, way):
        super().before(bench, way)
        if way == "full":
            return
        self.segments._evaluate()
        segments = bench.env["client.segment"].sudo()
        segments._write_state(watermark=bench.env.cr.now(), day=segments._today())
        self.segments.write({"is_stale": False})
        bench.env.flush_all()
        hand_figures.change_clients(bench, 0.01)
        bench.env["client.figures"].sudo()._refresh()

    def _ours(self, bench):
        segments = bench.env["client.segment"].sudo()
        segments._evaluate_clients(sorted(segments._take_dirty()))
        bench.env.flush_all()

    def _full(self, bench):
        self.segments._evaluate()
        bench.env.flush_all()

    def check(self, bench, results):
        with bench.savepoint(bench.env.cr):
            self.before(bench, "ours")
            self._ours(bench)
            refreshed = stored(bench)
            self.segments._evaluate()
            bench.env.flush_all()
            differing = refreshed ^ stored(bench)
            if differing:
                return f"{len(differing)} memberships differ from the full evaluation"
        return ""


@register
class Classes(Row):
    """ABC by turnover and margin, XYZ, RFM: who is in which class, not stored."""

    name = "segments-classes"
    title = "classes: ABC, XYZ, RFM of all clients"

    def ways(self, bench):
        return {"ours": self._ours, "sql": self._by_hand, "usual": self._usual}

    def before(self, bench, way):
        self.axes = {
            name: bench.env["client.segment.axis"]
            .sudo()
            .create({"name": name, "company_id": bench.company_id, **values})
            for name, values in AXES
        }
        bench.env.flush_all()
        self.end = bench.today.replace(day=1)
        self.start = self.end - relativedelta(months=12)

    def _ours(self, bench):
        numbers = Numbers(bench.env)
        query = SQL(" UNION ALL ").join(
            SQL(
                "SELECT partner_id, segment_id, %s AS axis, value FROM (%s) x",
                name,
                axis._get_method().query(numbers, axis, axis.segment_ids),
            )
            for name, axis in self.axes.items()
        )
        self._keep(bench, numbers.wrap(query))

    def _by_hand(self, bench):
        self._keep(bench, hand.classes(bench, self.start, self.end))

    def _keep(self, bench, query):
        """Write the classes to a table, as an evaluation does."""
        bench.env.cr.execute(SQL("CREATE TEMP TABLE bench_classes AS %s", query))

    def _usual(self, bench):
        """Group by in the ORM, the margin as core's invoice report knows it, the
        classes in Python."""
        moves = bench.env["account.move"].sudo()
        sales = Domain("state", "=", "posted")
        sales &= Domain("company_id", "=", bench.company_id)
        types = ("out_invoice", "out_refund", "out_receipt")
        sales &= Domain("move_type", "in", types)
        bought = sales & Domain("move_type", "!=", "out_refund")
        year = Domain("invoice_date", ">", bench.today - relativedelta(months=12))
        key, amount = "commercial_partner_id", "amount_untaxed_signed:sum"
        total = dict(moves._read_group(sales, [key], [amount]))
        turnover = dict(moves._read_group(sales & year, [key], [amount]))
        report = bench.env["account.invoice.report"].sudo()
        margin = dict(report._read_group(sales & year, [key], ["price_margin:sum"]))
        days = moves._read_group(
            bought, [key], ["invoice_date:count_distinct", "invoice_date:max"]
        )
        months = defaultdict(list)
        window = Domain("invoice_date", ">=", self.start)
        window &= Domain("invoice_date", "<", self.end)
        for one, _month, value in moves._read_group(
            sales & window, [key, "invoice_date:month"], [amount]
        ):
            months[one].append(value)
        scores = [
            self._fifths({one: last for one, _count, last in days}),
            self._fifths({one: count for one, count, _last in days}),
            self._fifths({one: total[one] for one, _count, _last in days}),
        ]
        return (
            scores,
            self._shares(turnover),
            self._shares(margin),
            {one: pstdev(values) for one, values in months.items()},
        )

    def _fifths(self, numbers):
        order = sorted(numbers, key=numbers.get, reverse=True)
        return {one: 5 - 5 * index // len(order) for index, one in enumerate(order)}

    def _shares(self, amounts):
        total, before, found = sum(v for v in amounts.values() if v > 0), 0, {}
        for one in sorted(amounts, key=amounts.get, reverse=True):
            found[one] = before / total
            before += max(amounts[one], 0)
        return found

    def check(self, bench, results):
        with bench.savepoint(bench.env.cr):
            self.before(bench, "ours")
            self._ours(bench)
            ours = set(
                bench.rows(
                    """SELECT c.partner_id, c.axis, CASE c.axis WHEN 'rfm'
                              THEN c.value::integer::text ELSE s.key END
                         FROM bench_classes c
                         LEFT JOIN client_segment s ON s.id = c.segment_id"""
                )
            )
            bench.env.cr.execute("DROP TABLE bench_classes")
            self._by_hand(bench)
            differing = ours ^ set(bench.rows("SELECT * FROM bench_classes"))
        if differing:
            return f"{len(differing)} classes differ, such as {min(differing)}"
        return ""

"""Figures of all clients: rebuild and refresh."""

from ..hand_sql import figures as hand
from ..registry import Row, register

# Days may come out of averages with other digits; money and counts must be equal.
TOLERANCE = 0.011


def difference(bench, ours: str, other: str, names) -> str:
    """Return how the rows of two tables of figures differ; '' if they are equal."""
    unequal = []
    for name in names:
        field = bench.env["client.figures"]._fields[name]
        condition = f"a.{name} IS DISTINCT FROM b.{name}"
        if field.type in ("monetary", "float"):
            condition = (
                f"abs(coalesce(a.{name}, 0) - coalesce(b.{name}, 0)) > {TOLERANCE}"
            )
        if field.type == "integer":
            condition = f"coalesce(a.{name}, 0) <> coalesce(b.{name}, 0)"
        count, example = bench.rows(
            f"""SELECT count(*), min(partner_id)
                  FROM {ours} a FULL JOIN {other} b USING (partner_id, company_id)
                 WHERE {condition}"""  # noqa: S608 - names of columns and tables
        )[0]
        if count:
            unequal.append(f"{name} of {count} clients, such as {example}")
    return "; ".join(unequal)


@register
class Rebuild(Row):
    """All rows from nothing, computed and stored."""

    name = "figures-rebuild"
    title = "figures: full rebuild"

    def ways(self, bench):
        return {"ours": self._ours, "sql": self._by_hand}

    def before(self, bench, way):
        bench.env.cr.execute("TRUNCATE client_figures")

    def _ours(self, bench):
        bench.env["client.figures"].sudo()._rebuild()

    def _by_hand(self, bench):
        hand.store(bench, "client_figures")

    def check(self, bench, results):
        with bench.savepoint(bench.env.cr):
            cr = bench.env.cr
            cr.execute("TRUNCATE client_figures")
            bench.env["client.figures"].sudo()._rebuild()
            cr.execute("CREATE TEMP TABLE bench_ours AS SELECT * FROM client_figures")
            cr.execute("TRUNCATE client_figures")
            hand.store(bench, "client_figures")
            return difference(bench, "bench_ours", "client_figures", hand.names(bench))


class Refresh(Row):
    """After new invoices, payments and deliveries of a share of the clients."""

    share = 0.0

    def ways(self, bench):
        return {"ours": self._ours, "rebuild": self._rebuild}

    def before(self, bench, way):
        hand.change_clients(bench, self.share)
        if way == "rebuild":
            bench.env.cr.execute("TRUNCATE client_figures")

    def _ours(self, bench):
        return bench.env["client.figures"].sudo()._refresh()

    def _rebuild(self, bench):
        bench.env["client.figures"].sudo()._rebuild()

    def check(self, bench, results):
        with bench.savepoint(bench.env.cr):
            cr = bench.env.cr
            changed = hand.change_clients(bench, self.share)
            looked_at = bench.env["client.figures"].sudo()._refresh()
            if looked_at < changed:
                return f"{changed} clients changed, {looked_at} were refreshed"
            cr.execute("CREATE TEMP TABLE bench_ours AS SELECT * FROM client_figures")
            bench.env["client.figures"].sudo()._rebuild()
            names = bench.env["client.figures"]._figure_names()
            return difference(bench, "bench_ours", "client_figures", names)


@register
class RefreshOnePercent(Refresh):
    name = "figures-refresh-1"
    title = "figures: refresh, 1 % changed"
    share = 0.01


@register
class RefreshOnePerMille(Refresh):
    name = "figures-refresh-0.1"
    title = "figures: refresh, 0.1 % changed"
    share = 0.001

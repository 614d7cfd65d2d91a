"""Finding clients that are entered twice."""

from odoo.tools import SQL

from ..registry import Row, register

#: typed anew: as in the base, with a slip, and somebody who is not there yet
TYPED = 3


def build_keys(bench):
    """Make the keys of all partners once, in the transaction of the bench."""
    if getattr(bench, "duplicate_keys", False):
        return
    env = bench.env
    env["client.duplicate.key"].sudo()._rebuild()
    env.cr.execute("ANALYZE client_duplicate_key")
    bench.duplicate_keys = True


@register
class DuplicateScan(Row):
    """All clients compared, and a fifth of them in a base of their own."""

    name = "duplicates-scan"
    title = "duplicates: scan of all clients, and of a fifth"
    runs = 3

    def ways(self, bench):
        build_keys(bench)
        cr = bench.env.cr
        # clients by their place in line: ids of a base have gaps
        cr.execute(
            SQL(
                """CREATE TEMP TABLE bench_keys ON COMMIT DROP AS
                   SELECT k.partner_id, k.kind, k.key, c.id AS client_id,
                          dense_rank() OVER (ORDER BY c.id) AS place
                     FROM client_duplicate_key k
                     JOIN res_partner p ON p.id = k.partner_id
                     JOIN res_partner c ON c.id = p.commercial_partner_id
                    WHERE p.active AND %s""",
                bench.env["client.duplicate"]._is_client("c"),
            )
        )
        # every twentieth client is entered twice: its neighbour of the same fifth has
        # its name and phone as well
        cr.execute(
            """CREATE TEMP TABLE bench_twins ON COMMIT DROP AS
               SELECT DISTINCT one.client_id, twin.client_id AS twin_id, twin.place
                 FROM bench_keys one
                 JOIN bench_keys twin ON twin.place = one.place + 5
                WHERE one.place % 100 BETWEEN 1 AND 5 AND one.kind = 'combo'
                  AND one.partner_id = one.client_id"""
        )
        cr.execute(
            """INSERT INTO bench_keys (partner_id, kind, key, client_id, place)
               SELECT t.twin_id, k.kind, k.key, t.twin_id, t.place
                 FROM bench_twins t
                 JOIN bench_keys k ON k.partner_id = t.client_id
                  AND k.kind IN ('name', 'phone', 'combo', 'token')
                WHERE NOT EXISTS (SELECT FROM bench_keys x
                                   WHERE (x.partner_id, x.kind, x.key)
                                         = (t.twin_id, k.kind, k.key))"""
        )
        # another tax ID would speak against it
        cr.execute(
            """DELETE FROM bench_keys
                WHERE kind = 'vat' AND client_id IN (SELECT twin_id FROM bench_twins)"""
        )
        self.twins = bench.rows("SELECT count(*) FROM bench_twins")[0][0]
        return {"ours": self._scan, "fifth": self._scan}

    def before(self, bench, way):
        """A base of the size: keys without traces of others, and a queue of all."""
        bench.env.cr.execute("TRUNCATE client_duplicate_key, client_duplicate_queue")
        part = SQL("TRUE") if way == "ours" else SQL("place %% 5 = 0")
        bench.env.cr.execute(
            SQL(
                """INSERT INTO client_duplicate_key (partner_id, kind, key)
                   SELECT partner_id, kind, key FROM bench_keys WHERE %s
                    ORDER BY kind, key, partner_id""",
                part,
            )
        )
        bench.env.cr.execute(
            SQL(
                """INSERT INTO client_duplicate_queue (client_id, source)
                   SELECT DISTINCT client_id, 'scan' FROM bench_keys WHERE %s""",
                part,
            )
        )
        bench.env.cr.execute("ANALYZE client_duplicate_key, client_duplicate_queue")

    def _scan(self, bench):
        return bench.env["client.duplicate"].sudo()._scan_all()

    def check(self, bench, results):
        clients = bench.rows("SELECT count(DISTINCT client_id) FROM bench_keys")[0][0]
        if results["ours"] > 10 * clients:
            return f"{results['ours']:,} pairs for {clients:,} clients"
        if results["ours"] < 0.9 * self.twins or not self.twins:
            return f"{results['ours']:,} pairs found of {self.twins:,} made"
        return "" if results["ours"] >= results["fifth"] else "the whole finds less"


@register
class DuplicateOnSave(Row):
    """What saving a client in the form takes longer: three clients, one by one."""

    name = "duplicates-save"
    title = f"duplicates: check of {TYPED} clients on save"

    def ways(self, bench):
        build_keys(bench)
        bench.env["ir.config_parameter"].set_param(
            "client_accounting.duplicate_mode", "block"
        )
        client = bench.env["res.partner"].browse(bench.client_at(0.97))
        known = {name: client[name] for name in ("name", "phone", "email", "vat")}
        slip = f"{known['name'][:-2]}{known['name'][-1]} LLC"
        self.typed = [
            {**known, "is_company": True, "country_id": client.country_id.id},
            {"name": slip, "phone": known["phone"], "is_company": True},
            {"name": "Quuxford Plumbing", "phone": "+1 907 555 0199"},
        ]
        self.client_id = client.id
        return {"ours": self._check}

    def _check(self, bench):
        partner = bench.env["res.partner"]
        return [partner._find_duplicates(values) for values in self.typed]

    def check(self, bench, results):
        exact, slip, _nobody = results["ours"]
        for found in (exact, slip):
            if self.client_id not in [match[0] for match in found]:
                return "the client is not found"
        return ""

"""Finding a client by whatever is remembered of it."""

from odoo.tools import SQL

from ..hand_sql.search import search
from ..registry import Row, register


def terms(bench) -> dict[str, tuple[str, int]]:
    """Return what is typed, by kind, with the client that must be found."""
    client_id = bench.client_at(0.97)
    client = bench.env["res.partner"].browse(client_id)
    person_id, person = bench.rows(
        """SELECT commercial_partner_id, name FROM res_partner
            WHERE parent_id IS NOT NULL AND type = 'contact'
              AND commercial_partner_id = ANY(%(clients)s) ORDER BY id LIMIT 1""",
        clients=[one for one, _count in bench.clients_by_invoices[-50:]],
    )[0]
    invoice = bench.rows(
        """SELECT name FROM account_move WHERE commercial_partner_id = %(client)s
            AND state = 'posted' AND move_type = 'out_invoice' ORDER BY id LIMIT 1""",
        client=client_id,
    )[0][0]
    return {
        "name": (client.name, client_id),
        "part of the name": (client.name.rsplit(" ", 1)[0], client_id),
        "common word": (client.name.split()[0], 0),
        "code": (client.ref, client_id),
        "VAT": (client.vat, client_id),
        "phone": (client.phone, client_id),
        "e-mail": (client.email, client_id),
        "person": (person, person_id),
        "document": (invoice, client_id),
    }


@register
class Search(Row):
    """Nine searches of different kinds, one after the other."""

    name = "search"
    title = "search: 9 terms of all kinds"

    def before(self, bench, way):
        """Core has to do without the indexes of our addons on partners."""
        if way != "usual":
            return
        names = bench.rows(
            """SELECT index.relname
                 FROM pg_index
                 JOIN pg_class index ON index.oid = pg_index.indexrelid
                 JOIN ir_model_constraint declared ON declared.name = index.relname
                 JOIN ir_module_module module ON module.id = declared.module
                WHERE pg_index.indrelid = 'res_partner'::regclass
                  AND module.name = 'client_accounting'"""
        )
        for (name,) in names:
            bench.env.cr.execute(SQL("DROP INDEX %s", SQL.identifier(name)))
        # PostgreSQL reads the description of the table anew after that: not timed.
        bench.env["res.partner"].name_search("warm", limit=10)

    def ways(self, bench):
        typed = [term for term, _client in terms(bench).values()]
        return {
            "ours": lambda bench: [
                [found["id"] for found in bench.env["client.dossier"].search_clients(t)]
                for t in typed
            ],
            "sql": lambda bench: [[row[0] for row in search(bench, t)] for t in typed],
            "usual": lambda bench: [
                bench.env["res.partner"].name_search(t, limit=10) for t in typed
            ],
        }

    def check(self, bench, results):
        lost = [
            f"{kind} {term!r} ({way})"
            for way in ("ours", "sql")
            for (kind, (term, client)), found in zip(
                terms(bench).items(), results[way], strict=True
            )
            # A person's name is common: many clients are as good an answer.
            if client and client not in found and kind != "person"
        ]
        return f"not found: {', '.join(lost)}" if lost else ""

"""What rows work with: environments, sample clients, SQL helpers."""

import contextlib
from functools import cached_property

from odoo.tools import SQL


class Bench:
    """A filled database, seen by an administrator with the rights of a normal user."""

    def __init__(self, env, core_env=None, scale=1.0):
        self.env = env
        self.core_env = core_env
        self.scale = scale

    def env_of(self, way):
        """Return the environment in which `way` runs: `core` has a base of its own."""
        return self.core_env if way == "core" else self.env

    @contextlib.contextmanager
    def savepoint(self, cr):
        """Undo everything that is done inside, without counting as a query of it."""
        cr._obj.execute("SAVEPOINT bench_run")
        try:
            yield
        finally:
            cr._obj.execute("ROLLBACK TO SAVEPOINT bench_run")
            self.env.invalidate_all(flush=False)
            if self.core_env:
                self.core_env.invalidate_all(flush=False)

    def rows(self, code, **params):
        """Return all rows of a hand-written query."""
        cr = self.env.cr
        cr.execute(SQL(code, **params) if params else SQL(code))
        return cr.fetchall()

    @cached_property
    def company_id(self) -> int:
        return self.env.company.id

    @cached_property
    def today(self):
        return self.env["client.figures"]._figures_scope().today

    @cached_property
    def clients_by_invoices(self) -> list[tuple[int, int]]:
        """Clients that bought, with their number of invoices, the fewest first."""
        return self.rows(
            """SELECT commercial_partner_id, count(*) FROM account_move
                WHERE state = 'posted' AND move_type = 'out_invoice'
                  AND company_id = %(c)s
                GROUP BY 1 ORDER BY 2, 1""",
            c=self.company_id,
        )

    @cached_property
    def biggest_buyer(self) -> int:
        """The client with the most invoices of those who bought in the last year."""
        return self.rows(
            """SELECT commercial_partner_id FROM account_move
                WHERE state = 'posted' AND move_type = 'out_invoice'
                  AND company_id = %(c)s
                GROUP BY 1 HAVING max(invoice_date) > %(today)s::date - 365
                ORDER BY count(*) DESC, 1 LIMIT 1""",
            c=self.company_id,
            today=self.today,
        )[0][0]

    def client_at(self, share: float) -> int:
        """Return the client at this share of all that bought (1.0 = the biggest)."""
        clients = self.clients_by_invoices
        return clients[min(len(clients) - 1, int(share * len(clients)))][0]

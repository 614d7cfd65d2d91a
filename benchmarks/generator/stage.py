"""The tools every step of the generator works with."""

import time
from collections.abc import Callable, Iterable

from odoo.tools import SQL

SCHEMA = "bench"

FUNCTIONS = """
DROP SCHEMA IF EXISTS bench CASCADE;
CREATE SCHEMA bench;

-- A number in [0, 1) that depends on nothing but the key, the label and the seed: not
-- on the plan, on parallel workers or on the order of rows.
CREATE FUNCTION bench.rnd(key bigint, label text) RETURNS float8
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT (hashint8extended(key, hashtextextended(label, %(seed)s))
            & 4503599627370495)::float8 / 4503599627370496.0
$$;

-- Zero-padded number; a number longer than the width stays whole (lpad would cut it).
CREATE FUNCTION bench.pad(number bigint, width int) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT repeat('0', width - length(number::text)) || number
$$;

-- One of the elements of an array.
CREATE FUNCTION bench.pick(choices anyarray, draw float8) RETURNS anyelement
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT choices[1 + floor(draw * cardinality(choices))::int]
$$;
"""


class Stage:
    """One fill: cursor, parameters shared by all steps, prototypes and progress."""

    def __init__(self, env, sizes, today, report: Callable[[str], None] | None = None):
        self.env = env
        self.cr = env.cr
        self.sizes = sizes
        self.today = today
        self.report = report or (lambda text: None)
        self.params: dict[str, object] = {}
        self.prototypes: dict[str, dict[str, SQL]] = {}
        self.counts: dict[str, int] = {}

    def sql(self, code: str, **params) -> SQL:
        """Return `code` with the shared and the given parameters filled in."""
        return SQL(code, **(self.params | params))

    def run(self, code: str, **params) -> int:
        """Execute `code`; return the number of rows it touched."""
        self.cr.execute(self.sql(code, **params))
        return self.cr.rowcount

    def value(self, code: str, **params):
        """Return the first column of the first row."""
        self.cr.execute(self.sql(code, **params))
        return self.cr.fetchone()[0]

    def table(self, name: str, code: str, key: str | None = None, **params) -> int:
        """Make the staging table `name` of a query, with a unique index on `key`."""
        table = SQL.identifier(SCHEMA, name)
        self.cr.execute(
            SQL("CREATE UNLOGGED TABLE %s AS %s", table, self.sql(code, **params))
        )
        count = self.cr.rowcount
        if key:
            keys = SQL(", ").join(SQL.identifier(part) for part in key.split(","))
            self.cr.execute(SQL("CREATE UNIQUE INDEX ON %s (%s)", table, keys))
        self.cr.execute(SQL("ANALYZE %s", table))
        return count

    def has_id(self, table: str) -> bool:
        """Return whether `table` has an id (a relation table has none)."""
        return "id" in self._column_types(table)

    def last_id(self, table: str) -> int:
        """Return the highest id in use in `table`, 0 if it is empty."""
        self.cr.execute(
            SQL("SELECT coalesce(max(id), 0) FROM %s", SQL.identifier(table))
        )
        return self.cr.fetchone()[0]

    def insert(
        self, table: str, branches: Iterable[tuple], order: str | None = None
    ) -> int:
        """Insert into `table` the rows of all `branches`, in the given order.

        A branch is (prototype name or None, {column: SQL code}, code after FROM).
        Columns that a branch does not give are those of its prototype.
        """
        started = time.monotonic()
        rows = []
        for prototype, values, source in branches:
            columns = dict(self.prototypes[prototype]) if prototype else {}
            columns.pop("id", None)
            columns |= {name: self.sql(code) for name, code in values.items()}
            rows.append((columns, self.sql(source)))
        names = sorted({name for columns, _source in rows for name in columns})
        types = self._column_types(table)
        selects = []
        for columns, source in rows:
            cells = SQL(", ").join(
                SQL("(%s)::" + types[name], columns.get(name, SQL("NULL")))
                for name in names
            )
            selects.append(SQL("SELECT %s FROM %s", cells, source))
        query = SQL(" UNION ALL ").join(selects)
        if order:
            # The order of a UNION is by the names of its first branch.
            query = SQL("%s ORDER BY %s", query, SQL(str(names.index(order) + 1)))
        self.cr.execute(
            SQL(
                "INSERT INTO %s (%s) %s",
                SQL.identifier(table),
                SQL(", ").join(SQL.identifier(name) for name in names),
                query,
            )
        )
        count = self.cr.rowcount
        self.counts[table] = self.counts.get(table, 0) + count
        self.report(f"{table:40} {count:>10,} rows {time.monotonic() - started:7.1f} s")
        return count

    def _column_types(self, table: str) -> dict[str, str]:
        self.cr.execute(
            SQL(
                """SELECT attname, format_type(atttypid, atttypmod)
                 FROM pg_attribute
                WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped""",
                table,
            )
        )
        return dict(self.cr.fetchall())

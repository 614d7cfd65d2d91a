"""Talking to the PostgreSQL server in use: our cluster, or one set in odoo.conf."""

import contextlib
import json
import os
import subprocess

from .cluster import Cluster
from .console import Problem

# Runs in the virtual environment, which has the driver.
WORKER = """
import json, sys
import psycopg2
given = json.load(sys.stdin)
try:
    connection = psycopg2.connect(**given["connect"])
    connection.autocommit = True
    cursor = connection.cursor()
    cursor.execute(given["statement"], given["parameters"] or None)
    rows = cursor.fetchall() if cursor.description else []
    print(json.dumps({"rows": rows}, default=str))
except psycopg2.Error as error:
    print(json.dumps({"error": str(error).strip(), "code": error.pgcode}))
"""


class DatabaseError(Problem):
    """PostgreSQL refused; `code` is its SQLSTATE."""

    def __init__(self, text, code=None):
        super().__init__(text)
        self.code = code


class Postgres:
    """A server by its connection settings.

    :param settings: `db_host` and the like, as Odoo names them
    :param cluster: :class:`Cluster` where the server is our own, else None
    """

    def __init__(self, paths, settings, cluster=None):
        self.paths = paths
        self.settings = settings
        self.cluster = cluster

    def _given(self):
        """What the settings say of the connection, by libpq's keywords."""
        for keyword in ("host", "port", "user", "password", "sslmode"):
            value = self.settings.get(f"db_{keyword}")
            if value not in (None, "", "False"):
                yield keyword, value

    def _connect(self, database):
        return {"dbname": database, "connect_timeout": 10, **dict(self._given())}

    def variables(self):
        """Environment variables with which PostgreSQL's programs reach this server."""
        return {f"PG{keyword.upper()}": str(value) for keyword, value in self._given()}

    def sql(self, statement, *parameters, database="postgres"):
        """Run one statement outside a transaction.

        :return: the rows, as lists
        :raise DatabaseError: with PostgreSQL's own message
        """
        given = {
            "connect": self._connect(database),
            "statement": statement,
            "parameters": parameters,
        }
        result = subprocess.run(
            [self.paths.python, "-c", WORKER],
            input=json.dumps(given),
            capture_output=True,
            text=True,
            env={**os.environ, "PYTHONWARNINGS": "ignore"},
        )
        if result.returncode:
            raise DatabaseError(result.stderr.strip()[-1000:])
        answer = json.loads(result.stdout)
        if "error" in answer:
            raise DatabaseError(answer["error"], answer["code"])
        return answer["rows"]

    def exists(self, database):
        return bool(self.sql("SELECT 1 FROM pg_database WHERE datname = %s", database))

    def databases(self):
        """Names of the databases of this server, sorted."""
        rows = self.sql(
            "SELECT datname FROM pg_database WHERE NOT datistemplate ORDER BY 1"
        )
        return [row[0] for row in rows]

    def check(self):
        """Fail with a sentence where the server is not usable."""
        try:
            [[number]] = self.sql("SELECT current_setting('server_version_num')::int")
        except DatabaseError as error:
            raise Problem(
                "The PostgreSQL server set in odoo.conf does not let us in"
                f" (db_host = {self.settings.get('db_host')}):\n  {error}"
            ) from None
        if not 130000 <= number < 190000:
            raise Problem(
                f"PostgreSQL 13 to 18 is needed; the server of odoo.conf is"
                f" {number // 10000}."
            )


@contextlib.contextmanager
def serving(paths, settings):
    """The server to use, up and checked, for the length of the block.

    :param settings: options of the root odoo.conf; `db_host` there means a server of
        the user's own
    :return: :class:`Postgres`
    """
    if settings.get("db_host") not in (None, "", "False"):
        server = Postgres(paths, settings)
        server.check()
        yield server
        return
    with Cluster(paths).running() as cluster:
        yield Postgres(paths, cluster.connection(), cluster)

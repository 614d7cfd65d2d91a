"""Everything a command needs, made in its order: packages, Odoo, database server."""

import contextlib
import os
from dataclasses import dataclass

from . import config, odoo_source, postgres
from .cluster import Cluster
from .databases import Databases
from .paths import Paths
from .system import locked
from .venv import VirtualEnvironment

RUNTIME = "requirements.txt"
DEVELOPMENT = "requirements-dev.txt"
CONNECTION = (
    "PGHOST",
    "PGPORT",
    "PGUSER",
    "PGPASSWORD",
    "PGSSLMODE",
    "PGDATABASE",
)


@dataclass(frozen=True)
class Environment:
    """A ready environment.

    :param paths: :class:`Paths`
    :param source: :class:`odoo_source.OdooSource`
    :param postgres: :class:`postgres.Postgres`, serving
    :param databases: :class:`Databases`
    """

    paths: Paths
    source: odoo_source.OdooSource
    postgres: postgres.Postgres
    databases: Databases

    def variables(self, **more):
        """Environment variables for programs that use Odoo."""
        programs = (self.paths.venv / "bin", Cluster(self.paths).bin)
        return {
            **os.environ,
            "ODOO_RC": str(self.paths.conf),
            "PATH": os.pathsep.join(map(str, (*programs, os.environ["PATH"]))),
            "PYTHONUNBUFFERED": "1",
            **more,
        }


def install(paths, *requirements):
    """Make the virtual environment and have Odoo; the parts without a server.

    :return: :class:`odoo_source.OdooSource`
    """
    paths.make()
    busy = (
        "Another ./contour is making the environment in this checkout. Wait until it"
        " has finished."
    )
    with locked(paths.state / "install.lock", busy):
        source = odoo_source.found(paths)
        VirtualEnvironment(paths).ensure(*requirements)
        source = source or odoo_source.ensure(paths)
        source.activate(paths)
    return source


@contextlib.contextmanager
def ready(*requirements):
    """The environment, with the database server up while the block lasts."""
    paths = Paths.here()
    source = install(paths, *(requirements or (RUNTIME,)))
    with postgres.serving(paths, config.read(paths)) as server:
        config.write(paths, server, source)
        _speak_to(server)
        yield Environment(paths, source, server, Databases(paths, server, source))


def _speak_to(server):
    """Make every program started from here speak to this server.

    Odoo and PostgreSQL's own programs prefer the variables of the user's shell to any
    file: a PGHOST that was set for something else would lead them elsewhere.
    """
    for name in CONNECTION:
        # of a server of the user's own, what odoo.conf leaves out stays as it is set
        if server.cluster or name == "PGDATABASE":
            os.environ.pop(name, None)
    os.environ.update(server.variables())

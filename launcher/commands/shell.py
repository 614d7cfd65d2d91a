"""`./contour shell`: Odoo's interactive shell on a database."""

from .. import config, environment
from ..console import Problem
from ..system import run

HELP = "open Odoo's Python shell on the database"


def add_arguments(parser):
    parser.add_argument("--database", default="contour", help="default: contour")


def main(options):
    config.check_database_name(options.database)
    with environment.ready() as env:
        if not env.postgres.exists(options.database):
            raise Problem(
                f"There is no database {options.database} yet: ./contour run makes it."
            )
        return run(
            [
                *(env.paths.python, "-m", "odoo", "shell", "-c", env.paths.conf),
                *("-d", options.database, "--no-http", "--log-level=warn"),
            ],
            check=False,
            cwd=env.paths.root,
        )

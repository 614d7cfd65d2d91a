"""`./contour bench`: our operations beside hand-written SQL and the usual way."""

from .. import config, environment
from ..system import run

HELP = "measure against hand-written SQL and the usual ORM way"


def add_arguments(parser):
    parser.add_argument(
        "--scale", type=float, default=0.1, help="1 = 200,000 clients; default: 0.1"
    )
    parser.add_argument(
        "rest", nargs="*", help="more options: ./contour bench -- --help lists them"
    )


def main(options):
    database = config.check_database_name(
        f"contour_bench_{options.scale:g}".replace(".", "_")
    )
    with environment.ready(environment.RUNTIME) as env:
        if not env.postgres.exists(database):
            core = env.databases.full(demo=False, ours=["client_accounting"])
            env.databases.clone(core, database)
        return run(
            [
                *(env.paths.python, "-m", "benchmarks", "--database", database),
                *("--scale", options.scale, *options.rest),
            ],
            check=False,
            env=env.variables(),
            cwd=env.paths.root,
        )

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
    scale = f"{options.scale:g}".replace(".", "_")
    ours = config.check_database_name(f"contour_bench_{scale}")
    core = config.check_database_name(f"contour_bench_core_{scale}")
    with environment.ready(environment.RUNTIME) as env:
        databases = env.databases
        addons = ["client_accounting", "partner_portal"]
        if not env.postgres.exists(ours):
            databases.clone(databases.full(demo=False, ours=addons), ours)
            databases.remember(ours)
        elif databases.is_outdated(ours):
            databases.update(ours, addons)
        if not env.postgres.exists(core):
            databases.clone(databases.core(demo=False, ours=addons), core)
        return run(
            [
                *(env.paths.python, "-m", "benchmarks", "--database", ours),
                *("--core", core, "--scale", options.scale, *options.rest),
            ],
            check=False,
            env=env.variables(),
            cwd=env.paths.root,
        )

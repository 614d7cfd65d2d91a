"""`./contour sample NAME`: real data into the database, through Odoo."""

from datetime import date

from .. import config, environment
from ..system import run
from .run import prepare

HELP = "load real data into the database (cdnow: 6,919 purchases of 2,357 clients)"
SAMPLES = ("cdnow",)


def _date(text):
    return date.fromisoformat(text).isoformat()


def add_arguments(parser):
    parser.add_argument("name", choices=SAMPLES, help="which data")
    parser.add_argument("--database", default="contour", help="default: contour")
    parser.add_argument(
        "--until",
        type=_date,
        metavar="YYYY-MM-DD",
        help="shift all dates by whole weeks so that the last one is not after this",
    )
    parser.add_argument("--limit", type=int, help="only so many clients")


def main(options):
    config.check_database_name(options.database)
    with environment.ready() as env:
        prepare(env, options.database, demo=True)
        script = env.paths.root / "samples" / options.name / "load.py"
        command = [env.paths.python, script, "--database", options.database]
        if options.until:
            command += ["--until", options.until]
        if options.limit is not None:
            command += ["--limit", options.limit]
        return run(command, check=False, env=env.variables(), cwd=env.paths.root)

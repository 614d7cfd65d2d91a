"""`./contour run`: the product in the browser."""

import contextlib
import signal
import subprocess
import time

from .. import browser, config, environment, server
from ..console import Problem, say
from ..databases import say_if_outdated
from ..paths import Paths

HELP = "make what is missing and serve Client Contour on 127.0.0.1"


def add_arguments(parser):
    parser.add_argument("--port", type=int, default=8069, help="default: 8069")
    parser.add_argument("--database", default="contour", help="default: contour")
    parser.add_argument(
        "--no-demo", action="store_true", help="a new database without demo data"
    )
    parser.add_argument(
        "--workers",
        type=int,
        default=0,
        help="worker processes; default 0: one process with threads",
    )
    parser.add_argument(
        "--update", action="store_true", help="update our addons in the database first"
    )


def main(options):
    config.check_database_name(options.database)
    if options.workers < 0:
        raise Problem("--workers takes 0 or a positive number.")
    server.check_port(options.port)
    signal.signal(signal.SIGTERM, _interrupt)
    began = time.monotonic()
    with environment.ready() as env:
        prepare(env, options.database, not options.no_demo, options.update)
        server.check_port(options.port)
        with server.serving(
            env, options.database, options.port, options.workers
        ) as process:
            _welcome(options, time.monotonic() - began)
            _watch(env, process)
    return 0


def prepare(env, database, demo, update=False):
    """Make the database where it is missing; update it where that is asked."""
    if not env.postgres.exists(database):
        env.databases.create(database, demo)
    elif update:
        env.databases.update(database)
    elif not env.databases.has_contour(database):
        raise Problem(
            f"The database {database} exists and has no Client Contour. Install it"
            f" there: ./contour run --database {database} --update, or choose another"
            " name."
        )
    else:
        say_if_outdated(env.databases, database)


def _watch(env, process):
    """Wait for the server's end; start our PostgreSQL again if that dies first."""
    while True:
        with contextlib.suppress(subprocess.TimeoutExpired):
            if process.wait(timeout=2):
                raise server.ended(process, env.paths.logs / "server.log")
            return
        if env.postgres.cluster and env.postgres.cluster.keep_alive():
            say("PostgreSQL had ended unexpectedly and was started again.")


def _welcome(options, seconds):
    log = Paths.here().logs / "server.log"
    say()
    say(f"Client Contour is ready after {seconds:.0f} s:")
    say(f"  address   http://{server.HOST}:{options.port}/odoo")
    say("  login     admin, password admin")
    if not options.no_demo:
        say("            demo, password demo (a user without administration rights)")
    say("  language  English or Russian: your name at the top right, My Preferences")
    say(f"  log       {log}")
    if not browser.find():
        say("  PDF       needs Chromium: ./contour doctor")
    say("Ctrl-C stops everything.")


def _interrupt(number, frame):
    raise KeyboardInterrupt

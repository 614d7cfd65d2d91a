"""`./contour test`: all tests, in a database cloned from a cached template."""

import os
import time

from .. import browser, environment
from ..console import Step, say
from ..system import run

HELP = "run the tests; further arguments go to pytest"
PASS_ON = True
# Tests fill tables in transactions that nobody else sees: to the autovacuum they are
# empty, and what it notes of them makes PostgreSQL choose plans of minutes.
NO_AUTOVACUUM = """
DO $$ DECLARE tab regclass; BEGIN
  FOR tab IN SELECT oid FROM pg_class
              WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace
  LOOP EXECUTE format('ALTER TABLE %s SET (autovacuum_enabled = off)', tab); END LOOP;
END $$
"""


def add_arguments(parser):
    parser.add_argument(
        "--no-browser", action="store_true", help="leave browser tests out"
    )
    parser.add_argument("rest", nargs="...", help="arguments of pytest")


def main(options):
    if not options.no_browser:
        browser.ensure()
    began = time.monotonic()
    with environment.ready(environment.RUNTIME, environment.DEVELOPMENT) as env:
        template = env.databases.full(demo=False)
        core = env.databases.core(demo=False)
        database = f"contour_test_{os.getpid()}"
        for left in _left_over(env):
            env.databases.drop(left)
        with Step("cloning the test database"):
            env.databases.clone(template, database)
            env.postgres.sql(NO_AUTOVACUUM, database=database)
        say(f"  ready after {time.monotonic() - began:.0f} s")
        try:
            return _pytest(env, database, core, template, options)
        finally:
            env.databases.drop(database)


def _left_over(env):
    """Test databases whose run was killed."""
    for name in env.postgres.databases():
        owner = name.removeprefix("contour_test_").split("-")[0]
        ours = name.startswith("contour_test_") and owner.isdigit()
        if ours and not os.path.exists(f"/proc/{owner}"):
            yield name


def _pytest(env, database, core, template, options):
    paths = env.paths
    command = [
        *(paths.python, "-m", "pytest", f"--odoo-database={database}"),
        *(f"--odoo-config={paths.conf}", "--odoo-http"),
        *(options.rest or []),
    ]
    if not any(not part.startswith("-") for part in options.rest):
        command += [paths.root / "addons", paths.root / "tests"]
    variables = env.variables(
        CONTOUR_CORE_TEMPLATE=core,
        CONTOUR_FULL_TEMPLATE=template,
        CONTOUR_INSTALL_LOG=str(env.databases.install_log(template)),
    )
    if options.no_browser:
        variables["CONTOUR_NO_BROWSER"] = "1"
    return run(command, check=False, env=variables, cwd=paths.root)

"""`./contour doctor`: what is missing on this machine and how to get it."""

import shutil
import subprocess

from .. import browser, config, debian, odoo_source, venv
from ..console import Problem, say, size
from ..paths import Paths
from ..system import GIGABYTE, is_root, port_is_free

HELP = "say what is missing on this machine and how to get it"
NEEDED_SPACE = 6 * GIGABYTE


def add_arguments(parser):
    parser.add_argument("--port", type=int, default=8069, help="default: 8069")


def main(options):
    paths = Paths.here()
    checks = (
        ("Python", _python),
        ("disk", lambda: _disk(paths)),
        ("packages", lambda: _packages(paths)),
        ("Odoo", lambda: _odoo(paths)),
        ("PostgreSQL", lambda: _postgresql(paths)),
        ("port", lambda: _port(options.port)),
        ("Chromium", _chromium),
        ("PDF", _pdf),
    )
    bad = 0
    for name, check in checks:
        try:
            good, text = check()
        except Problem as problem:
            good, text = False, str(problem)
        bad += not good
        say(f"{'ok' if good else 'MISSING':8} {name:11} {text}")
    say()
    say("All is well." if not bad else f"{bad} to mend, as said above.")
    return 1 if bad else 0


def _python():
    venv.check_python()
    return True, f"{venv.version_text()} (3.10 to 3.13 will do)"


def _disk(paths):
    base = paths.state if paths.state.exists() else paths.root
    free = shutil.disk_usage(base).free
    made = (paths.odoo.exists(), paths.venv.exists())
    needed = NEEDED_SPACE if not all(made) else 2 * GIGABYTE
    text = f"{size(free)} free, {size(needed)} needed"
    if free < needed:
        text += ": free some, or set CONTOUR_STATE to a directory on a larger disk"
    return free >= needed, text


def _packages(paths):
    if paths.python.exists():
        return True, "the virtual environment is there"
    return True, "not installed yet: ./contour run does it"


def _odoo(paths):
    source = odoo_source.found(paths)
    if source:
        return True, f"{source.release}, from {source.origin}"
    if debian.available():
        return True, "not here yet: ./contour run takes it from Debian's archive"
    if shutil.which("git"):
        return True, "not here yet: ./contour run clones the upstream branch"
    return False, "none: set CONTOUR_ODOO to the path of an Odoo 19.0 source"


def _postgresql(paths):
    host = config.read(paths).get("db_host")
    if host not in (None, "", "False"):
        return True, f"the server of odoo.conf: {host}"
    text = "our own, over a Unix socket"
    return True, text + (" (as an unprivileged user)" if is_root() else "")


def _port(port):
    if port_is_free(port):
        return True, f"{port} is free"
    return False, f"{port} is taken: ./contour run --port another"


def _chromium():
    path = browser.find()
    if path:
        return True, path
    return False, "browser tests and PDF need it: apt install chromium"


def _pdf():
    path = shutil.which("wkhtmltopdf")
    if path:
        text = subprocess.run(
            [path, "--version"], capture_output=True, text=True
        ).stdout
        if "with patched qt" in text:
            return True, f"{text.strip()}"
    if browser.find():
        return True, "Chromium (addon report_chromium)"
    return False, "no engine: apt install chromium"

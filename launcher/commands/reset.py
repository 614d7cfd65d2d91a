"""`./contour reset`: start again from nothing."""

import shutil

from .. import config
from ..cluster import Cluster
from ..console import Problem, confirm, say
from ..paths import Paths

HELP = "delete the databases and files that ./contour has made (asks first)"


def add_arguments(parser):
    parser.add_argument("--yes", action="store_true", help="do not ask")
    parser.add_argument(
        "--all",
        action="store_true",
        help="also the downloaded Odoo and Python packages",
    )


def main(options):
    paths = Paths.here()
    what = "all databases, files and logs of Client Contour"
    if options.all:
        what += ", Odoo and the Python packages"
    if not paths.state.exists():
        say("There is nothing to delete.")
        return 0
    if config.read(paths).get("db_host") not in (None, "", "False"):
        say("Databases on the server set in odoo.conf stay: drop them there.")
    if not options.yes and not confirm(f"Delete {what} in {paths.state}?"):
        raise Problem(
            "Nothing was deleted. (Without a terminal: ./contour reset --yes)"
        )
    Cluster(paths).remove()
    for room in (paths.data, paths.logs):
        shutil.rmtree(room, ignore_errors=True)
    if options.all:
        shutil.rmtree(paths.state)
    say("Deleted.")
    return 0

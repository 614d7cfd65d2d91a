"""`./contour lint`: the style checks."""

from .. import environment, lint
from ..paths import Paths

HELP = "check style, manifests, translations and the direction of imports"


def add_arguments(parser):
    parser.add_argument("--fix", action="store_true", help="mend what can be mended")


def main(options):
    paths = Paths.here()
    source = environment.install(paths, environment.RUNTIME, environment.DEVELOPMENT)
    return lint.run(paths, source, fix=options.fix)

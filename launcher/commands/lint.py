"""`./contour lint`: the style checks."""

from .. import environment, lint
from ..console import UsageProblem
from ..paths import Paths

HELP = "check style, manifests, translations and the direction of imports"


def add_arguments(parser):
    parser.add_argument("--fix", action="store_true", help="mend what can be mended")
    parser.add_argument(
        "stages",
        nargs="*",
        metavar="stage",
        help=f"only these: {', '.join(lint.STAGES)}",
    )


def main(options):
    unknown = sorted(set(options.stages) - set(lint.STAGES))
    if unknown:
        raise UsageProblem(
            f"There is no stage {', '.join(unknown)}; there are"
            f" {', '.join(lint.STAGES)}."
        )
    paths = Paths.here()
    environment.install(paths, environment.RUNTIME, environment.DEVELOPMENT)
    if options.fix:
        return lint.fix(paths.root, paths.python, paths.cache)
    return lint.run(paths.root, paths.python, paths.cache, options.stages)

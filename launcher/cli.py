"""The command line of `./contour`."""

import argparse
import errno
import importlib
import sys

from .console import Problem, UsageProblem, warn

COMMANDS = ("run", "test", "lint", "bench", "shell", "sample", "reset", "doctor")


class Parser(argparse.ArgumentParser):
    """A parser that answers unknown input with a sentence, never with a traceback."""

    def error(self, message):
        raise UsageProblem(
            f"{message[0].upper()}{message[1:]}. See: ./{self.prog} --help"
        )


def build_parser():
    """The parser with one sub-parser a command."""
    parser = Parser(
        prog="contour",
        description="Client Contour: the client in an Odoo ERP.",
        epilog="Everything that is made lies in .contour/ (CONTOUR_STATE moves it)."
        " CONTOUR_ODOO=/path uses an Odoo 19.0 that you have.",
    )
    commands = parser.add_subparsers(
        dest="command", metavar="command", title="commands"
    )
    for name in COMMANDS:
        module = importlib.import_module(f".commands.{name}", __package__)
        child = commands.add_parser(
            name, help=module.HELP, description=module.HELP, allow_abbrev=False
        )
        module.add_arguments(child)
        child.set_defaults(main=module.main, takes_rest=hasattr(module, "PASS_ON"))
    return parser


def parse(arguments):
    """Options of a command line; unknown ones are refused, or passed on by `test`."""
    parser = build_parser()
    options, unknown = parser.parse_known_args(arguments)
    if not options.command:
        raise UsageProblem(f"Say what to do: {', '.join(COMMANDS)}.\n" + _short_help())
    if options.takes_rest:
        options.rest = unknown + options.rest
    elif unknown:
        parser.error(f"./contour {options.command} does not know {' '.join(unknown)}")
    return options


def _short_help():
    return "Start with: ./contour run (more: ./contour --help)"


def main(arguments):
    """Run a command line.

    :return: the exit code: 0 done, 1 a problem, 2 unknown input, 130 interrupted
    """
    try:
        options = parse(arguments)
        return options.main(options)
    except Problem as problem:
        warn(str(problem))
        return problem.exit_code
    except KeyboardInterrupt:
        warn("\nStopped.")
        return 130
    except OSError as error:
        if error.errno != errno.ENOSPC:
            raise
        warn("The disk is full. Free some space and run the same command again.")
        return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""python -m benchmarks --database NAME: measure and print the table."""

import argparse
import contextlib
import json
import sys
from pathlib import Path


def _arguments(arguments):
    parser = argparse.ArgumentParser(
        prog="./contour bench --",
        description="Measure our operations beside hand-written SQL and the usual way.",
    )
    parser.add_argument(
        "--database",
        required=True,
        metavar="NAME",
        help="a database with client_accounting and without documents, or one that "
        "an earlier run has filled",
    )
    parser.add_argument(
        "--scale",
        type=float,
        default=0.1,
        help="size of the base, 1 = 200,000 clients (default: 0.1)",
    )
    parser.add_argument("--seed", type=int, default=1, help="of the data (default: 1)")
    parser.add_argument(
        "--only", action="append", metavar="ROW", help="rows whose name begins so"
    )
    parser.add_argument(
        "--runs", type=int, default=9, help="measurements of each way (default: 9)"
    )
    parser.add_argument(
        "--keep",
        action=argparse.BooleanOptionalAction,
        default=True,
        help="keep the filled database for the next run (default); --no-keep drops it",
    )
    parser.add_argument(
        "--core",
        metavar="NAME",
        help="a database of the same core addons without ours: measures core's screens",
    )
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the results")
    parser.add_argument(
        "--no-fail", action="store_true", help="exit with 0 even if a goal is missed"
    )
    parser.add_argument("--list", action="store_true", help="list the rows and stop")
    options = parser.parse_args(arguments)
    if not 0 < options.scale <= 20:
        parser.error("--scale: a number above 0, up to 20")
    if options.runs < 1:
        parser.error("--runs: at least 1")
    return options, parser


def _start_odoo(database):
    from odoo.tools import config

    config.parse_config(
        ["--database", database, "--no-http", "--log-level", "warn"],
        setup_logging=True,
    )


def _say(text=""):
    print(text, flush=True)


def _choose(rows, only):
    if not only:
        return list(rows.values())
    return [
        row
        for name, row in rows.items()
        if any(name.startswith(start) for start in only)
    ]


def _measure(options, rows):
    """Fill, measure and print; return the measurements and the lines of the head."""
    from . import database, machine, table
    from .bench import Bench
    from .runner import measure

    database.ensure_filled(options.database, options.scale, options.seed, _say)
    if options.core:
        database.ensure_filled(
            options.core, options.scale, options.seed, _say, addon=None
        )
    with contextlib.ExitStack() as stack:
        env = stack.enter_context(database.administrator(options.database))
        core = None
        if options.core:
            core = stack.enter_context(database.administrator(options.core))
        _say("Bringing the figures up to date ...")
        env["client.figures"].sudo()._rebuild()
        env.cr.commit()
        env.cr.execute("ANALYZE client_figures")
        env.cr.commit()
        head = machine.describe(env.cr)
        _say()
        for text in head:
            _say(text)
        _say(f"Medians of {options.runs} runs in turns, after one to warm up.")
        _say()
        _say(table.header())
        bench = Bench(env, core, options.scale)
        found = []
        for row in rows:
            found.append(measure(row, bench, options.runs))
            _say(table.line(found[-1]))
    return found, head


def main(arguments=None) -> int:
    """Run the bench; return the exit code: 1 for a missed goal, 2 for bad input."""
    options, parser = _arguments(arguments)
    _start_odoo(options.database)
    from . import database, registry, table

    rows = registry.load()
    if options.list:
        for row in rows.values():
            _say(f"{row.name:24} {row.title}")
        return 0
    chosen = _choose(rows, options.only)
    if not chosen:
        parser.error(f"--only: no such row; there are {', '.join(rows)}")
    try:
        found, head = _measure(options, chosen)
    except database.Refused as error:
        print(error, file=sys.stderr)
        return 2
    if options.json:
        content = {"scale": options.scale, "runs": options.runs, "head": head}
        content["rows"] = [table.as_dict(one) for one in found]
        options.json.write_text(json.dumps(content, indent=2, ensure_ascii=False))
    if not options.keep:
        database.drop(options.database)
    missed = [one.name for one in found if not one.missing and not one.met]
    _say()
    _say(f"Not within goal: {', '.join(missed)}" if missed else "All within goal.")
    return 1 if missed and not options.no_fail else 0


if __name__ == "__main__":
    sys.exit(main())

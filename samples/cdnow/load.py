"""`./contour sample cdnow`: loads the purchases and proves the figures.

Run by the Python of the virtual environment, with ODOO_RC naming the configuration:
    python samples/cdnow/load.py --database NAME [--until DATE] [--limit N]
"""

import argparse
import datetime
import sys
import time
from pathlib import Path

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import psycopg2

from odoo import SUPERUSER_ID, api
from odoo.exceptions import UserError
from odoo.modules.registry import Registry
from odoo.tools import config

from samples.cdnow.company import SampleError
from samples.cdnow.loader import differing_clients, load, refresh_figures
from samples.cdnow.purchases import BadFile, BadShift, read, select_clients, shift

OK, FAILED, USAGE, INTERRUPTED = 0, 1, 2, 130
# Of this database only: two loads at once would make the same documents.
LOCK = "client_contour.sample.cdnow"
SHOWN = 20


class Progress:
    """Prints count, share, rate and remaining time: on a terminal in place."""

    def __init__(self, stream, clock=time.monotonic):
        self.stream = stream
        self.clock = clock
        self.in_place = stream.isatty()
        self.seconds = {}
        self.stage = None

    def __call__(self, stage, done, total):
        if not total:
            return
        now = self.clock()
        if stage != self.stage:
            self.stage, self.start, self.first, self.printed = stage, now, done, None
        self.seconds[stage] = now - self.start
        if done < total and self.printed is not None and now - self.printed < 1:
            return
        self.printed = now
        line = f"  {stage}: {done:,} of {total:,} ({100 * done // total} %)"
        new, elapsed = done - self.first, now - self.start
        if new and elapsed:
            line += f", {new / elapsed:.0f}/s"
            if done < total:
                line += f", {duration((total - done) * elapsed / new)} left"
        finished = done >= total
        if self.in_place:
            self.stream.write(f"\r\033[K{line}" + ("\n" if finished else ""))
        else:
            self.stream.write(f"{line}\n")
        self.stream.flush()


def duration(seconds):
    """61.2 -> '1 min 1 s'"""
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes} min {rest} s" if minutes else f"{rest} s"


def parse_arguments(arguments):
    parser = argparse.ArgumentParser(
        prog="load.py",
        description="Loads 6,919 real purchases of 2,357 clients of CDNOW into Odoo.",
    )
    parser.add_argument("--database", required=True, help="name of the database")
    parser.add_argument(
        "--until",
        type=_day,
        metavar="YYYY-MM-DD",
        help="shift all dates by whole weeks so that the last one is not after this",
    )
    parser.add_argument("--limit", type=_count, help="only so many clients")
    return parser.parse_args(arguments)


def _day(text):
    try:
        return datetime.date.fromisoformat(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(
            f"{text!r} is not a day: write it as 2026-01-31"
        ) from error


def _count(text):
    if not text.isdigit() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number of clients")
    return int(text)


def main(arguments=None):
    options = parse_arguments(arguments)
    config.parse_config(
        ["--database", options.database, "--log-level", "warn"], setup_logging=True
    )
    try:
        purchases = read()
        with Registry(options.database).cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            _lock(cr)
            return _load_and_check(env, purchases, options)
    except BadFile as error:
        return _fail(f"The file of the sample is damaged.\n{error}")
    except (SampleError, BadShift, UserError) as error:
        return _fail(str(error))
    except psycopg2.OperationalError as error:
        return _fail(f"No connection to the database {options.database}: {error}")
    except KeyboardInterrupt:
        _fail("\nStopped. What is loaded is whole; the same command goes on from here.")
        return INTERRUPTED


def _fail(message):
    sys.stderr.write(f"{message}\n")
    return FAILED


def _lock(cr):
    """Held until the process ends, however it ends."""
    cr.execute("SELECT pg_try_advisory_lock(hashtext(%s))", [LOCK])
    if not cr.fetchone()[0]:
        raise SampleError(
            "Another load of this sample is at work in this database. Wait for it."
        )
    cr.commit()


def _load_and_check(env, purchases, options):
    def commit():
        env.cr.commit()
        # A running server learns of the new company.
        env.registry.signal_changes()

    start = time.monotonic()
    progress = Progress(sys.stdout)
    print(f"CDNOW sample into the database {options.database}", flush=True)
    summary = load(
        env,
        purchases=purchases,
        until=options.until,
        limit=options.limit,
        commit=commit,
        progress=progress,
    )
    _tell(summary, purchases, progress.seconds, time.monotonic() - start)
    start = time.monotonic()
    refresh_figures(env, commit)
    print(f"Figures refreshed in {time.monotonic() - start:.1f} s.")
    return _check(env, select_clients(purchases, options.limit))


def _tell(summary, purchases, seconds, total_seconds):
    if summary.weeks:
        first = min(purchase.date for purchase in purchases)
        last = max(purchase.date for purchase in purchases)
        print(
            f"Dates moved by {summary.weeks:,} weeks: purchases from "
            f"{shift(first, summary.weeks)} to {shift(last, summary.weeks)}."
        )
    if not (summary.clients or summary.invoices or summary.payments):
        print("Everything was loaded already: nothing to do.")
        return
    print(
        f"Loaded {summary.clients:,} clients, {summary.invoices:,} posted invoices "
        f"over {summary.dollars:,.2f} USD and {summary.payments:,} payments in "
        f"{summary.payouts:,} bank entries in {duration(total_seconds)}."
    )
    if summary.invoices and seconds.get("invoices"):
        print(
            f"Speed: {summary.invoices / seconds['invoices']:.0f} posted invoices a "
            f"second, {summary.invoices / total_seconds:.0f} a second with all else."
        )


def _check(env, purchases):
    clients = {purchase.client for purchase in purchases}
    dollars = sum(purchase.dollars for purchase in purchases)
    differing = differing_clients(env, purchases)
    if not differing:
        print(
            f"Checked: the turnover of each of {len(clients):,} clients in the figures "
            f"is that of the file to the cent, {dollars:,.2f} USD in all."
        )
        return OK
    sys.stderr.write(
        f"The turnover of {len(differing):,} of {len(clients):,} clients differs:\n"
    )
    for ref, in_file, in_figures in differing[:SHOWN]:
        sys.stderr.write(f"  {ref}: file {in_file:,.2f}, figures {in_figures:,.2f}\n")
    if len(differing) > SHOWN:
        sys.stderr.write(f"  ... and {len(differing) - SHOWN:,} more\n")
    return FAILED


if __name__ == "__main__":
    sys.exit(main())

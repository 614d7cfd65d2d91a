"""python -m benchmarks.telephony_load --database NAME: an exchange at work.

Serves the database with several workers; threads send the three messages of each call,
the last one twice, as exchanges do. Prints calls a second and the times of messages,
and fails if an answer is none or a call did not become exactly one event.
"""

import argparse
import itertools
import json
import sys
import threading
import time
import urllib.error
import urllib.request

from .served import Times, served, table

PATH = "/client_accounting/telephony/v1/call"
EVENTS = ("ringing", "answered", "hangup", "hangup")
TIMEOUT = 60


def prepare(env, lines):
    """Make a connection with so many extensions.

    :return: the connection, its key, and numbers of clients
    """
    connection = env["client.telephony.connection"].create(
        {
            "name": f"Load {time.time():.0f}",
            "limit_per_minute": 1_000_000,
            "extension_ids": [
                (0, 0, {"extension": "100", "user_id": env.ref("base.user_admin").id})
            ],
        }
    )
    env.cr.execute(
        """SELECT phone_sanitized FROM res_partner
            WHERE id = commercial_partner_id AND active AND phone_sanitized IS NOT NULL
              AND partner_share AND id NOT IN (SELECT partner_id FROM res_company)
         GROUP BY 1 HAVING count(*) = 1 ORDER BY 1 LIMIT %s""",
        (lines,),
    )
    return connection, connection._make_key(), [row[0] for row in env.cr.fetchall()]


def call(base, key, times, number, call_id):
    """Send the messages of one call."""
    for event in EVENTS:
        body = {
            "call_id": call_id,
            "event": event,
            "direction": "in",
            "from": number,
            "to": "+12025550100",
            "extension": "100",
            **({"duration": 60} if event == "hangup" else {}),
        }
        request = urllib.request.Request(  # noqa: S310
            base + PATH,
            json.dumps(body).encode(),
            {"Authorization": f"Bearer {key}", "Content-Type": "application/json"},
        )
        started, error = time.monotonic(), None
        try:
            with urllib.request.urlopen(request, timeout=TIMEOUT) as answer:  # noqa: S310
                answer.read()
        except (urllib.error.URLError, OSError) as failure:
            error = str(failure)
        times.add(event, time.monotonic() - started, error)


def load(base, key, numbers, calls, threads, name="load"):
    """Let the threads make the calls.

    :return: :class:`Times` of the messages, and the seconds in all
    """
    times, waiting = Times(), itertools.count()

    def work():
        while (place := next(waiting)) < calls:
            call(base, key, times, numbers[place % len(numbers)], f"{name}-{place}")

    crowd = [threading.Thread(target=work) for _number in range(threads)]
    started = time.monotonic()
    for one in crowd:
        one.start()
    for one in crowd:
        one.join()
    return times, time.monotonic() - started


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--database", required=True, help="with client_accounting")
    parser.add_argument("--calls", type=int, default=400)
    parser.add_argument("--threads", type=int, default=8)
    parser.add_argument("--workers", type=int, default=4)
    parser.add_argument("--port", type=int, default=18971)
    parser.add_argument("--log", default="telephony_load.log", help="of the server")
    options = parser.parse_args()
    from odoo.tools import config

    config.parse_config(
        ["-d", options.database, "--no-http", "--log-level=error"], setup_logging=True
    )
    from . import database

    warm = 4 * options.workers
    with database.administrator(options.database) as env:
        connection, key, numbers = prepare(env(su=True), options.calls)
        env.cr.commit()
        if not numbers:
            raise SystemExit("The database has no client with a telephone number.")
        with served(
            options.database, options.port, options.log, options.workers
        ) as base:
            load(base, key, numbers, warm, 1, "warm")  # fills the caches
            times, seconds = load(base, key, numbers, options.calls, options.threads)
        env.cr.rollback()
        env.cr.execute(
            """SELECT count(*), count(DISTINCT source_key) FROM client_event
                WHERE source = 'call' AND source_key IN (
                      SELECT 'client.telephony.call,' || id FROM client_telephony_call
                       WHERE connection_id = %s)""",
            (connection.id,),
        )
        events, distinct = env.cr.fetchone()
    for line in table(f"{options.threads} lines, {options.workers} workers", times):
        print(line)
    print(
        f"{options.calls} calls in {seconds:.1f} s: {options.calls / seconds:.1f} a"
        f" second, {events} events, {len(times.errors)} errors"
    )
    for error in times.errors[:20]:
        print(error)
    return 1 if times.errors or not events == distinct == options.calls + warm else 0


if __name__ == "__main__":
    sys.exit(main())

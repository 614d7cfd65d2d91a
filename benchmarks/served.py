"""Serving a database in a process of its own, and timing what it answers."""

import socket
import statistics
import subprocess
import sys
import threading
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path


@dataclass
class Times:
    """Seconds of the answers of each page, and what went wrong."""

    seconds: dict = field(default_factory=dict)
    errors: list = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def add(self, page, seconds, error):
        with self.lock:
            self.seconds.setdefault(page, []).append(seconds)
            if error:
                self.errors.append(f"{page}: {error}")


@contextmanager
def served(database, port, log, workers=0):
    """Serve a database while the block runs, then end the server.

    :param str log: file that the server writes to
    :param int workers: processes; 0 = one with threads
    :return: address of the server
    """
    script = Path(__file__).parent.parent / "scripts" / "odoo_server.py"
    command = [sys.executable, script, "-d", database, f"--http-port={port}"]
    options = [
        "--http-interface=127.0.0.1",
        f"--gevent-port={port + 1}",
        f"--workers={workers}",
        "--max-cron-threads=0",
        "--log-level=error",
    ]
    with open(log, "w", encoding="utf-8") as output:
        server = subprocess.Popen(  # noqa: S603
            [*command, *options], stdout=output, stderr=output
        )
        try:
            _wait(port, server)
            yield f"http://127.0.0.1:{port}"
        finally:
            server.terminate()
            server.wait(30)


def _wait(port, server):
    for _try in range(600):
        if server.poll() is not None:
            raise SystemExit("The server has ended: see its log.")
        with socket.socket() as one:
            one.settimeout(0.2)
            if one.connect_ex(("127.0.0.1", port)) == 0:
                return
        threading.Event().wait(0.2)
    raise SystemExit("The server does not answer.")


def table(title, times):
    """Lines of text: number, median, slowest of 20 and slowest of each page."""
    lines = [f"{title:34} {'answers':>8} {'median':>8} {'p95':>8} {'max':>8}"]
    for page, seconds in times.seconds.items():
        ranked = sorted(seconds)
        p95 = ranked[min(len(ranked) - 1, int(0.95 * len(ranked)))]
        figures = (statistics.median(ranked), p95, ranked[-1])
        texts = " ".join(f"{1000 * one:6.0f}ms" for one in figures)
        lines.append(f"{page:34} {len(ranked):8} {texts}")
    return lines

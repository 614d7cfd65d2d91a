"""The Odoo server as a child of the launcher."""

import contextlib
import signal
import subprocess
import time
import urllib.error
import urllib.request

from .console import Problem, Step
from .system import free_port, last_lines, port_is_free, start, stop

HOST = "127.0.0.1"


def check_port(port):
    """Refuse a port that is taken, and say which one is free."""
    if not 1 <= port <= 65535:
        raise Problem(f"{port} is not a port: use a number from 1024 to 65535.")
    if not port_is_free(port):
        raise Problem(
            f"Port {port} is taken by another program. Port {free_port(port + 1)} is"
            f" free: ./contour run --port {free_port(port + 1)}"
        )


@contextlib.contextmanager
def serving(environment, database, port, workers):
    """Odoo on one database, answering, for the length of the block.

    :return: the process
    """
    paths = environment.paths
    log = paths.logs / "server.log"
    command = [
        *(paths.python, paths.root / "scripts" / "odoo_server.py", "-c", paths.conf),
        *("-d", database, f"--db-filter=^{database}$", "--no-database-list"),
        *(f"--http-interface={HOST}", f"--http-port={port}"),
        *(f"--workers={workers}", f"--gevent-port={free_port(port + 1)}"),
        "--logfile=",
    ]
    with open(log, "wb") as output:
        process = start(
            command,
            stdout=output,
            stderr=output,
            cwd=paths.root,
            stdin=subprocess.DEVNULL,
        )
    try:
        with Step("starting Odoo"):
            _wait_until_ready(process, port, log)
        yield process
    finally:
        stop(process, patience=30)


def _wait_until_ready(process, port, log, patience=180):
    end = time.monotonic() + patience
    while time.monotonic() < end:
        if process.poll() is not None:
            raise ended(process, log)
        try:
            with urllib.request.urlopen(f"http://{HOST}:{port}/web/health", timeout=5):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
    raise Problem(f"Odoo does not answer after {patience} s. Its log: {log}")


def ended(process, log):
    """The problem to report where the server stopped by itself."""
    code = process.returncode
    how = f"with code {code}"
    if code < 0:
        how = f"by signal {signal.Signals(-code).name}"
    tail = "\n".join(f"  | {line}" for line in last_lines(log, 6))
    return Problem(
        f"The Odoo server ended {how}. Run the same command again to start it; the"
        f" end of its log ({log}):\n{tail}"
    )

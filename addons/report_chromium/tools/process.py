"""A headless Chromium as a process: started, spoken with over a pipe, ended.

Nothing here knows Odoo. The pipe carries the messages of the DevTools protocol and,
unlike a port, is open to nobody else on the machine.
"""

import contextlib
import json
import logging
import os
import selectors
import shutil
import signal
import subprocess
import tempfile
import threading
import time
from collections import deque
from pathlib import Path

_logger = logging.getLogger(__name__)

NAMES = (
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "chrome-headless-shell",
)
PREFIX = "report_chromium."
ARGUMENTS = (
    "--headless",
    "--remote-debugging-pipe",
    "--disable-background-networking",
    "--disable-breakpad",
    "--disable-component-update",
    "--disable-crash-reporter",
    "--disable-default-apps",
    "--disable-dev-shm-usage",
    "--disable-extensions",
    "--disable-gpu",
    "--disable-sync",
    "--font-render-hinting=none",
    "--hide-scrollbars",
    "--mute-audio",
    "--no-default-browser-check",
    "--no-first-run",
    # No way out: no name resolves, and every connection goes to a closed port.
    "--host-resolver-rules=MAP * ~NOTFOUND",
    "--proxy-server=http://127.0.0.1:9",
    "--proxy-bypass-list=<-loopback>",
)
ENVIRONMENT = ("PATH", "LANG", "LC_ALL", "TZ", "FONTCONFIG_PATH", "FONTCONFIG_FILE")
# The shell gives the pipe the numbers 3 and 4 that it must have, and lifts the limits
# that Odoo sets for its own workers: Chromium reserves far more address space than it
# uses.
LAUNCH = """
ulimit -S -v $(ulimit -H -v) 2>/dev/null
ulimit -S -t $(ulimit -H -t) 2>/dev/null
exec "$0" "$@" 3<&0 4>&1 </dev/null >/dev/null
"""
AT_ONCE = 4
A_DAY = 24 * 3600
_slots = threading.BoundedSemaphore(AT_ONCE)


class BrowserError(Exception):
    """The browser did not do its work; the text says why, for a log."""


class BrowserTimeout(BrowserError):
    """The browser did not answer within the time allowed."""


def find_browser(configured=None):
    """Give the path of the browser, or None where there is none.

    :param configured: a path or a name that is taken instead of the usual names; where
        it cannot be run there is no browser: the usual ones are not tried
    """
    for name in (configured,) if configured else NAMES:
        path = shutil.which(name)
        if path:
            return path
    return None


class BrowserProcess:
    """One browser with a profile of its own, to be used in a `with`.

    :param executable: path of Chromium or Chrome
    :param timeout: seconds for everything, waiting for a free place included
    :raises BrowserTimeout: when the time is over
    :raises BrowserError: when the browser ends before it is told to
    """

    def __init__(self, executable, timeout):
        self._executable = executable
        self._timeout = timeout
        self._deadline = time.monotonic() + timeout
        self._buffer = bytearray()
        self._messages = deque()
        self._stack = contextlib.ExitStack()

    def __enter__(self):
        with contextlib.ExitStack() as stack:
            if not _slots.acquire(timeout=max(self._left(), 0)):
                raise BrowserTimeout("too many documents are being printed")
            stack.callback(_slots.release)
            _sweep()
            self._directory = tempfile.mkdtemp(prefix=f"{PREFIX}{os.getpid()}.")
            stack.callback(shutil.rmtree, self._directory, ignore_errors=True)
            self._start(stack)
            self._stack = stack.pop_all()
        return self

    def __exit__(self, *exc_info):
        self._stack.close()

    def _start(self, stack):
        arguments = [*ARGUMENTS, f"--user-data-dir={self._directory}"]
        if os.geteuid() == 0:
            arguments.append("--no-sandbox")  # Chromium refuses to run as root with it
        self._errors = tempfile.TemporaryFile(dir=self._directory)  # noqa: SIM115
        stack.callback(self._errors.close)
        environment = {k: os.environ[k] for k in ENVIRONMENT if k in os.environ}
        environment["HOME"] = self._directory
        program = [self._executable, *arguments, "about:blank"]
        self._process = subprocess.Popen(
            ["/bin/sh", "-c", LAUNCH, *program],
            bufsize=0,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._errors,
            cwd=self._directory,
            env=environment,
            start_new_session=True,
        )
        for stream in (self._process.stdout, self._process.stdin):
            stack.callback(stream.close)
            os.set_blocking(stream.fileno(), False)
        stack.callback(self._close)

    def send(self, message):
        """Send a message, a dict."""
        data = memoryview(json.dumps(message).encode() + b"\0")
        while data:
            try:
                data = data[os.write(self._process.stdin.fileno(), data) :]
            except BlockingIOError:
                self._wait(writing=True)
            except OSError as error:
                raise BrowserError(self._complaint()) from error

    def receive(self):
        """Wait for the next message and give it, a dict."""
        while not self._messages:
            self._wait()
        return json.loads(self._messages.popleft())

    def _left(self):
        return self._deadline - time.monotonic()

    def _wait(self, writing=False):
        """Take in what the browser says, or return when it can be written to."""
        left = self._left()
        if left <= 0:
            raise BrowserTimeout(f"no answer in {self._timeout:g} s")
        source = self._process.stdout.fileno()
        with selectors.DefaultSelector() as selector:
            selector.register(source, selectors.EVENT_READ)
            if writing:
                selector.register(self._process.stdin, selectors.EVENT_WRITE)
            ready = {key.fd for key, _mask in selector.select(left)}
        if source in ready:
            chunk = os.read(source, 1 << 20)
            if not chunk:
                raise BrowserError(self._complaint())
            *complete, rest = chunk.split(b"\0")
            for part in complete:
                self._messages.append(bytes(self._buffer) + part)
                self._buffer.clear()
            self._buffer += rest

    def _complaint(self):
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(timeout=1)
        self._errors.seek(0)
        lines = self._errors.read().decode(errors="replace").strip().splitlines()
        return f"the browser ended: {' | '.join(lines[-3:]) or 'without a word'}"

    def _close(self):
        process = self._process
        if process.poll() is None:
            with contextlib.suppress(BrowserError):
                self._deadline = time.monotonic() + 2
                self.send({"id": 0, "method": "Browser.close"})
        for stop in (None, signal.SIGTERM, signal.SIGKILL):
            if stop:
                _kill_group(process.pid, stop)
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(timeout=3)
                break
        _kill_group(process.pid, signal.SIGKILL)
        self._end_helpers()

    def _end_helpers(self):
        """End what left the browser's group: its crash handler, for one."""
        until = time.monotonic() + 2
        while helpers := _find_processes(self._directory):
            for number in helpers:
                with contextlib.suppress(ProcessLookupError, PermissionError):
                    os.kill(number, signal.SIGKILL)
            if time.monotonic() > until:
                _logger.warning("processes of Chromium do not end: %s", helpers)
                return
            time.sleep(0.01)


def _sweep():
    """Remove the profiles of servers that were killed at work, a day ago or more."""
    for path in Path(tempfile.gettempdir()).glob(f"{PREFIX}*.*"):
        owner = path.name.removeprefix(PREFIX).partition(".")[0]
        with contextlib.suppress(OSError):
            if owner.isdigit() and path.stat().st_mtime < time.time() - A_DAY:
                try:
                    os.kill(int(owner), 0)
                except ProcessLookupError:
                    shutil.rmtree(path, ignore_errors=True)


def _kill_group(group, number):
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(group, number)


def _find_processes(directory):
    """Give the processes that work in the profile, where the system shows them."""
    found = []
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        with contextlib.suppress(OSError):
            if directory.encode() in path.read_bytes():
                found.append(int(path.parent.name))
    return found

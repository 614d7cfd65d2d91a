"""Drive a headless Chromium over the pipe of its DevTools protocol.

Nothing here knows Odoo. The browser gets no network, no JavaScript and no files: each
request that a page makes is handed to a function of the caller, and what that function
does not answer does not exist. The pipe, unlike a port, is open to nobody else.
"""

import base64
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
from dataclasses import dataclass, replace
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
ORIGIN = "http://report.invalid"
MM_PER_INCH = 25.4
PX_PER_INCH = 96.0
SMALLEST_SCALE = 0.3
# A user's text may stand in the page: whatever it is, it neither runs nor loads.
POLICY = (
    "default-src 'none'; script-src 'none'; frame-src 'none'; object-src 'none';"
    " connect-src 'none'; form-action 'none'; style-src 'unsafe-inline' http: https:;"
    " img-src data: http: https:; font-src data: http: https:"
)
SERVED = ("Stylesheet", "Image", "Font")
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
# The shell gives the pipe the numbers 3 and 4 that it must have, and lifts the limits that Odoo sets for
# its own workers: Chromium reserves far more address space than it uses.
LAUNCH = (
    "ulimit -S -v $(ulimit -H -v) 2>/dev/null; ulimit -S -t $(ulimit -H -t) 2>/dev/null;"
    ' exec "$0" "$@" 3<&0 4>&1 </dev/null >/dev/null'
)
AT_ONCE = 4
A_DAY = 24 * 3600
_slots = threading.BoundedSemaphore(AT_ONCE)


class BrowserError(Exception):
    """The browser did not do its work; the text says why, for a log."""


class BrowserTimeout(BrowserError):
    """The browser did not answer within the time allowed."""


@dataclass(frozen=True)
class Paper:
    """A sheet as printed: sizes and margins in millimetres, landscape applied.

    `scale` is the size on paper of a CSS length (1.0: a CSS millimetre is printed one
    millimetre long). With `fit`, a page that is wider than the sheet is printed smaller.
    """

    width: float
    height: float
    top: float = 0.0
    right: float = 0.0
    bottom: float = 0.0
    left: float = 0.0
    scale: float = 1.0
    fit: bool = False

    @property
    def content_px(self):
        """Width in CSS pixels of what lies between the margins."""
        width = self.width - self.left - self.right
        return width / MM_PER_INCH * PX_PER_INCH / self.scale

    def without_margins(self):
        """Give the same sheet, printed to its edges at its own scale."""
        return replace(self, top=0.0, right=0.0, bottom=0.0, left=0.0, fit=False)


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


class Browser:
    """A browser of its own for one piece of work, to be used in a `with`.

    :param executable: path of Chromium or Chrome
    :param timeout: seconds for everything, waiting for a free place included
    :param serve: function (url, kind) -> (mimetype, bytes) or None; kind is one of
        `SERVED`; it is called in the thread of the caller
    :raises BrowserTimeout: from every method, when the time is over
    :raises BrowserError: from every method, when the browser fails
    """

    def __init__(self, executable, timeout=60.0, serve=None):
        self._executable = executable
        self._deadline = time.monotonic() + timeout
        self._timeout = timeout
        self._serve = serve or (lambda url, kind: None)
        self._process = None
        self._last_id = 0
        self._buffer = bytearray()
        self._messages = deque()
        self._html = b""

    # ------------------------------------------------------------------
    # Life
    # ------------------------------------------------------------------

    def __enter__(self):
        self._stack = contextlib.ExitStack()
        with contextlib.ExitStack() as stack:
            if not _slots.acquire(timeout=max(self._left(), 0)):
                raise BrowserTimeout("too many documents are being printed")
            stack.callback(_slots.release)
            _sweep()
            self._directory = tempfile.mkdtemp(prefix=f"{PREFIX}{os.getpid()}.")
            stack.callback(shutil.rmtree, self._directory, ignore_errors=True)
            self._start(stack)
            self._open_page()
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
        self._process = subprocess.Popen(
            [
                "/bin/sh",
                "-c",
                LAUNCH,
                self._executable,
                *arguments,
                "about:blank",
            ],
            bufsize=0,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._errors,
            cwd=self._directory,
            env=environment,
            start_new_session=True,
        )
        stack.callback(self._process.stdout.close)
        stack.callback(self._process.stdin.close)
        stack.callback(self._close)
        self._write_fd = self._process.stdin.fileno()
        self._read_fd = self._process.stdout.fileno()
        os.set_blocking(self._write_fd, False)
        os.set_blocking(self._read_fd, False)

    def _close(self):
        process = self._process
        if process.poll() is None:
            with contextlib.suppress(BrowserError):
                self._deadline = time.monotonic() + 2
                self._post("Browser.close")
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

    def _left(self):
        return self._deadline - time.monotonic()

    # ------------------------------------------------------------------
    # Protocol
    # ------------------------------------------------------------------

    def _open_page(self):
        self._session = None
        target = self._call("Target.createTarget", url="about:blank")["targetId"]
        self._session = self._call(
            "Target.attachToTarget", targetId=target, flatten=True
        )["sessionId"]
        self._call("Page.enable")
        self._call("Fetch.enable", patterns=[{"urlPattern": "*"}])
        self._call("Emulation.setScriptExecutionDisabled", value=True)
        self._call("Emulation.setEmulatedMedia", media="screen")
        # Letters that the fonts of a report lack.
        self._call("Page.setFontFamilies", fontFamilies={"standard": "sans-serif"})

    def _post(self, method, **params):
        self._last_id += 1
        message = {"id": self._last_id, "method": method, "params": params}
        if getattr(self, "_session", None) and not method.startswith("Browser."):
            message["sessionId"] = self._session
        data = memoryview(json.dumps(message).encode() + b"\0")
        while data:
            try:
                data = data[os.write(self._write_fd, data) :]
            except BlockingIOError:
                self._wait(writing=True)
            except OSError as error:
                raise BrowserError(self._complaint()) from error
        return self._last_id

    def _call(self, method, **params):
        """Send a command and give its result, serving the page's requests meanwhile."""
        number = self._post(method, **params)
        while True:
            message = self._next_message()
            if message.get("id") == number:
                if "error" in message:
                    raise BrowserError(f"{method}: {message['error']['message']}")
                return message["result"]
            self._handle(message)

    def _wait_event(self, name):
        while True:
            message = self._next_message()
            if message.get("method") == name:
                return message["params"]
            self._handle(message)

    def _handle(self, message):
        if message.get("method") == "Fetch.requestPaused":
            self._answer(message["params"])
        elif message.get("method") in ("Inspector.targetCrashed", "Target.targetCrashed"):
            raise BrowserError("the page crashed, perhaps for want of memory")

    def _next_message(self):
        while not self._messages:
            self._wait()
        return json.loads(self._messages.popleft())

    def _wait(self, writing=False):
        """Read what the browser says, or return when it can be written to."""
        left = self._left()
        if left <= 0:
            raise BrowserTimeout(f"no answer in {self._timeout:g} s")
        with selectors.DefaultSelector() as selector:
            selector.register(self._read_fd, selectors.EVENT_READ)
            if writing:
                selector.register(self._write_fd, selectors.EVENT_WRITE)
            ready = {key.fd for key, _mask in selector.select(left)}
        if self._read_fd in ready:
            chunk = os.read(self._read_fd, 1 << 20)
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

    # ------------------------------------------------------------------
    # Requests of the page
    # ------------------------------------------------------------------

    def _answer(self, event):
        url, kind = event["request"]["url"], event["resourceType"]
        found = None
        if url == self._url and kind == "Document":
            found = ("text/html; charset=utf-8", self._html)
        elif kind in SERVED and event["request"]["method"] == "GET":
            found = self._serve(url, kind)
        if found is None:
            self._post(
                "Fetch.failRequest", requestId=event["requestId"], errorReason="Aborted"
            )
            return
        mimetype, body = found
        headers = {
            "Content-Type": mimetype,
            "Content-Security-Policy": POLICY,
            "X-Content-Type-Options": "nosniff",
            "Access-Control-Allow-Origin": "*",  # fonts of another origin
        }
        self._post(
            "Fetch.fulfillRequest",
            requestId=event["requestId"],
            responseCode=200,
            responseHeaders=[{"name": k, "value": v} for k, v in headers.items()],
            body=base64.b64encode(body).decode(),
        )

    # ------------------------------------------------------------------
    # Work
    # ------------------------------------------------------------------

    def print_pdf(self, html, paper):
        """Print one page of HTML and give the PDF.

        :param html: str; links in it are offered to `serve` as absolute addresses
        :param paper: Paper
        """
        self._load(html)
        scale = paper.scale
        if paper.fit:
            scale *= self._shrink(paper)
        result = self._call(
            "Page.printToPDF",
            paperWidth=paper.width / MM_PER_INCH,
            paperHeight=paper.height / MM_PER_INCH,
            marginTop=paper.top / MM_PER_INCH,
            marginRight=paper.right / MM_PER_INCH,
            marginBottom=paper.bottom / MM_PER_INCH,
            marginLeft=paper.left / MM_PER_INCH,
            scale=max(scale, SMALLEST_SCALE),
            printBackground=True,
            preferCSSPageSize=False,
            generateTaggedPDF=False,
            generateDocumentOutline=False,
        )
        return base64.b64decode(result["data"])

    def _load(self, html):
        self._html = html.encode()
        self._url = f"{ORIGIN}/{self._last_id}"
        result = self._call("Page.navigate", url=self._url)
        if result.get("errorText"):
            raise BrowserError(f"the page was not loaded: {result['errorText']}")
        self._wait_event("Page.loadEventFired")
        # Fonts are asked for by the first layout, which may be later than the page.
        self._evaluate("document.fonts.ready.then(() => true)")

    def _shrink(self, paper):
        width = paper.content_px
        self._call(
            "Emulation.setDeviceMetricsOverride",
            width=int(width),
            height=1000,
            deviceScaleFactor=1,
            mobile=False,
        )
        needed = self._evaluate("document.documentElement.scrollWidth")
        return width / needed if needed > width + 1 else 1.0

    def _evaluate(self, expression):
        # Our own question: the page's scripts stay switched off.
        result = self._call(
            "Runtime.evaluate",
            expression=expression,
            awaitPromise=True,
            returnByValue=True,
        )
        return result["result"].get("value")


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
    with contextlib.suppress(OSError):
        for number in filter(str.isdigit, os.listdir("/proc")):
            with contextlib.suppress(OSError), open(f"/proc/{number}/cmdline", "rb") as f:
                if directory.encode() in f.read():
                    found.append(int(number))
    return found

"""Print pages with a headless Chromium.

Nothing here knows Odoo. The browser gets no network, no JavaScript and no files: each
request that a page makes is handed to a function of the caller, and what that function
does not answer does not exist.
"""

import base64
import contextlib
from dataclasses import dataclass, replace

from .process import BrowserError, BrowserProcess

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


@dataclass(frozen=True)
class Paper:
    """A sheet as printed: sizes and margins in millimetres, landscape applied.

    `scale` is the size on paper of a CSS length (1.0: a CSS millimetre is printed one
    millimetre long). With `fit`, a page wider than the sheet is printed smaller.
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
        self._process = BrowserProcess(executable, timeout)
        self._serve = serve or (lambda url, kind: None)
        self._stack = contextlib.ExitStack()
        self._session = None
        self._last_id = 0
        self._loaded = set()
        self._url = None
        self._html = b""

    def __enter__(self):
        with contextlib.ExitStack() as stack:
            stack.enter_context(self._process)
            self._open_page()
            self._stack = stack.pop_all()
        return self

    def __exit__(self, *exc_info):
        self._stack.close()

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

    # ------------------------------------------------------------------
    # The page
    # ------------------------------------------------------------------

    def _open_page(self):
        target = self._call("Target.createTarget", url="about:blank")["targetId"]
        self._session = self._call(
            "Target.attachToTarget", targetId=target, flatten=True
        )["sessionId"]
        self._call("Page.enable")
        self._call("Page.setLifecycleEventsEnabled", enabled=True)
        self._call("Fetch.enable", patterns=[{"urlPattern": "*"}])
        self._call("Emulation.setScriptExecutionDisabled", value=True)
        self._call("Emulation.setEmulatedMedia", media="screen")
        # Letters that the fonts of a report lack.
        self._call("Page.setFontFamilies", fontFamilies={"standard": "sans-serif"})

    def _load(self, html):
        self._html = html.encode()
        self._url = f"{ORIGIN}/{self._last_id}"
        result = self._call("Page.navigate", url=self._url)
        if result.get("errorText"):
            raise BrowserError(f"the page was not loaded: {result['errorText']}")
        while result["loaderId"] not in self._loaded:
            self._handle(self._process.receive())
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

    # ------------------------------------------------------------------
    # Protocol
    # ------------------------------------------------------------------

    def _post(self, method, **params):
        self._last_id += 1
        message = {"id": self._last_id, "method": method, "params": params}
        if self._session:
            message["sessionId"] = self._session
        self._process.send(message)
        return self._last_id

    def _call(self, method, **params):
        """Send a command and give its result, serving the page's requests meanwhile."""
        number = self._post(method, **params)
        while True:
            message = self._process.receive()
            if message.get("id") == number:
                if "error" in message:
                    raise BrowserError(f"{method}: {message['error']['message']}")
                return message["result"]
            self._handle(message)

    def _handle(self, message):
        method, params = message.get("method"), message.get("params")
        if method == "Fetch.requestPaused":
            self._answer(params)
        elif method == "Page.lifecycleEvent" and params["name"] == "load":
            self._loaded.add(params["loaderId"])
        elif method in ("Inspector.targetCrashed", "Target.targetCrashed"):
            raise BrowserError("the page crashed, perhaps for want of memory")

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

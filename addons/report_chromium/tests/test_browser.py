import contextlib
import os
import signal
import socket
import stat
import subprocess
import tempfile
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from odoo.tests import BaseCase

from ..tools import process
from ..tools.browser import Browser, Paper
from ..tools.process import (
    AT_ONCE,
    PREFIX,
    BrowserError,
    BrowserTimeout,
    find_browser,
)
from .common import (
    browsers_of_this_process,
    directories_of_this_process,
    make_image,
    read_pdf,
)

SHEET = Paper(width=210, height=297, top=10, right=10, bottom=10, left=10)


class BrowserCase(BaseCase):
    # Left out by `./contour test --no-browser`.
    needs_browser = True

    def setUp(self):
        super().setUp()
        self.executable = find_browser()
        self.assertTrue(self.executable, "These tests need Chromium: install it.")
        self.directory = Path(self.enterContext(tempfile.TemporaryDirectory()))

    def assert_nothing_left(self):
        self.assertEqual(browsers_of_this_process(), [])
        self.assertEqual(directories_of_this_process(), [])

    def print_text(self, html, serve=None, paper=SHEET):
        with Browser(self.executable, 60, serve) as browser:
            return " ".join(read_pdf(browser.print_pdf(html, paper)))

    def make_program(self, script):
        path = self.directory / "browser"
        path.write_text(f"#!/bin/sh\n{script}\n")
        path.chmod(path.stat().st_mode | stat.S_IXUSR)
        return str(path)


class TestBrowser(BrowserCase):
    def test_print_in_two_scripts(self):
        text = self.print_text("<h1>Client</h1><p>Клиент</p>")
        self.assertIn("Client", text)
        self.assertIn("Клиент", text)
        self.assert_nothing_left()

    def test_print_several_pages_with_one_browser(self):
        with Browser(self.executable) as browser:
            texts = [
                read_pdf(browser.print_pdf(f"<p>Document {number}</p>", SHEET))
                for number in (1, 2)
            ]
        self.assertEqual([len(pages) for pages in texts], [1, 1])
        self.assertIn("Document1", texts[0][0])
        self.assertIn("Document2", texts[1][0])

    def test_wide_page_is_made_to_fit(self):
        html = (
            "<body style='margin:0'><table style='width:3000px'>"
            "<tr><td>LEFT</td><td style='text-align:right'>RIGHT</td></tr></table>"
        )
        fitting = Paper(width=210, height=297, scale=0.8, fit=True)
        self.assertIn("RIGHT", self.print_text(html, paper=fitting))

    def test_find_browser(self):
        program = self.make_program("true")
        self.assertEqual(find_browser(program), program)
        self.assertEqual(find_browser(), self.executable)
        self.assertIsNone(find_browser("/nowhere/chromium"))
        self.assertIsNone(find_browser(str(self.directory)), "not a program")


class TestBrowserIsolation(BrowserCase):
    def test_requests_are_served_by_the_caller_only(self):
        asked = {}

        def serve(url, kind):
            asked[url] = kind
            if kind == "Stylesheet":
                return "text/css", b".a::after { content: 'FROM STYLE'; }"
            return ("image/png", make_image()) if kind == "Image" else None

        text = self.print_text(
            "<link rel='stylesheet' href='http://contour.example/a.css'>"
            "<img src='http://contour.example/a.png'><p class='a'>Text </p>",
            serve,
        )
        self.assertIn("FROMSTYLE", text)
        self.assertEqual(
            asked,
            {
                "http://contour.example/a.css": "Stylesheet",
                "http://contour.example/a.png": "Image",
            },
        )

    def test_scripts_do_not_run(self):
        text = self.print_text(
            "<p>Before</p><script>document.write('EXECUTED')</script>"
            "<img src='x' onerror=\"document.body.append('EXECUTED')\">"
            "<svg onload=\"document.body.append('EXECUTED')\"></svg>"
            "<iframe srcdoc=\"<script>parent.document.body.append('EXECUTED')"
            '</script>"></iframe>'
        )
        self.assertIn("Before", text)
        self.assertNotIn("EXECUTED", text)

    def test_files_of_the_server_are_not_read(self):
        secret = self.directory / "secret.txt"
        secret.write_text("KEEP THIS SECRET")
        style = self.directory / "secret.css"
        style.write_text("p::after { content: 'KEEP THIS SECRET'; }")
        served = []

        def serve(url, kind):
            served.append(url)

        text = self.print_text(
            f"<p>Before</p><iframe src='file://{secret}' width=400></iframe>"
            f"<object data='file://{secret}'></object><embed src='file://{secret}'>"
            f"<link rel='stylesheet' href='file://{style}'>"
            f"<style>@import url('file://{style}');</style>"
            f"<meta http-equiv='refresh' content='0;url=file://{secret}'>",
            serve,
        )
        self.assertIn("Before", text)
        self.assertNotIn("SECRET", text)

    def test_no_connection_leaves(self):
        with socket.create_server(("127.0.0.1", 0)) as server:
            server.setblocking(False)
            address = f"http://127.0.0.1:{server.getsockname()[1]}"
            kinds = set()

            def serve(url, kind):
                kinds.add(kind)

            text = self.print_text(
                f"<link rel='preconnect' href='{address}'>"
                f"<link rel='prefetch' href='{address}/a'>"
                f"<link rel='stylesheet' href='{address}/a.css'>"
                f"<iframe src='{address}/frame'></iframe><img src='{address}/a.png'>"
                f"<form action='{address}'></form><p>Before</p>"
                f"<meta http-equiv='refresh' content='0;url={address}/away'>",
                serve,
            )
            with self.assertRaises(BlockingIOError):
                server.accept()
        self.assertIn("Before", text)
        self.assertEqual(kinds, {"Stylesheet", "Image"})

    def test_environment_is_not_passed_on(self):
        report = self.directory / "environment"
        program = self.make_program(f"env > {report}; exit 1")
        os.environ["REPORT_CHROMIUM_TEST_PASSWORD"] = "secret"
        self.addCleanup(os.environ.pop, "REPORT_CHROMIUM_TEST_PASSWORD")
        with self.assertRaises(BrowserError), Browser(program):
            pass
        self.assertNotIn("REPORT_CHROMIUM_TEST_PASSWORD", report.read_text())


class TestBrowserEnds(BrowserCase):
    def test_browser_that_never_answers(self):
        program = self.make_program("exec cat <&3 >/dev/null")
        with self.assertRaisesRegex(BrowserTimeout, "0.5 s"), Browser(program, 0.5):
            pass
        self.assert_nothing_left()

    def test_browser_that_does_not_go(self):
        program = self.make_program("trap '' TERM; while true; do read line <&3; done")
        with self.assertRaises(BrowserTimeout), Browser(program, 0.5):
            pass
        self.assert_nothing_left()

    def test_browser_that_cannot_start(self):
        program = self.make_program("echo no usable sandbox >&2; exit 3")
        with self.assertRaisesRegex(BrowserError, "no usable sandbox"):
            with Browser(program):
                pass
        self.assert_nothing_left()

    def test_browser_that_dies_at_work(self):
        def serve(url, kind):
            os.killpg(browser._process._process.pid, signal.SIGKILL)

        with self.assertRaises(BrowserError):
            with Browser(self.executable, 60, serve) as browser:
                browser.print_pdf("<img src='http://contour.example/a.png'>", SHEET)
        self.assert_nothing_left()

    def test_time_is_over_at_work(self):
        def serve(url, kind):
            browser._process._deadline = 0

        with self.assertRaises(BrowserTimeout):
            with Browser(self.executable, 60, serve) as browser:
                browser.print_pdf("<img src='http://contour.example/a.png'>", SHEET)
        self.assert_nothing_left()

    def test_error_of_the_caller_goes_through(self):
        def serve(url, kind):
            raise ZeroDivisionError

        with self.assertRaises(ZeroDivisionError):
            self.print_text("<img src='http://contour.example/a.png'>", serve)
        self.assert_nothing_left()

    def test_profile_of_a_killed_server_is_removed(self):
        ended = subprocess.Popen(["/bin/true"])
        ended.wait()
        old, new, living = (
            Path(tempfile.mkdtemp(prefix=f"{PREFIX}{number}."))
            for number in (ended.pid, ended.pid, os.getppid())
        )
        for path in (new, living):
            self.addCleanup(path.rmdir)
        for path in (old, living):
            os.utime(path, (0, 0))
        self.print_text("<p>Text</p>")
        self.assertFalse(old.exists())
        self.assertTrue(new.exists() and living.exists())


class TestBrowserConcurrency(BrowserCase):
    def test_four_at_once(self):
        started = threading.Barrier(4, timeout=60)

        def work(number):
            with Browser(self.executable) as browser:
                started.wait()
                pdf = browser.print_pdf(f"<p>Document {number}</p>", SHEET)
            return read_pdf(pdf)

        with ThreadPoolExecutor(4) as pool:
            results = list(pool.map(work, range(4)))
        for number, pages in enumerate(results):
            self.assertEqual(len(pages), 1)
            self.assertIn(f"Document{number}", pages[0])
        self.assert_nothing_left()

    def test_more_than_allowed_wait(self):
        with contextlib.ExitStack() as stack:
            for _place in range(AT_ONCE):
                process._slots.acquire(timeout=1)
                stack.callback(process._slots.release)
            with self.assertRaisesRegex(BrowserTimeout, "too many"):
                with Browser(self.executable, 0.1):
                    pass
        self.assertIn("Freeagain", self.print_text("<p>Free again</p>"))

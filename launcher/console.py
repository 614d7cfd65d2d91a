"""What the launcher says: steps, progress and problems, each a plain sentence."""

import os
import sys
import threading
import time


class Problem(Exception):
    """Something the user can mend; the text says what and how."""

    exit_code = 1


class UsageProblem(Problem):
    """The command line asks for something that does not exist."""

    exit_code = 2


def say(text=""):
    """Print one line at once (also when the output is a pipe)."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def warn(text):
    """Print one line on the error output."""
    sys.stderr.write(f"{text}\n")
    sys.stderr.flush()


def size(count):
    """Bytes as a short text: 123 MB."""
    for unit in ("B", "kB", "MB"):
        if count < 1000:
            return f"{count:.0f} {unit}"
        count /= 1000
    return f"{count:.1f} GB"


class Step:
    """A piece of work with a name: prints when it starts and how long it took.

    With `progress` (a function returning a text) a line is refreshed while it lasts:
    every second on a terminal, every 15 seconds elsewhere.
    """

    def __init__(self, title, progress=None):
        self.title = title
        self.progress = progress
        self._done = threading.Event()
        self._thread = None

    def __enter__(self):
        self._start = time.monotonic()
        say(f"- {self.title} ...")
        if self.progress:
            self._thread = threading.Thread(target=self._watch, daemon=True)
            self._thread.start()
        return self

    def __exit__(self, kind, error, trace):
        self._done.set()
        if self._thread:
            self._thread.join()
        if kind is None:
            say(f"  done in {time.monotonic() - self._start:.1f} s")

    def _watch(self):
        terminal = sys.stdout.isatty() and os.environ.get("TERM") != "dumb"
        shown = ""
        while not self._done.wait(1 if terminal else 15):
            text = f"  {self.progress()}"[:110]
            if terminal:
                sys.stdout.write(f"\r{text:<{len(shown)}}")
                sys.stdout.flush()
                shown = text
            elif text != shown:
                say(text)
                shown = text
        if terminal and shown:
            sys.stdout.write(f"\r{'':<{len(shown)}}\r")
            sys.stdout.flush()


def confirm(question):
    """Ask a yes/no question; anything but yes, and a closed input, is no."""
    if not sys.stdin or not sys.stdin.isatty():
        return False
    return input(f"{question} [y/N] ").strip().lower() in ("y", "yes")

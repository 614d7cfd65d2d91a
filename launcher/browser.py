"""Chromium: for browser tests, and for PDF where wkhtmltopdf is not good enough."""

import shutil

from . import debian
from .console import Problem
from .system import is_root

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def find():
    """Path of a browser of the Chromium family, or None."""
    for name in NAMES:
        path = shutil.which(name)
        if path:
            return path
    return None


def ensure():
    """Path of the browser; installed through apt where we may.

    :raise Problem: where there is none and we may not install it
    """
    if not find() and is_root() and debian.available():
        debian.install_as_root("chromium")
    path = find()
    if not path:
        raise Problem(
            "Browser tests need Chromium, and it is not installed. Install it"
            " (Debian: apt install chromium), or leave those tests out:"
            " ./contour test --no-browser"
        )
    return path

"""Odoo 19.0: found on this machine or had from Debian's archive or upstream.

Order: `CONTOUR_ODOO`, an importable Odoo 19, what an earlier run has made, Debian's
package, a shallow clone of the upstream branch.
"""

import importlib.util
import os
import re
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path

from . import debian
from .console import Problem, Step
from .system import need_space, run

SERIES = "19.0"
UPSTREAM = "https://github.com/odoo/odoo.git"
PACKAGES = (
    "odoo-19/sid",
    # What Debian's package links to instead of carrying it:
    "libjs-jquery/sid",
    "libjs-jquery-form/sid",
    "libjs-underscore/sid",
    "fonts-montserrat/sid",
    "fonts-roboto-unhinted/sid",
    "fonts-inconsolata/sid",
    "fonts-glyphicons-halflings/sid",
    "fonts-ocr-b/sid",
    "fonts-dejavu-core/sid",
    # sid's own has no web fonts of version 4, which Odoo's icons are.
    "fonts-font-awesome/trixie",
)
# Taken out by Debian (a minified file); without it the backend's bundle is broken.
REMOVED = "addons/mail/static/lib/selfie_segmentation/selfie_segmentation.js"


@dataclass(frozen=True)
class OdooSource:
    """An Odoo on the disk.

    :param path: the directory to import `odoo` from
    :param addons: directories for addons_path beside the importable ones
    :param origin: where it is from, in words
    """

    path: Path
    addons: tuple
    origin: str

    @property
    def release(self):
        """E.g. "19.0": the text of `version` in its release.py."""
        return _series(self.path)

    @property
    def mark(self):
        """A text that changes when the source does (for cached databases)."""
        release = self.path / "odoo" / "release.py"
        return f"{release.stat().st_mtime_ns}:{release.read_text()}"

    def activate(self, paths):
        """Make `import odoo` work in the virtual environment."""
        version = f"python{sys.version_info[0]}.{sys.version_info[1]}"
        link = paths.venv / "lib" / version / "site-packages" / "contour-odoo.pth"
        text = f"{self.path}\n"
        if not link.exists() or link.read_text() != text:
            link.write_text(text)


def ensure(paths):
    """Find or fetch Odoo 19.0.

    :return: :class:`OdooSource`
    :raise Problem: where it cannot be had, with the reason
    """
    given = os.environ.get("CONTOUR_ODOO")
    if given:
        return _existing(Path(given).expanduser().resolve())
    return _importable() or _unpacked(paths) or _fetch(paths)


def found(paths):
    """Like :func:`ensure`, but never fetches; None where there is none."""
    given = os.environ.get("CONTOUR_ODOO")
    if given:
        return _existing(Path(given).expanduser().resolve())
    return _importable() or _unpacked(paths)


def _series(path):
    try:
        text = (path / "odoo" / "release.py").read_text()
    except OSError:
        return None
    version = re.search(r"^version_info\s*=\s*\((\d+),\s*(\d+)", text, re.M)
    return f"{version[1]}.{version[2]}" if version else None


def _existing(path):
    series = _series(path)
    if series is None:
        raise Problem(
            f"CONTOUR_ODOO={path} is not an Odoo source: odoo/release.py is not there."
            " Give the directory that contains the directory `odoo`."
        )
    if series != SERIES:
        raise Problem(
            f"CONTOUR_ODOO={path} is Odoo {series}; Client Contour needs {SERIES}."
        )
    addons = (path / "addons",) if (path / "addons" / "web").is_dir() else ()
    return OdooSource(path, addons, "CONTOUR_ODOO")


def _importable():
    try:
        spec = importlib.util.find_spec("odoo.release")
    except ModuleNotFoundError:
        return None
    if not spec or not spec.origin:
        return None
    path = Path(spec.origin).resolve().parent.parent
    if _series(path) != SERIES:
        return None
    return OdooSource(path, (), "installed on this machine")


def _unpacked(paths):
    for path, addons, origin in (
        (_debian_path(paths.odoo), (), "Debian's package"),
        (paths.odoo, (paths.odoo / "addons",), "the upstream branch"),
    ):
        if _series(path) == SERIES:
            return OdooSource(path, addons, origin)
    return None


def _debian_path(root):
    return root / "usr" / "lib" / "python3" / "dist-packages"


def _fetch(paths):
    paths.make()
    need_space(paths.state, 2.5, "Odoo 19.0")
    if debian.available():
        _fetch_debian(paths)
    elif shutil.which("git"):
        _fetch_upstream(paths)
    else:
        raise Problem(
            "Odoo 19.0 is not here, and this machine has neither apt-get nor git to"
            " fetch it. Set CONTOUR_ODOO to the path of an Odoo 19.0 source."
        )
    return _unpacked(paths)


def _fetch_debian(paths):
    archive = debian.Archive(paths.cache / "debian-odoo", ("sid", "trixie"))
    debs = archive.fetch(PACKAGES)
    building = paths.state / "odoo.building"
    shutil.rmtree(building, ignore_errors=True)
    building.mkdir()
    with Step("unpacking Odoo 19.0 (1.3 GB)"):
        debian.unpack(debs, building)
        removed = _debian_path(building) / "odoo" / REMOVED
        if not removed.exists():
            removed.parent.mkdir(parents=True, exist_ok=True)
            removed.write_text("/* Not in Debian's package: background blur. */\n")
    shutil.rmtree(paths.odoo, ignore_errors=True)
    building.rename(paths.odoo)


def _fetch_upstream(paths):
    building = paths.state / "odoo.building"
    shutil.rmtree(building, ignore_errors=True)
    with Step("cloning the upstream branch 19.0 (about 700 MB)"):
        run(
            ["git", "clone", "--depth=1", f"--branch={SERIES}", UPSTREAM, building],
            log=paths.logs / "git.log",
        )
    building.rename(paths.odoo)

"""Packages of Debian's archive, unpacked without root.

apt checks signatures as usual; only its state (lists, cache, source list) is our own,
and the archive is the one that this machine's apt already uses.
"""

import hashlib
import os
import platform
import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from .console import Problem, Step, size
from .system import run

KEYRING = Path("/usr/share/keyrings/debian-archive-keyring.gpg")
URI_LINE = re.compile(r"^'(?P<uri>\S+)' (?P<name>\S+) (?P<size>\d+) ?(?P<hash>\S*)")


@dataclass(frozen=True)
class Offer:
    """A package as the archive offers it: file name, bytes, "SHA256:..."."""

    name: str
    size: int
    hash: str


class Archive:
    """A private apt: some suites of Debian, in a directory of ours.

    :param home: directory for lists, cache and downloaded packages
    :param suites: e.g. ("sid", "trixie")
    """

    def __init__(self, home, suites):
        self.home = home
        self.suites = suites
        self.log = home / "apt.log"

    def _options(self):
        return [
            *("-o", f"Dir::Etc::sourcelist={self.home / 'sources.list'}"),
            *("-o", "Dir::Etc::sourceparts=/dev/null"),
            *("-o", "Dir::Etc::preferences=/dev/null"),
            *("-o", "Dir::Etc::preferencesparts=/dev/null"),
            *("-o", f"Dir::State::lists={self.home / 'lists'}"),
            *("-o", f"Dir::Cache={self.home / 'cache'}"),
            *("-o", "APT::Get::List-Cleanup=false"),
            *("-o", "Acquire::Languages=none"),
            # As root apt hands downloads to a user who may not read our directory.
            *("-o", "APT::Sandbox::User=root"),
            *("-o", "Acquire::Retries=2"),
            *("-o", "APT::Update::Error-Mode=any"),
            # A mirror that lags behind is still signed, and we want one version only.
            *("-o", "Acquire::Check-Valid-Until=false"),
        ]

    def _make_home(self):
        for room in ("lists/partial", "cache/archives/partial", "debs/partial"):
            (self.home / room).mkdir(parents=True, exist_ok=True)
        signed = f"[signed-by={KEYRING}] " if KEYRING.exists() else ""
        base = machine_archive()
        lines = [f"deb {signed}{base} {suite} main" for suite in self.suites]
        (self.home / "sources.list").write_text("\n".join(lines) + "\n")

    def fetch(self, packages):
        """Download packages that are not here yet.

        :param packages: names as apt takes them, "name" or "name/suite"
        :return: the files, in the same order
        """
        known = {p: self._kept(p) for p in packages}
        missing = [p for p, path in known.items() if path is None]
        if missing:
            self._make_home()
            with Step("reading Debian's package lists (about 20 MB)"):
                self._apt(["update"])
            known.update(self._download(missing))
        return [known[p] for p in packages]

    def _mark(self, package):
        """File that names the downloaded file of a package."""
        return self.home / "debs" / f"{package.replace('/', '_')}.name"

    def _kept(self, package):
        mark = self._mark(package)
        if not mark.exists():
            return None
        path = self.home / "debs" / mark.read_text().strip()
        return path if path.exists() else None

    def _download(self, packages):
        """Download packages; each is kept under its name once it is whole.

        :return: {package: file}
        """
        offers = self._offers(packages)
        total = sum(offer.size for offer in offers.values())
        partial = self.home / "debs" / "partial"

        def progress():
            got = sum(path.stat().st_size for path in partial.glob("*.deb"))
            return f"{size(got)} of {size(total)}"

        title = f"downloading {', '.join(offers)} ({size(total)})"
        with Step(_shorten(title), progress):
            self._apt(["download", *offers], cwd=partial)
        return {package: self._keep(package, offers[package]) for package in offers}

    def _keep(self, package, offer):
        path = self.home / "debs" / "partial" / offer.name
        if path.stat().st_size != offer.size or not _matches(path, offer.hash):
            path.unlink()
            raise Problem(
                f"The download of {package} is damaged. Run the same command again."
            )
        target = self.home / "debs" / offer.name
        path.replace(target)
        self._mark(package).write_text(offer.name)
        return target

    def _offers(self, packages):
        """What the archive offers: {package: Offer}."""
        result = subprocess.run(
            ["apt-get", *self._options(), "download", "--print-uris", *packages],
            capture_output=True,
            text=True,
            cwd=self.home,
        )
        found = {}
        for line in result.stdout.splitlines():
            match = URI_LINE.match(line)
            if match:
                offer = Offer(match["name"], int(match["size"]), match["hash"])
                found[offer.name.split("_")[0]] = offer
        for package in packages:
            if package.split("/")[0] not in found:
                raise Problem(
                    f"Debian's archive does not offer the package {package}. Set"
                    " CONTOUR_ODOO to the path of an Odoo 19.0 source instead."
                )
        return {package: found[package.split("/")[0]] for package in packages}

    def _apt(self, arguments, cwd=None):
        try:
            run(
                ["apt-get", *self._options(), *arguments],
                log=self.log,
                cwd=cwd or self.home,
            )
        except Problem as problem:
            raise Problem(
                "Debian's archive cannot be reached or refused: is the network up?"
                " What was downloaded is kept; run the same command again, or set"
                f" CONTOUR_ODOO to the path of an Odoo 19.0 source.\n{problem}"
            ) from None


def _shorten(title):
    return title if len(title) < 90 else f"{title[:60]}... {title[title.rindex('(') :]}"


def available():
    """Whether this machine has Debian's tools."""
    return bool(shutil.which("apt-get") and shutil.which("dpkg-deb"))


def own_suite():
    """Code name of this machine's Debian, e.g. bookworm; stable where unknown."""
    release = platform.freedesktop_os_release()
    if release.get("ID") == "debian":
        return release.get("VERSION_CODENAME", "stable")
    return "stable"


def machine_archive():
    """Address of the Debian archive that this machine's apt is set up for."""
    result = subprocess.run(
        [
            *("apt-get", "indextargets", "--format", "$(REPO_URI)|$(SUITE)|$(ORIGIN)"),
            "Created-By: Packages",
        ],
        capture_output=True,
        text=True,
    )
    rows = [line.split("|") for line in result.stdout.splitlines()]
    mains = [
        uri
        for uri, suite, origin in rows
        if "security" not in uri + suite and (origin == "Debian" or "debian" in uri)
    ]
    if not mains:
        raise Problem(
            "apt on this machine has no Debian archive configured, so Odoo 19.0"
            " cannot be taken from there. Set CONTOUR_ODOO to the path of an Odoo"
            " 19.0 source."
        )
    return sorted(mains, key=lambda uri: (not uri.rstrip("/").endswith("debian"), uri))[
        0
    ]


def unpack(debs, target):
    """Unpack packages into a directory (no scripts are run)."""
    for deb in debs:
        run(["dpkg-deb", "-x", deb, target], log=target.parent / "unpack.log")


def install_as_root(*packages):
    """Install packages on the machine itself; only root may."""
    log = Path("/tmp") / "contour-apt.log"
    environment = {"DEBIAN_FRONTEND": "noninteractive"}
    with Step(f"apt: installing {' '.join(packages)}"):
        run(["apt-get", "update"], log=log, check=False)
        run(
            ["apt-get", "install", "-y", "--no-install-recommends", *packages],
            log=log,
            env={**os.environ, **environment},
        )


def _matches(path, expected):
    if ":" not in expected:
        return True
    kind, value = expected.split(":", 1)
    digest = hashlib.new(kind.lower())
    with open(path, "rb") as handle:
        for block in iter(lambda: handle.read(1 << 20), b""):
            digest.update(block)
    return digest.hexdigest() == value

"""The virtual environment with the pinned packages."""

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys

from . import debian
from .console import Problem, Step, say
from .system import need_space, run, start

SUPPORTED = ((3, 10), (3, 13))


class VirtualEnvironment:
    """`.contour/venv`, made again where the pins or the Python changed.

    Each requirements file has a stamp in it, written when its packages are all there:
    an interrupted installation goes on where it stopped.
    """

    def __init__(self, paths):
        self.paths = paths
        self.log = paths.logs / "pip.log"

    def ensure(self, *names):
        """Install what the requirements files list.

        :param names: file names at the root of the checkout
        """
        todo = [name for name in names if not self._is_installed(name)]
        if not todo:
            return
        check_python()
        self.paths.make()
        need_space(self.paths.state, 1.5, "the Python packages")
        if not self._works():
            with Step(f"making the virtual environment (Python {version_text()})"):
                self._create()
        for name in todo:
            self._install(name)

    def _stamp(self, name):
        return self.paths.venv / f"installed-{name}.json"

    def _key(self, name):
        text = (self.paths.root / name).read_bytes()
        return {
            "python": version_text(),
            "sha256": hashlib.sha256(text).hexdigest(),
        }

    def _is_installed(self, name):
        try:
            stamp = json.loads(self._stamp(name).read_text())
        except (OSError, ValueError):
            return False
        return stamp == self._key(name) and self.paths.python.exists()

    def _works(self):
        if not self.paths.python.exists():
            return False
        result = subprocess.run(
            [self.paths.python, "-c", "import sys, pip; print(sys.version_info[:2])"],
            capture_output=True,
            text=True,
        )
        return result.stdout.strip() == str(tuple(sys.version_info[:2]))

    def _create(self):
        venv = self.paths.venv
        if venv.exists():
            shutil.rmtree(venv)
        if _has_ensurepip():
            run([sys.executable, "-m", "venv", venv], log=self.log)
            return
        # Debian's python3 comes without pip; its wheel lies in a package of its own.
        if not debian.available():
            raise Problem(
                "This Python cannot make virtual environments (module ensurepip is"
                " missing). Install the package python3-venv and run it again."
            )
        archive = debian.Archive(self.paths.cache / "debian", (debian.own_suite(),))
        wheels = self.paths.cache / "pip-wheel"
        debian.unpack(archive.fetch(["python3-pip-whl"]), wheels)
        run([sys.executable, "-m", "venv", "--without-pip", venv], log=self.log)
        wheel = next(wheels.glob("usr/share/python-wheels/pip-*.whl"))
        run(
            [venv / "bin/python", wheel / "pip", "install", "--no-index", wheel],
            log=self.log,
        )

    def _install(self, name):
        command = [
            *(self.paths.python, "-m", "pip", "install"),
            *("--disable-pip-version-check", "--no-input", "--progress-bar=off"),
            *("-r", self.paths.root / name),
        ]
        with Step(f"installing the packages of {name}"):
            code, errors = self._pip(command)
        if code:
            raise Problem(_reason(errors, name, self.log))
        self._stamp(name).write_text(json.dumps(self._key(name)))

    def _pip(self, command):
        """Run pip, say its downloads; return its exit code and its last lines."""
        process = start(
            command,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            env={**os.environ, "PYTHONUNBUFFERED": "1"},
        )
        lines = []
        with open(self.log, "a") as log:
            for line in process.stdout:
                log.write(line)
                lines.append(line.rstrip())
                found = re.match(r"\s*Downloading (\S+) \(([\d.]+ [MG]B)\)", line)
                if found:
                    say(f"  {found[1].rsplit('/', 1)[-1]} ({found[2]})")
        return process.wait(), lines


def check_python():
    """Refuse a Python that the pinned packages are not made for."""
    low, high = SUPPORTED
    if not low <= sys.version_info[:2] <= high:
        raise Problem(
            f"The pinned packages are for Python {low[0]}.{low[1]} to"
            f" {high[0]}.{high[1]}; this is {version_text()}. Start the command with"
            " one of those, e.g.: python3.11 contour run"
        )


def version_text():
    return ".".join(map(str, sys.version_info[:3]))


def _has_ensurepip():
    # Debian keeps the module but takes its wheel away: only trying tells.
    code = "import ensurepip; ensurepip.version(); import venv"
    return (
        subprocess.run([sys.executable, "-c", code], capture_output=True).returncode
        == 0
    )


def _reason(lines, name, log):
    text = "\n".join(lines)
    if "No space left on device" in text:
        return (
            "The disk is full: the Python packages do not fit. Free about 1.5 GB and"
            " run the same command again."
        )
    if re.search(
        r"Failed to establish a new connection|Temporary failure|ProxyError|"
        r"Network is unreachable|ConnectTimeout|NewConnectionError|"
        # Without retries pip only says that it found nothing of any version.
        r"from versions: none",
        text,
    ):
        return (
            "The Python package index cannot be reached: is the network up? What was"
            " installed is kept; run the same command again."
        )
    errors = [line for line in lines if "ERROR" in line][-3:]
    return f"pip could not install {name}:\n  " + "\n  ".join(errors) + f"\n  ({log})"

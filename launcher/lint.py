"""`./contour lint`: every check that needs no database, each with its time.

The stages run side by side; all of them run even if one fails. A stage is a function
of :class:`Lint` that returns a :class:`Verdict`. The tools run in the virtual
environment (requirements-dev.txt); prettier runs on the Node that comes with it.
"""

import os
import shutil
import subprocess
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from . import lint_checks as checks
from .console import say
from .prettier import Prettier, PrettierMissing

PASSED, WARNED, FAILED, NOT_RUN = "passed", "passed, but", "FAILED", "NOT RUN"
PYLINT = (
    "--disable=all",
    "--enable=odoolint",
    # A core model is extended in a file per concern, so in several classes; what adds
    # to a core wizard is a model like others.
    "--disable=consider-merging-classes-inherited,no-wizard-in-models",
    # A company's dictionary is read whole; what is large is read by SQL.
    "--disable=no-search-all",
    # Sees no `_ = scope.env._`; `from odoo import _` is found by our own checks.
    "--disable=prefer-env-translation",
)
UPGRADE_SCRIPTS = ("sql-constraint", "route-jsonrpc", "deprecated-properties")
REWRITE = """
import sys
from odoo.cli.upgrade_code import migrate
for name in sys.argv[1:]:
    migrate(["addons"], "**/*", script=name, dry_run=True)
"""


@dataclass(frozen=True)
class Verdict:
    """What a stage found: its status and the text to show for it."""

    status: str
    text: str = ""


@dataclass(frozen=True)
class Lint:
    """What the stages work on.

    :param root: the checkout
    :param python: interpreter of the virtual environment with requirements-dev.txt
    :param cache: directory for what the stages keep between runs
    """

    root: Path
    python: Path
    cache: Path

    @property
    def addons(self):
        """Directories of our addons, relative to the checkout."""
        found = (self.root / "addons").glob("*/__manifest__.py")
        return sorted(str(path.parent.relative_to(self.root)) for path in found)

    def call(self, *command, env=None):
        """Run a command in the checkout: its exit code and all that it printed."""
        result = subprocess.run(
            [str(part) for part in command],
            cwd=self.root,
            env={**os.environ, "PYTHONWARNINGS": "ignore", **(env or {})},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
        )
        return result.returncode, result.stdout.strip()

    def tool(self, name, *arguments, env=None):
        """Run a tool of the virtual environment by the name of its command."""
        return self.call(self.python.parent / name, *arguments, env=env)

    def odoo(self):
        """Directory of the package `odoo` that the virtual environment sees."""
        code, text = self.call(
            *(self.python, "-c"),
            "import odoo.release, os; print(os.path.dirname(odoo.release.__file__))",
        )
        if code:
            raise FileNotFoundError(f"Odoo cannot be imported:\n{text}")
        return Path(text.splitlines()[-1])


def _verdict(code, text):
    return Verdict(FAILED, text) if code else Verdict(PASSED)


def ruff(lint):
    """Rules and format of Python."""
    found = [
        lint.tool("ruff", "check", "--output-format=concise", "."),
        lint.tool("ruff", "format", "--check", "--output-format=concise", "."),
    ]
    return _verdict(
        any(code for code, _text in found),
        "\n".join(text for code, text in found if code),
    )


def pylint_odoo(lint):
    """Odoo's own habits in Python and manifests."""
    return _verdict(*lint.call(lint.python, "-m", "pylint", *PYLINT, *lint.addons))


def oca_module(lint, *options):
    """XML and CSV: headers, ids, duplicates, deprecated nodes, unused files."""
    return _verdict(
        *lint.tool(
            "oca-checks-odoo-module", *options, "-d", "prefer-readme-rst", *lint.addons
        )
    )


def translations(lint):
    """Syntax and completeness of the Russian translation."""
    files = sorted(map(str, (lint.root / "addons").glob("*/i18n/*.po*")))
    found = [lint.call(lint.python, "scripts/check_po.py", *lint.addons)]
    if files:
        found.append(lint.tool("oca-checks-po", "-d", "po-pretty-format", *files))
    if shutil.which("msgfmt"):
        found += [lint.call("msgfmt", "--check", "-o", os.devnull, f) for f in files]
    return _verdict(
        any(code for code, _text in found),
        "\n".join(text for code, text in found if code),
    )


def manifests(lint):
    """Licences fit each other, and no dependency is missing."""
    command = [
        *("-d", "addons", "--addons-path", lint.odoo() / "addons"),
        *("--no-addons-path-from-import-odoo", "--odoo-series", "19.0"),
    ]
    found = [lint.tool("manifestoo", *command, "check-licenses")]
    code, missing = lint.tool("manifestoo", *command, "list-missing")
    if missing:
        found.append((1, f"dependencies that are not there:\n{missing}"))
    return _verdict(
        any([code, *(code for code, _text in found)]),
        "\n".join(text for _code, text in found),
    )


def layers(lint):
    """Who may import whom."""
    code, text = lint.tool(
        *("lint-imports", "--no-logo", "--cache-dir", lint.cache / "import-linter"),
        env={"PYTHONPATH": f"{lint.root / 'addons'}:{lint.root}"},
    )
    problems = checks.imports(lint.root)
    parts = ([text] if code else []) + problems
    return _verdict(bool(parts), "\n".join(parts))


def upgrade_code(lint):
    """Odoo's own rewriting scripts find nothing old in our addons."""
    code, text = lint.call(lint.python, "-c", REWRITE, *UPGRADE_SCRIPTS)
    return _verdict(bool(code or text), text)


def habits(lint):
    """No path or host of a machine, no idiom that Odoo 19 ignores or rejects."""
    problems = checks.machine_traces(lint.root) + checks.idioms(lint.root)
    problems += checks.layout(lint.root)
    return _verdict(bool(problems), "\n".join(problems))


def sizes(lint):
    """Alarms only: files and methods that have grown long."""
    found = checks.sizes(lint.root)
    return Verdict(WARNED, "\n".join(found)) if found else Verdict(PASSED)


def prettier(lint):
    """Format of XML and JavaScript."""
    return _prettier(lint, "--check")


def _prettier(lint, mode):
    try:
        return _verdict(*Prettier(lint).run(mode))
    except PrettierMissing as error:
        return Verdict(NOT_RUN, str(error))


STAGES = {
    "ruff": ruff,
    "pylint-odoo": pylint_odoo,
    "oca-checks": oca_module,
    "translations": translations,
    "manifests": manifests,
    "layers": layers,
    "upgrade-code": upgrade_code,
    "habits": habits,
    "prettier": prettier,
    "sizes": sizes,
}


def run(root, python, cache, only=()):
    """Run the stages and print a line for each.

    A stage that could not run (prettier without Node or npm) fails the run where the
    variable CI is set: there the environment is known to have both.

    :param only: names of stages; all of them if empty
    :return: exit code: 1 where a stage failed, else 0
    """
    lint = Lint(Path(root), Path(python), Path(cache))
    stages = {name: STAGES[name] for name in only or STAGES}
    started = time.monotonic()
    with ThreadPoolExecutor(max_workers=os.cpu_count() or 1) as pool:
        futures = {
            name: pool.submit(_timed, stage, lint) for name, stage in stages.items()
        }
        verdicts = {}
        for name, future in futures.items():
            verdicts[name], seconds = future.result()
            _tell(name, stages[name], verdicts[name], seconds)
    bad = {FAILED, NOT_RUN} if os.environ.get("CI") else {FAILED}
    failed = [name for name, verdict in verdicts.items() if verdict.status in bad]
    say(
        f"lint: {len(stages) - len(failed)} of {len(stages)} stages passed"
        f" in {time.monotonic() - started:.0f} s"
        + (f"; to mend: {', '.join(failed)}" if failed else "")
    )
    return 1 if failed else 0


def fix(root, python, cache):
    """Let the formatters rewrite what they can.

    :return: exit code: 1 where something is left that only a person can mend
    """
    lint = Lint(Path(root), Path(python), Path(cache))
    found = {
        "ruff check --fix": _verdict(*lint.tool("ruff", "check", "--fix", ".")),
        "ruff format": _verdict(*lint.tool("ruff", "format", ".")),
        "oca-checks --fix": oca_module(lint, "--fix"),
        "prettier --write": _prettier(lint, "--write"),
    }
    for name, verdict in found.items():
        say(f"{name}: {verdict.status}")
        if verdict.text:
            say(_indented(verdict.text))
    return int(any(verdict.status == FAILED for verdict in found.values()))


def _timed(stage, lint):
    started = time.monotonic()
    try:
        verdict = stage(lint)
    except Exception as error:  # a broken stage must not hide the others
        verdict = Verdict(FAILED, f"{type(error).__name__}: {error}")
    return verdict, time.monotonic() - started


def _tell(name, stage, verdict, seconds):
    title = stage.__doc__.splitlines()[0].rstrip(".")
    say(f"{name:<13} {seconds:5.1f} s  {verdict.status:<11}  {title}")
    if verdict.text:
        say(_indented(verdict.text))


def _indented(text):
    return "\n".join(f"    {line}" for line in text.splitlines())

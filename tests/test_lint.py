"""The checks of `./contour lint` see what they are for, and nothing else."""

import subprocess
import sys

import pytest

from launcher import lint, lint_checks
from scripts import check_po

PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 8 + (128).to_bytes(4, "big") * 2
PO = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\n'


class Repository:
    """A checkout with one addon that is in order."""

    def __init__(self, root):
        self.root = root
        self.write("addons/good/__manifest__.py", '{"name": "x", "depends": ["base"]}')
        self.write(".importlinter", "root_packages =\n    good\n    other\n")
        self.write("addons/good/__init__.py", "from . import models\n")
        self.write("addons/good/models/__init__.py", "from . import thing\n")
        self.write("addons/good/models/thing.py", "from odoo import models\n")
        self.write("addons/good/README.md", "# Good\n## Use\n## Set up\n## Inside\n")
        self.write("addons/good/i18n/good.pot", PO + 'msgid "Yes %s"\nmsgstr ""\n')
        self.write("addons/good/i18n/ru.po", PO + 'msgid "Yes %s"\nmsgstr "Да %s"\n')
        self.write("addons/good/static/description/icon.png", PNG)
        subprocess.run(["git", "init", "-q"], cwd=root, check=True)

    def write(self, name, content):
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(content, bytes):
            path.write_bytes(content)
        else:
            path.write_text(content)

    def findings(self):
        return [
            *lint_checks.machine_traces(self.root),
            *lint_checks.idioms(self.root),
            *lint_checks.imports(self.root),
            *lint_checks.layout(self.root),
            *lint_checks.sizes(self.root),
            *check_po.problems_of(self.root / "addons/good"),
        ]


@pytest.fixture
def repository(tmp_path):
    root = tmp_path / "home of it" / "checkout"
    root.mkdir(parents=True)
    return Repository(root)


def test_good_addon_is_good(repository):
    assert repository.findings() == []


# "~" keeps the examples out of the sight of the very checks that they are for.
@pytest.mark.parametrize(
    "line",
    [
        "_sql~_constraints = []",
        "self.env['x'].read~_group([], [], [])",
        "from odoo.~osv import expression",
        "count = fields.Integer(group_~operator='sum')",
        "def name~_get(self):",
        "@http.route('/x', type='js~on')",
        "self.env.cr.execute(f~'SELECT {x}')",
        "self.env.cr.execute('SELECT %s' ~% name)",
        "# TO~DO: later",
        "groups~_id = 1",
        "self._~cr.commit()",
    ],
)
def test_old_idiom_in_python(repository, line):
    repository.write("addons/good/models/thing.py", line.replace("~", "") + "\n")
    (finding,) = lint_checks.idioms(repository.root)
    assert finding.startswith("addons/good/models/thing.py:1: ")


@pytest.mark.parametrize("line", ["@unittest.sk~ip('later')", "time.sl~eep(1)"])
def test_skipping_and_sleeping_tests(repository, line):
    line = line.replace("~", "")
    repository.write("addons/good/tools/thing.py", line)
    assert lint_checks.idioms(repository.root) == []
    repository.write("addons/good/tests/test_thing.py", line)
    assert len(lint_checks.idioms(repository.root)) == 1


@pytest.mark.parametrize(
    "line",
    [
        '<tr~ee string="x" />',
        "<field name='x' att~rs='{}' />",
        '<field name="groups~_id" eval="[]" />',
        '<t t-e~sc="x" />',
        '<field name="number~call">-1</field>',
    ],
)
def test_old_idiom_in_views(repository, line):
    repository.write("addons/good/views/thing.xml", line.replace("~", ""))
    assert len(lint_checks.idioms(repository.root)) == 1


def test_open_point_with_an_issue_is_allowed(repository):
    line = "# TO~DO(#12): when the core can do it\n".replace("~", "")
    repository.write("addons/good/models/thing.py", line)
    assert lint_checks.idioms(repository.root) == []


@pytest.mark.parametrize("place", ["/ho~me/anna/odoo", "/Us~ers/anna/odoo"])
def test_path_of_a_machine(repository, place):
    repository.write("odoo.conf", f"data_dir = {place.replace('~', '')}\n")
    (finding,) = lint_checks.machine_traces(repository.root)
    assert finding.startswith("odoo.conf:1: ")


def test_path_of_this_checkout(repository):
    repository.write("odoo.conf", f"data_dir = {repository.root}/data\n")
    assert len(lint_checks.machine_traces(repository.root)) == 1


@pytest.mark.parametrize("host", ["registry.~example.org", "pypi.~example.org"])
def test_host_of_packages(repository, host):
    line = f"index = ht~tps://{host}/simple\n".replace("~", "")
    repository.write("pip.conf", line)
    assert len(lint_checks.machine_traces(repository.root)) == 1


def test_import_of_an_addon_that_is_not_a_dependency(repository):
    repository.write("addons/other/__manifest__.py", '{"name": "y", "depends": []}')
    line = "from odoo.addons.other.models import thing\n"
    repository.write("addons/good/models/thing.py", line)
    (finding,) = lint_checks.imports(repository.root)
    assert finding.endswith("good does not depend on other")
    manifest = '{"name": "x", "depends": ["base", "other"]}'
    repository.write("addons/good/__manifest__.py", manifest)
    assert lint_checks.imports(repository.root) == []


def test_launcher_imports_the_standard_library_only(repository):
    repository.write("launcher/cli.py", "import os\nfrom launcher import paths\n")
    assert lint_checks.imports(repository.root) == []
    repository.write("launcher/cli.py", "import requests\n")
    assert len(lint_checks.imports(repository.root)) == 1


def test_programs_do_not_import_each_other(repository):
    repository.write("benchmarks/run.py", "from launcher import paths\n")
    assert len(lint_checks.imports(repository.root)) == 1


@pytest.mark.parametrize(
    ("name", "content", "text"),
    [
        ("README.md", "# Good\n\nNothing more.\n", "three sections"),
        ("README.md", "# A\n## B\n## C\n## D\n| x | y |\n", "a table breaks"),
        ("static/description/icon.png", b"GIF89a" + b"\0" * 20, "square PNG"),
        ("models/new.py", "", "new.py is not imported"),
        ("models/__init__.py", "from . import thing\nX = 1\n", "only relative"),
    ],
)
def test_layout_of_an_addon(repository, name, content, text):
    repository.write(f"addons/good/{name}", content)
    (finding,) = lint_checks.layout(repository.root)
    assert text in finding


@pytest.mark.parametrize(
    ("files", "text"),
    [
        (["views/a.xml", "security/b.csv"], "security/ come first"),
        (["views/a_menus.xml", "views/a.xml"], "menus come last"),
    ],
)
def test_order_of_data(repository, files, text):
    manifest = {"name": "x", "depends": ["base"], "data": files}
    repository.write("addons/good/__manifest__.py", repr(manifest))
    (finding,) = lint_checks.layout(repository.root)
    assert text in finding


def test_addon_that_import_linter_does_not_know(repository):
    repository.write("addons/good/tools/__init__.py", "")
    (finding,) = lint_checks.imports(repository.root)
    assert finding == ".importlinter: good.tools is missing"


def test_missing_translation_files(repository):
    (repository.root / "addons/good/i18n/ru.po").unlink()
    (finding,) = lint_checks.layout(repository.root)
    assert finding == "addons/good/i18n/ru.po: missing"


@pytest.mark.parametrize(
    ("entry", "text"),
    [
        ('msgid "Yes %s"\nmsgstr ""\n', "not translated"),
        ('#, fuzzy\nmsgid "Yes %s"\nmsgstr "Да %s"\n', "fuzzy"),
        ('msgid "Yes %s"\nmsgstr "Да"\n', "other placeholders"),
        ("", "not in it"),
        ('msgid "Yes %s"\nmsgstr "%s"\n\nmsgid "No"\nmsgstr "-"\n', "no such term"),
        ('msgid "Yes %s"\nmsgstr "%s"\n\n#~ msgid "No"\n#~ msgstr "-"\n', "obsolete"),
    ],
)
def test_incomplete_translation(repository, entry, text):
    repository.write("addons/good/i18n/ru.po", PO + entry)
    (finding,) = check_po.problems_of(repository.root / "addons/good")
    assert text in finding


def test_sizes_do_not_count_the_docstring(repository):
    body = "    x = 1\n" * 30
    text = f'def long():\n    """{"line" * 9}\n{"    more" * 9}\n    """\n{body}'
    repository.write("addons/good/models/thing.py", text)
    assert lint_checks.sizes(repository.root) == []
    repository.write("addons/good/models/thing.py", text + "    return x\n")
    (finding,) = lint_checks.sizes(repository.root)
    assert "long has 31 lines" in finding


def _stages(monkeypatch, **stages):
    monkeypatch.setattr(lint, "STAGES", stages)
    monkeypatch.delenv("CI", raising=False)


def _stage(status, text=""):
    def stage(_lint):
        """What it checks."""
        return lint.Verdict(status, text)

    return stage


def test_all_stages_run_and_a_failure_is_told(monkeypatch, capsys, tmp_path):
    def broken(_lint):
        """Breaks."""
        raise ValueError("no such tool")

    _stages(
        monkeypatch,
        one=_stage(lint.FAILED, "file.py:3: wrong"),
        two=broken,
        three=_stage(lint.PASSED),
    )
    assert lint.run(tmp_path, sys.executable, tmp_path) == 1
    told = capsys.readouterr().out
    assert "    file.py:3: wrong" in told
    assert "ValueError: no such tool" in told
    assert "lint: 1 of 3 stages passed" in told
    assert "to mend: one, two" in told


def test_alarms_do_not_fail(monkeypatch, tmp_path):
    _stages(monkeypatch, sizes=_stage(lint.WARNED, "long.py: 400 lines"))
    assert lint.run(tmp_path, sys.executable, tmp_path) == 0


def test_a_stage_that_could_not_run_fails_in_ci_only(monkeypatch, capsys, tmp_path):
    _stages(monkeypatch, prettier=_stage(lint.NOT_RUN, "There is no Node"))
    assert lint.run(tmp_path, sys.executable, tmp_path) == 0
    assert "NOT RUN" in capsys.readouterr().out
    monkeypatch.setenv("CI", "true")
    assert lint.run(tmp_path, sys.executable, tmp_path) == 1

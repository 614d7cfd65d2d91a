"""Checks of the text of the repository, in plain Python.

Each returns its findings as lines "file:line: what is wrong".
"""

import ast
import functools
import re
import subprocess
import sys
from pathlib import Path

BINARY = {".png", ".ico", ".jpg", ".gif", ".gz", ".zip", ".xlsx", ".woff2", ".pdf"}
# Texts that we have not written: a licence, the sample with its source, npm's lock.
FOREIGN = re.compile(r"^(LICENSE|samples/.*\.(txt|csv)|package-lock\.json)$")

IDIOMS = (
    (r"\b_sql_constraints\b", "ignored by Odoo 19: models.Constraint"),
    (r"</?tree\b", "rejected by Odoo 19: <list>"),
    (
        r"\s(attrs|states)=[\"']",
        "rejected by Odoo 19: invisible=, readonly=, required=",
    ),
    (r"type=[\"']json[\"']", "deprecated in Odoo 19: type='jsonrpc'"),
    (r"\.read_group\(", "deprecated in Odoo 19: _read_group, formatted_read_group"),
    (r"\bnumbercall\b|\bdoall\b", "gone from ir.cron"),
    (r"\bgroups_id\b", "renamed in Odoo 19: group_ids"),
    (r"\bodoo\.osv\b", "deprecated: odoo.fields.Domain"),
    (r"\bgroup_operator=", "renamed: aggregator="),
    (
        r"\bname_get\b|\b_name_search\b",
        "gone: _compute_display_name, _search_display_name",
    ),
    (r"\bt-(esc|raw)=", "deprecated: t-out"),
    (r"\b_notify_progress\(", "deprecated: _commit_progress"),
    (r"\bself\._(cr|uid|context)\b", "deprecated: self.env.cr, .uid, .context"),
    (r"\bcheck_access_(rights|rule)\(", "deprecated: check_access, has_access"),
    (r"^from odoo import .*\b_(,|$)", "translate with self.env._"),
    (r"@odoo-module", "not needed: modules of static/src are ES modules"),
    (r"\bpublicWidget\b", "old: Interaction"),
    (
        r"execute(_query)?\((f[\"']|[\"'][^\"']*[\"']\s*%|.*\.format\()",
        "SQL from strings: SQL()",
    ),
    (r"\b(TODO|FIXME|XXX)\b(?!.*#\d)", "left open: only with an issue (#7)"),
    (r"\b(console\.log|breakpoint|pdb\.set_trace)\(", "left from debugging"),
)

TEST_IDIOMS = (
    (r"\b(skipTest|(unittest|mark)\.skip)", "a test is not skipped"),
    (r"\btime\.sleep\b", "a test does not sleep: wait for what is to happen"),
)

LIMITS = {"model": 300, "test": 400, "method": 30}


def files(root, *suffixes):
    """Our text files: tracked ones and new ones that git does not ignore."""
    command = ["git", "ls-files", "-z", "-co", "--exclude-standard"]
    result = subprocess.run(command, cwd=root, capture_output=True, text=True)
    if result.returncode:
        names = [
            str(path.relative_to(root))
            for path in Path(root).rglob("*")
            if not any(part.startswith(".") for part in path.relative_to(root).parts)
        ]
    else:
        names = result.stdout.split("\0")
    for name in sorted(set(filter(None, names))):
        path = Path(root) / name
        if path.suffix in BINARY or FOREIGN.match(name) or not path.is_file():
            continue
        if not suffixes or path.suffix in suffixes:
            yield name, path


def machine_traces(root):
    """Paths of a machine and hosts of its package sources."""
    places = {str(Path(root).resolve().parent), str(Path.home())} - {"/"}
    pattern = "|".join(re.escape(f"{place}/") for place in sorted(places))
    pattern += r"|(?<![\w.}$-])/(?:home|Users)/\w+/"
    hosts = "|".join(map(re.escape, sorted(_hosts())))
    # A registry or a mirror, whatever its name, looks like this in a URL.
    hosts += r"|https?://[^/\s\"']*\b(?:registry|mirror|pypi|proxy)\b[^/\s\"']*"
    traces = re.compile(f"{pattern}|{hosts.lstrip('|')}")
    return [
        f"{name}:{number}: path or host of a machine: {found[0]}"
        for name, path in files(root)
        for number, line in _lines(path)
        if (found := traces.search(line))
    ]


@functools.cache
def _hosts():
    """Hosts that this machine's package clients use."""
    commands = (
        ("apt-get", "indextargets", "--format", "$(SITE)"),
        ("npm", "config", "get", "registry"),
        (sys.executable, "-m", "pip", "config", "list"),
    )
    hosts = set()
    for command in commands:
        try:
            result = subprocess.run(command, capture_output=True, text=True, timeout=20)
        except (OSError, subprocess.TimeoutExpired):
            continue
        hosts.update(re.findall(r"https?://([a-z0-9.-]+\.[a-z]+)", result.stdout))
    return hosts


def idioms(root):
    """Idioms that Odoo 19 ignores, rejects or has replaced, and what is left open."""
    problems = []
    for name, path in files(root, ".py", ".xml", ".js", ".csv"):
        if not name.startswith(("addons/", "tests/")):
            continue
        rules = IDIOMS + TEST_IDIOMS if "/tests/" in f"/{name}" else IDIOMS
        for number, line in _lines(path):
            problems += [
                f"{name}:{number}: {found[0].strip()}: {reason}"
                for pattern, reason in rules
                if (found := re.search(pattern, line))
            ]
    return problems


def imports(root):
    """Imports across addons follow the manifests; programs stand on their own.

    What import-linter cannot see: `odoo.addons.x` is no package of its own for it.
    """
    manifests = {
        path.parent.name: ast.literal_eval(path.read_text())
        for path in Path(root).glob("addons/*/__manifest__.py")
    }
    problems = _not_in_contracts(root, manifests)
    for name, path in files(root, ".py"):
        room, _, rest = name.partition("/")
        addon = rest.partition("/")[0] if room == "addons" else None
        for number, module in _imported(path):
            reason = _forbidden(room, addon, module, manifests)
            if reason:
                problems.append(f"{name}:{number}: import of {module}: {reason}")
    return problems


def _not_in_contracts(root, addons):
    """Addons, and tools of addons, that import-linter is not told of."""
    path = Path(root) / ".importlinter"
    told = path.read_text().split() if path.exists() else []
    wanted = set(addons)
    wanted |= {f"{path.parent.parent.name}.tools" for path in _tools(root)}
    return [f".importlinter: {name} is missing" for name in sorted(wanted - set(told))]


def _tools(root):
    return Path(root).glob("addons/*/tools/__init__.py")


def _imported(path):
    tree = ast.parse(path.read_text(), str(path))
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and not node.level and node.module:
            if node.module == "odoo.addons":
                for alias in node.names:
                    yield node.lineno, f"odoo.addons.{alias.name}"
            else:
                yield node.lineno, node.module


def _forbidden(room, addon, module, manifests):
    top = module.partition(".")[0]
    if room == "launcher" and top != "launcher" and top not in sys.stdlib_module_names:
        return "the launcher runs before anything is installed"
    programs = {"launcher", "benchmarks", "samples", "scripts"}
    if top in programs and room != top and room != "tests" and top != "scripts":
        return f"{top} is a program of its own"
    if addon and module.startswith("odoo.addons."):
        other = module.split(".")[2]
        if other in manifests and other != addon:
            if other not in _all_depends(addon, manifests):
                return f"{addon} does not depend on {other}"
    return None


def _all_depends(addon, manifests):
    found, todo = set(), [addon]
    while todo:
        for name in manifests.get(todo.pop(), {}).get("depends", ()):
            if name not in found:
                found.add(name)
                todo.append(name)
    return found


def layout(root):
    """What each addon has: a description, an icon, a translation."""
    problems = []
    for manifest in sorted(Path(root).glob("addons/*/__manifest__.py")):
        addon = manifest.parent
        name = f"addons/{addon.name}"
        problems += _readme_problems(name, addon / "README.md")
        for part in (f"i18n/{addon.name}.pot", "i18n/ru.po"):
            if not (addon / part).is_file():
                problems.append(f"{name}/{part}: missing")
        problems += _data_problems(f"{name}/__manifest__.py", manifest)
        problems += _icon_problems(name, addon / "static/description/icon.png")
        problems += _init_problems(root, addon)
    return problems


def _readme_problems(name, readme):
    if not readme.is_file():
        return [f"{name}/README.md: missing"]
    lines = readme.read_text().splitlines()
    titles = [line for line in lines if line.startswith("## ")]
    if not lines or not lines[0].startswith("# ") or len(titles) < 3:
        return [f"{name}/README.md: a title and at least three sections"]
    # Odoo shows it as the addon's description, read as reStructuredText.
    if any(line.startswith("|") for line in lines):
        return [f"{name}/README.md: a table breaks the description: make it a list"]
    return []


def _data_problems(name, manifest):
    """Groups and access come first, menus last: each file finds what it refers to."""
    files = ast.literal_eval(manifest.read_text()).get("data", [])
    rooms = [path.partition("/")[0] for path in files]
    late = [path for path in files if path.endswith("_menus.xml")]
    problems = []
    if rooms != sorted(rooms, key=lambda room: room != "security"):
        problems.append(f"{name}: files of security/ come first")
    if late != files[len(files) - len(late) :]:
        problems.append(f"{name}: menus come last")
    return problems


def _icon_problems(name, icon):
    if not icon.is_file():
        return [f"{name}/static/description/icon.png: missing"]
    head = icon.read_bytes()[:24]
    width, height = (int.from_bytes(head[i : i + 4], "big") for i in (16, 20))
    if head[:8] != b"\x89PNG\r\n\x1a\n" or width != height or width < 100:
        return [f"{name}/static/description/icon.png: a square PNG of 100 px or more"]
    return []


def _init_problems(root, addon):
    """`__init__.py` holds only relative imports, sorted; tests are all imported."""
    problems = []
    for path in sorted(addon.rglob("__init__.py")):
        name = path.relative_to(root)
        tree = ast.parse(path.read_text(), str(path))
        for node in tree.body:
            if not (isinstance(node, ast.ImportFrom) and node.level):
                text = f"{name}:{node.lineno}: only relative imports here"
                if not _is_docstring(node) and not _is_hook(path, addon):
                    problems.append(text)
        problems += [
            f"{name}: {stem}.py is not imported" for stem in _not_imported(path, tree)
        ]
    return problems


def _not_imported(init, tree):
    """Files that neither `__init__.py` nor, for helpers, a neighbour imports."""
    if init.parent.name not in ("tests", "models", "wizard", "controllers", "report"):
        return []
    there = {path.stem for path in init.parent.glob("*.py")} - {"__init__"}
    trees = [tree]
    if init.parent.name == "tests":
        there = {stem for stem in there if stem.startswith("test_")}
    else:
        trees += [ast.parse(path.read_text()) for path in init.parent.glob("*.py")]
    nodes = [node for tree in trees for node in ast.walk(tree) if _is_import(node)]
    told = {alias.name for node in nodes if not node.module for alias in node.names}
    told |= {node.module for node in nodes if node.module}
    return sorted(there - told)


def _is_import(node):
    return isinstance(node, ast.ImportFrom)


def _is_docstring(node):
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def _is_hook(path, addon):
    # The hooks of the manifest must be reachable from the addon's root.
    return path.parent == addon


def sizes(root):
    """Files and methods over the alarm sizes of the house style."""
    found = []
    for name, path in files(root, ".py"):
        if not name.startswith(("addons/", "launcher/", "tests/")):
            continue
        text = path.read_text()
        lines = text.count("\n")
        kind = "test" if "/tests/" in f"/{name}" else "model"
        if lines > LIMITS[kind]:
            found.append(f"{name}: {lines} lines")
        for node in ast.walk(ast.parse(text, name)):
            if isinstance(node, ast.FunctionDef) and kind == "model":
                length = _body_lines(node)
                if length > LIMITS["method"]:
                    found.append(
                        f"{name}:{node.lineno}: {node.name} has {length} lines"
                    )
    return found


def _body_lines(node):
    """Lines of a function without its docstring."""
    body = node.body[1:] if _is_docstring(node.body[0]) else node.body
    return body[-1].end_lineno - body[0].lineno + 1 if body else 0


def _lines(path):
    try:
        text = path.read_text()
    except UnicodeDecodeError:
        return
    yield from enumerate(text.splitlines(), start=1)

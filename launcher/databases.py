"""Odoo databases: templates made once, and databases cloned from them.

Two layers of templates: `core` has the apps of Odoo that ours depend on, `full` has
ours on top. A template's name ends in a hash of all that its content depends on. A
database is built under another name and renamed when it is complete, so that one with
its real name is never half-made.
"""

import ast
import hashlib
import json
import os
import re
import shutil

from .console import Problem, Step, say
from .system import locked, need_space, run

BUILDING = "__building"
LANGUAGE = "ru_RU"
# What a database of installed addons does not depend on.
IGNORED = ("tests", "__pycache__")


class Databases:
    """Makes, clones, updates and drops databases of one server."""

    def __init__(self, paths, postgres, source):
        self.paths = paths
        self.postgres = postgres
        self.source = source

    # -- what the content depends on ----------------------------------------------

    def core_modules(self, ours=None):
        """Modules of Odoo that our addons depend on, sorted."""
        mine = self.paths.our_addons()
        wanted, seen, needed = list(ours or mine), set(), set()
        while wanted:
            name = wanted.pop()
            if name in seen:
                continue
            seen.add(name)
            for parent in self._manifest(name).get("depends", ()):
                if parent in mine:
                    wanted.append(parent)
                else:
                    needed.add(parent)
        return sorted(needed)

    def _manifest(self, name):
        return ast.literal_eval(
            (self.paths.addons / name / "__manifest__.py").read_text()
        )

    def _core_key(self, modules, demo):
        pins = (self.paths.root / "requirements.txt").read_text()
        return _hash(self.source.mark, modules, demo, pins)

    def addons_key(self, ours):
        """Hash of our addons' files, tests and texts for people left out."""
        digest = hashlib.sha256()
        for name in ours:
            for path in sorted((self.paths.addons / name).rglob("*")):
                relative = path.relative_to(self.paths.addons)
                if path.is_file() and not (
                    set(relative.parts) & set(IGNORED) or path.suffix == ".md"
                ):
                    digest.update(f"{relative}\0".encode())
                    digest.update(path.read_bytes())
        return digest.hexdigest()

    # -- templates ------------------------------------------------------------------

    def core(self, demo, ours=None):
        """Name of the template with Odoo's apps only, made where it is missing."""
        modules = self.core_modules(ours)
        kind = f"contour_{self.paths.mark[:6]}_core_{'demo' if demo else 'plain'}"
        if ours:
            kind += f"_{_hash(sorted(ours))[:4]}"
        name = f"{kind}_{self._core_key(modules, demo)[:10]}"
        title = f"installing Odoo's apps ({'with' if demo else 'without'} demo data)"
        self._template(kind, name, title, None, modules, demo)
        return name

    def full(self, demo, ours=None):
        """Name of the template with our addons, made where it is missing."""
        mine = sorted(ours or self.paths.our_addons())
        core = self.core(demo, ours)
        kind = core.rsplit("_", 1)[0].replace("_core_", "_full_")
        name = f"{kind}_{_hash(core, self.addons_key(mine))[:10]}"
        title = f"installing {', '.join(mine)}"
        self._template(kind, name, title, core, mine, demo)
        return name

    def install_log(self, template):
        """The log of a template's installation."""
        return self.paths.logs / f"install-{template}.log"

    def _template(self, kind, name, title, base, modules, demo):
        if self.postgres.exists(name):
            return
        with locked(
            self.paths.state / f"{kind}.lock",
            "Another ./contour is making this database. Wait until it has finished.",
        ):
            if not self.postgres.exists(name):
                finishing = [self._pregenerate_assets] if base else []
                log = self.install_log(name)
                self.build(name, title, base, modules, demo, log, finishing)
                self._drop_older(kind, name)

    def _drop_older(self, kind, name):
        for other in self.postgres.databases():
            if other != name and re.fullmatch(rf"{kind}_[0-9a-f]{{10}}", other):
                self.drop(other)
                self.install_log(other).unlink(missing_ok=True)

    # -- databases ------------------------------------------------------------------

    def build(self, name, title, base, modules, demo, log, finishing=()):
        """Make a database under another name and rename it when it is complete.

        :param finishing: functions of the database's name, called after the install
        """
        need_space(self.paths.state, 1, f"the database {name}")
        building = name + BUILDING
        self.drop(building)
        log.unlink(missing_ok=True)
        if base:
            self.clone(base, building)
        options = ["-i", ",".join(modules), *(["--with-demo"] if demo else [])]
        with Step(title, lambda: _loading(log)):
            self.odoo(building, *options, log=log)
        for finish in finishing:
            finish(building)
        self._rename(building, name)

    def _pregenerate_assets(self, name):
        script = self.paths.root / "scripts" / "pregenerate_assets.py"
        with Step("making the bundles of scripts and styles"):
            run(
                [self.paths.python, script, name],
                log=self.paths.logs / f"assets-{name.removesuffix(BUILDING)}.log",
                env={**os.environ, "ODOO_RC": str(self.paths.conf)},
                cwd=self.paths.root,
            )

    def _load_language(self, name):
        # Not --load-language: that makes it everybody's default.
        with Step("loading the Russian translation"):
            run(
                [
                    *(self.paths.python, "-m", "odoo", "i18n", "loadlang"),
                    *("-c", self.paths.conf, "-d", name, "-l", LANGUAGE),
                ],
                log=self.paths.logs / f"language-{name.removesuffix(BUILDING)}.log",
                cwd=self.paths.root,
            )

    def create(self, name, demo):
        """The user's database, on the template of Odoo's apps."""
        ours = self.paths.our_addons()
        core = self.core(demo)
        title = f"installing Client Contour in the database {name}"
        log = self.paths.logs / f"install-{name}.log"
        finishing = (self._load_language, self._pregenerate_assets)
        self.build(name, title, core, ours, demo, log, finishing)
        self.remember(name)

    def update(self, name, ours=None):
        """Update our addons in a database, and install those it lacks."""
        addons = ",".join(ours or self.paths.our_addons())
        log = self.paths.logs / f"update-{name}.log"
        log.unlink(missing_ok=True)
        with Step(f"updating Client Contour in {name}", lambda: _loading(log)):
            self.odoo(name, "-i", addons, "-u", addons, log=log)
        self.remember(name)

    def clone(self, template, name):
        """Copy a database with its files."""
        self.drop(name)
        self.postgres.sql(
            f"CREATE DATABASE {_quoted(name)} TEMPLATE {_quoted(template)}"
        )
        store = self._store(template)
        if store.exists():
            # The files of a store are named after their content: never rewritten.
            shutil.copytree(store, self._store(name), copy_function=_link)

    def drop(self, name):
        """Remove a database and its files, if they are there."""
        self.postgres.sql(f"DROP DATABASE IF EXISTS {_quoted(name)} WITH (FORCE)")
        shutil.rmtree(self._store(name), ignore_errors=True)
        self._memory(name).unlink(missing_ok=True)

    def _rename(self, old, new):
        shutil.rmtree(self._store(new), ignore_errors=True)
        if self._store(old).exists():
            self._store(old).rename(self._store(new))
        self.postgres.sql(f"ALTER DATABASE {_quoted(old)} RENAME TO {_quoted(new)}")

    def has_contour(self, name):
        """Whether our first addon is installed in a database."""
        [[table]] = self.postgres.sql(
            "SELECT to_regclass('public.ir_module_module')::text", database=name
        )
        return bool(table) and bool(
            self.postgres.sql(
                "SELECT 1 FROM ir_module_module"
                " WHERE name = 'client_accounting' AND state = 'installed'",
                database=name,
            )
        )

    def is_outdated(self, name):
        """Whether our addons changed since the database was made or updated."""
        try:
            known = json.loads(self._memory(name).read_text())["addons"]
        except (OSError, ValueError, KeyError):
            return False
        return known != self.addons_key(self.paths.our_addons())

    def remember(self, name):
        """Note that a database has our addons as they are now."""
        text = json.dumps({"addons": self.addons_key(self.paths.our_addons())})
        self._memory(name).write_text(text)

    def _memory(self, name):
        return self.paths.data / f"{name}.json"

    def _store(self, name):
        return self.paths.data / "filestore" / name

    def odoo(self, database, *options, log):
        """Run Odoo on a database until its work is done."""
        command = [
            *(self.paths.python, "-m", "odoo", "-c", self.paths.conf),
            *("-d", database, "--no-http", "--stop-after-init", "--logfile="),
            *options,
        ]
        run(command, log=log, cwd=self.paths.root)
        failed = [
            line
            for line in log.read_text(errors="replace").splitlines()
            if "Failed to load registry" in line or " CRITICAL " in line
        ]
        if failed:
            raise Problem(f"Odoo could not do it ({log}):\n  {failed[-1][:500]}")


def say_if_outdated(databases, name):
    """Tell the user about `--update` where the addons are newer than the database."""
    if databases.is_outdated(name):
        say(
            f"The addons changed since {name} was made:"
            " ./contour run --update brings it up to date."
        )


def _loading(log):
    """What the log says Odoo is doing: module and number."""
    try:
        with open(log, "rb") as handle:
            handle.seek(0, 2)
            handle.seek(max(0, handle.tell() - 40_000))
            text = handle.read().decode(errors="replace")
    except OSError:
        return "starting"
    found = re.findall(r"Loading module (\w+) \((\d+)/(\d+)\)", text)
    if not found:
        return "starting"
    module, number, total = found[-1]
    return f"module {number} of {total}: {module}"


def _link(source, target):
    try:
        os.link(source, target)
    except OSError:
        shutil.copy2(source, target)


def _quoted(name):
    return '"' + name.replace('"', '""') + '"'


def _hash(*parts):
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()

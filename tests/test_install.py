"""Addons install in any order, upgrade, and leave nothing behind when they go.

Two databases side by side, cloned from one that has the core applications that our
addons depend on (its name in CONTOUR_CORE_TEMPLATE; else it is made here):

- an empty one, in which each addon comes, is upgraded and goes, one after another;
- one with documents, to which all come in reverse order and from which all go at once.
"""

import configparser
import contextlib
import io
import json
import os
import shutil
import subprocess
import sys
import tempfile
import unittest
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import psycopg2
from checklog_odoo.checklog import do_checklog
from click import ClickException
from contract import MANIFESTS, OURS, ROOT
from psycopg2 import sql

from odoo import sql_db
from odoo.tools import config

WORKER = Path(__file__).with_name("install_worker.py")
# Said by the core, about the configuration file, whatever addon is handled.
IGNORED = [r"odoo\.tools\.config: "]


def _needs(addon):
    """Our addons that an addon depends on, directly or not."""
    found = set()
    for name in MANIFESTS[addon]["depends"]:
        if name in MANIFESTS:
            found |= {name} | _needs(name)
    return found


def _automatic(new, there):
    """Our addons that come by themselves when others come; core's are all there."""
    return {
        name
        for name, manifest in MANIFESTS.items()
        if manifest.get("auto_install") and name not in there | new
        if _needs(name) <= there | new and _needs(name) & new
    }


def _in_order():
    """Our addons, each after those that it depends on."""
    return sorted(OURS, key=lambda addon: (len(_needs(addon)), addon))


class Plan:
    """Steps for the worker, with the set of addons that is there after each."""

    def __init__(self):
        self.steps = []
        self.there = frozenset()
        self.snapshots = []  # (index of the step, addons that are there, what was done)

    def add(self, verb, argument=None):
        self.steps.append([verb, argument])
        return len(self.steps) - 1

    def look(self, text):
        self.snapshots.append((self.add("snapshot"), self.there, text))

    def install(self, *addons):
        self.add("install", list(addons))
        new = {*addons}.union(*map(_needs, addons)) - self.there
        self.there |= new | _automatic(new, self.there)
        self.look(f"after the installation of {', '.join(addons)}")

    def upgrade(self, addon):
        self.add("upgrade", [addon])
        self.look(f"after the upgrade of {addon}")

    def uninstall(self, *addons):
        self.add("uninstall", list(addons))
        self.there -= {
            name for name in self.there if name in addons or _needs(name) & {*addons}
        }
        self.look(f"after the uninstallation of {', '.join(addons)}")


def _one_by_one():
    """Each addon comes to those that it needs, is upgraded, and goes."""
    plan = Plan()
    plan.look("at the start")
    for addon in _in_order():
        if surplus := plan.there - _needs(addon):
            plan.uninstall(*sorted(surplus))
        plan.install(addon)
        plan.upgrade(addon)
        plan.uninstall(addon)
    plan.install(*sorted(OURS))
    return plan


def _all_on_documents():
    plan = Plan()
    plan.add("documents")
    plan.look("at the start")
    for addon in reversed(_in_order()):
        if addon not in plan.there:
            plan.install(addon)
    plan.add("use")
    plan.uninstall(*sorted(OURS))
    plan.add("use")
    return plan


class TestInstall(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.folder = Path(tempfile.mkdtemp(prefix="contour-install-"))
        cls.addClassCleanup(shutil.rmtree, cls.folder)
        cls.rc = cls._configuration()
        cls.template = os.environ.get("CONTOUR_CORE_TEMPLATE") or cls._make_template()
        plans = {"one_by_one": _one_by_one(), "documents": _all_on_documents()}
        with ThreadPoolExecutor() as pool:
            futures = {
                name: pool.submit(cls._run, name, plan) for name, plan in plans.items()
            }
            cls.found = {name: future.result() for name, future in futures.items()}
        cls.plans = plans

    @classmethod
    def _configuration(cls):
        """The configuration of this process, as a file for others."""
        names = ("db_host", "db_port", "db_user", "db_password", "data_dir")
        options = {name: config[name] for name in names if config[name]}
        options["addons_path"] = ",".join(config["addons_path"])
        parser = configparser.RawConfigParser()
        parser["options"] = {name: str(value) for name, value in options.items()}
        path = cls.folder / "odoo.conf"
        with open(os.open(path, os.O_WRONLY | os.O_CREAT, 0o600), "w") as file:
            parser.write(file)
        return path

    @classmethod
    def _make_template(cls):
        """The core applications without demo data: what we depend on and not more."""
        core = {
            name
            for manifest in MANIFESTS.values()
            for name in manifest["depends"]
            if name not in MANIFESTS
        }
        name = cls._name("core")
        cls._drop(name)
        cls.addClassCleanup(cls._drop, name)
        command = [sys.executable, "-m", "odoo", "-c", cls.rc, "-d", name, "--no-http"]
        command += ["-i", ",".join(sorted(core)), "--stop-after-init"]
        subprocess.run(command, check=True, capture_output=True)
        return name

    @classmethod
    def _name(cls, name):
        return f"{config['db_name'][0]}-install-{name}"

    @classmethod
    def _execute(cls, statement, *names):
        _name, options = sql_db.connection_info_for("postgres")
        with closing(psycopg2.connect(**options)) as connection:
            connection.autocommit = True
            query = sql.SQL(statement).format(*map(sql.Identifier, names))
            with connection.cursor() as cursor:
                cursor.execute(query)

    @classmethod
    def _drop(cls, name):
        cls._execute("DROP DATABASE IF EXISTS {} WITH (FORCE)", name)
        shutil.rmtree(config.filestore(name), ignore_errors=True)

    @classmethod
    def _run(cls, name, plan):
        database = cls._name(name)
        cls._drop(database)
        cls.addClassCleanup(cls._drop, database)
        cls._execute("CREATE DATABASE {} TEMPLATE {}", database, cls.template)
        files = Path(config.filestore(cls.template))
        if files.exists():
            shutil.copytree(files, config.filestore(database))
        log = cls.folder / f"{name}.log"
        process = subprocess.run(
            [sys.executable, WORKER, database, log],
            cwd=ROOT,
            env={**os.environ, "ODOO_RC": str(cls.rc)},
            input=json.dumps(plan.steps),
            capture_output=True,
            text=True,
        )
        if process.returncode:
            raise AssertionError(f"{name}: {process.stderr[-6000:]}")
        return json.loads(process.stdout)

    def _snapshots(self):
        """(name of the plan, what was done, addons that are there, what is there)"""
        for name, plan in self.plans.items():
            results = self.found[name]
            for index, addons, text in plan.snapshots:
                yield name, text, addons, results[index]["result"]

    def _compare(self, before, after):
        lines = []
        for kind, old in before.items():
            new = after[kind]
            lines += [f"left in {kind}: {text}" for text in _minus(new, old)]
            lines += [f"lost from {kind}: {text}" for text in _minus(old, new)]
        self.assertFalse(lines, "\n" + "\n".join(lines))

    def test_installed(self):
        for name, text, addons, there in self._snapshots():
            with self.subTest(plan=name, when=text):
                self.assertEqual(addons, set(there["modules"]) & set(OURS))

    def test_same_addons_same_database(self):
        """Whatever came and went before; upgrades and the order change nothing."""
        first = {}
        for name, text, addons, there in self._snapshots():
            key = (name, addons)
            with self.subTest(plan=name, when=text):
                self._compare(first.setdefault(key, there), there)

    def test_order_does_not_matter(self):
        """One by one in reverse order gives the same as all at once."""
        full = [
            {kind: rows for kind, rows in there.items() if kind not in OF_DOCUMENTS}
            for _name, _text, addons, there in self._snapshots()
            if addons == set(OURS)
        ]
        self.assertGreater(len(full), 1)
        for other in full[1:]:
            self._compare(full[0], other)

    def test_log_is_clean(self):
        """Warnings are the only sign of much that Odoo 19 ignores or will reject."""
        logs = [self.folder / f"{name}.log" for name in self.plans]
        if "CONTOUR_INSTALL_LOG" in os.environ:
            logs.append(Path(os.environ["CONTOUR_INSTALL_LOG"]))
        for log in logs:
            with (
                self.subTest(log=log.name),
                contextlib.redirect_stdout(io.StringIO()) as told,
            ):
                try:
                    do_checklog(str(log), IGNORED, echo=False)
                except ClickException:
                    self.fail(told.getvalue())


# What the documents of the second database bring themselves.
OF_DOCUMENTS = {"number sequences", "attachments", "external ids", "defaults"}


def _minus(these, those):
    """Texts that a list has more often than another."""
    return sorted((Counter(these) - Counter(those)).elements())

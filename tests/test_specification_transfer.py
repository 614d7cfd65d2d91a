"""The specification of one database is imported by another: with other ids, another
language, and a configuration of its own that is in the way.

Two clones of the database that has our addons (CONTOUR_FULL_TEMPLATE), each in a
process of its own.
"""

import json
import os
import shutil
import subprocess
import sys
import unittest
from contextlib import closing
from pathlib import Path

import psycopg2
from contract import ROOT
from psycopg2 import sql

from odoo import sql_db
from odoo.tools import config

WORKER = Path(__file__).with_name("specification_worker.py")


class TestSpecificationTransfer(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.one, cls.other = cls._clone("one"), cls._clone("other")

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
    def _clone(cls, name):
        database = f"{config['db_name'][0]}-specification-{name}"
        cls._drop(database)
        cls.addClassCleanup(cls._drop, database)
        template = os.environ["CONTOUR_FULL_TEMPLATE"]
        cls._execute("CREATE DATABASE {} TEMPLATE {}", database, template)
        return database

    def _run(self, database, *steps):
        process = subprocess.run(
            [sys.executable, WORKER, database],
            cwd=ROOT,
            input=json.dumps(steps),
            capture_output=True,
            text=True,
        )
        if process.returncode:
            raise AssertionError(f"{database}: {process.stderr[-6000:]}")
        return json.loads(process.stdout)

    def test_from_one_to_another(self):
        _none, source, content = self._run(
            self.one, ("language", "ru_RU"), ("dictionary", None), ("export", None)
        )
        screens = ["compare", "try", "import"]
        _none, before, tried, after, *_rest, imported, export, there = self._run(
            self.other,
            ("other_dictionary", source["reason"]),
            ("export", None),
            ("wizard", [content, ["compare", "try"]]),
            ("export", None),
            ("settle", None),
            ("language", "ru_RU"),
            ("wizard", [content, [screens[0], "all", *screens[1:]]]),
            ("export", None),
            ("look", None),
        )
        with self.subTest("differences and conflicts are shown, nothing is written"):
            self._check_comparison(tried, source["reason"])
            self.assertEqual(after, before)
        with self.subTest("a trial run and the import go through"):
            compared, trial, done = imported
            self.assertFalse([row for row in compared["lines"] if row[0] == "conflict"])
            self.assertFalse(trial["failed"], trial["message"])
            self.assertEqual(done["state"], "done")
            self.assertNotIn("Not quite", done["message"])
        with self.subTest("the second export is the first, but for what was put away"):
            self.assertEqual(_without(export, "moved_ours"), content)
            self.assertFalse(there["active"])
        with self.subTest("the records of the other database are meant"):
            self.assertNotEqual(there["segment"], source["segment"])
            self.assertNotEqual(there["tag"], [source["tag"]])
            self.assertIn(f"[{there['segment']}]", there["domain"])
            self.assertIn(f"{there['tag']}", there["domain"])
            self.assertEqual(there["russian"], "Парк машин")
            self.assertEqual(there["clients"], 0)

    def _check_comparison(self, tried, reason):
        compared, trial = tried
        self.assertIn("ru_RU", compared["note"])
        kinds = {(kind, key): detail for kind, _model, key, detail in compared["lines"]}
        self.assertIn(("missing", "moved_ours"), kinds)
        self.assertIn("Our own word", kinds["change", reason])
        self.assertIn("Another word for it", kinds["change", reason])
        self.assertIn(("add", "moved_park"), kinds)
        conflicts = {
            key: text for (kind, key), text in kinds.items() if kind == "conflict"
        }
        self.assertEqual(
            set(conflicts),
            {"moved_shifts", "moved_german", "moved_old/enter/tag_add"},
        )
        self.assertIn("integer in the file and char here", conflicts["moved_shifts"])
        for key in ("moved_german", "moved_old/enter/tag_add"):
            self.assertRegex(conflicts[key], r"Line \d+: .*“Moved tag” .*is not here")
        self.assertFalse(trial["failed"], trial["message"])
        self.assertIn("nothing was written", trial["message"])


def _without(content, code):
    """A file without one record."""
    lines = content.splitlines(keepends=True)
    start = lines.index(f"    - code: {code}\n")
    end = next(
        number
        for number in range(start + 1, len(lines))
        if not lines[number].startswith("      ")
    )
    return "".join(lines[:start] + lines[end:])

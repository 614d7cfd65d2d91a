"""The rows of the table: a module of `benchmarks.rows` registers one or a few."""

import importlib
import pkgutil
from collections.abc import Callable

ROWS: dict[str, "Row"] = {}


class Row:
    """One operation, done in several ways that are measured in turns.

    Each way runs in a savepoint that is rolled back, on an empty cache of records.
    """

    name = ""
    title = ""
    #: Measurements of each way; None for the number given on the command line.
    runs: int | None = None

    def ways(self, bench) -> dict[str, Callable]:
        """Return functions of the bench by way.

        `ours` is compared with `sql` (written by hand), `usual` (the ORM or core) and
        others that goals name. What a function returns goes to `check`.
        """
        raise NotImplementedError

    def before(self, bench, way: str):
        """Prepare a measurement of `way`, inside its savepoint, not timed."""

    def after(self, bench):
        """Undo what `ways` has prepared for all measurements."""

    def check(self, bench, results: dict) -> str:
        """Return what is wrong with the results of the warm-up, by way; else ''."""
        return ""

    def missing(self, bench) -> str:
        """Return why the row cannot be measured here; '' if it can."""
        return ""


def register(row_class):
    """Add a row to the table, in the order of modules and of classes in them."""
    ROWS[row_class.name] = row_class()
    return row_class


def load() -> dict[str, Row]:
    """Import all modules of rows and return the rows by name."""
    package = importlib.import_module(".rows", __package__)
    for module in sorted(pkgutil.iter_modules(package.__path__), key=lambda m: m.name):
        importlib.import_module(f".rows.{module.name}", __package__)
    return ROWS

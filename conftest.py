"""Set-up of all tests: the database's name, the log check, nothing left running."""

import inspect
import logging
import os
import re
import threading
from pathlib import Path

import psutil
import pytest

ADDONS = Path(__file__).resolve().parent / "addons"
# Who speaks when models, data files and views are loaded; core's own are silent.
LOADING = ("odoo.registry", "odoo.modules", "odoo.orm", "odoo.models", "odoo.fields")
BROWSER = re.compile(r"\b(start_tour|browser_js|print_pdf|_render_qweb_pdf)\(")
COMPLAINTS = pytest.StashKey()
OURS = tuple(sorted(path.parent.name for path in ADDONS.glob("*/__manifest__.py")))


def pytest_configure(config):
    # A warning that Python raises in our code is an error: what is deprecated goes.
    names = "|".join(OURS)
    ours = rf"(odoo\.addons\.)?({names})(\.|$)"
    config.addinivalue_line("filterwarnings", f"error:::{ours}")
    # Not yet deprecated: the names of odoo.tools.pdf are those of an old PyPDF2.
    config.addinivalue_line("filterwarnings", "ignore::PendingDeprecationWarning")
    # From here on, before the registry is loaded: models complain while they load.
    config.stash[COMPLAINTS] = OurComplaints()
    logging.getLogger().addHandler(config.stash[COMPLAINTS])


def pytest_unconfigure(config):
    logging.getLogger().removeHandler(config.stash[COMPLAINTS])


class OurComplaints(logging.Handler):
    """Collects what is logged as a warning or worse by or because of our addons.

    A test that provokes a complaint on purpose uses `assertLogs` or `mute_logger`:
    then the record does not come here.
    """

    def __init__(self):
        super().__init__(logging.WARNING)
        self.lines = []

    def emit(self, record):
        if self._is_ours(record):
            self.lines.append(
                f"{record.levelname} {record.name}: {self.format(record)}"
            )

    def take(self):
        """The complaints since the last call."""
        lines, self.lines = self.lines, []
        return lines

    def _is_ours(self, record):
        if record.name.startswith(LOADING):
            return True
        parts = record.name.split(".")
        if parts[:2] == ["odoo", "addons"] and parts[2] in OURS:
            return True
        # By its traceback, its stack or its text.
        return str(ADDONS) in self.format(record) + record.pathname


def pytest_collection_modifyitems(config, items):
    """Leave out tests of the core that ours import or inherit, as Odoo does.

    And those that start a browser, where `--no-browser` asked for it.
    """
    left = {item for item in items if _is_of_core(item)}
    if os.environ.get("CONTOUR_NO_BROWSER"):
        left |= {item for item in items if _needs_browser(item)}
    items[:] = [item for item in items if item not in left]
    config.hook.pytest_deselected(items=list(left))


def _is_of_core(item):
    """Whether a test stands in an addon that is not ours."""
    parts = getattr(getattr(item, "function", None), "__module__", "").split(".")
    inside = Path(item.path).is_relative_to(ADDONS)
    return inside and parts[:2] == ["odoo", "addons"] and parts[2] not in OURS


def _needs_browser(item):
    """By what it calls, or by `needs_browser = True` on its class."""
    if getattr(item.cls, "needs_browser", False):
        return True
    function = getattr(item, "function", None)
    return bool(function and BROWSER.search(inspect.getsource(function)))


@pytest.fixture(scope="session", autouse=True)
def odoo_thread(load_registry):
    """Registries that a test opens itself take the database's name from the thread."""
    from odoo.tools import config

    names = config["db_name"]
    if names:
        threading.current_thread().dbname = names[0]
        if worker := os.environ.get("PYTEST_XDIST_WORKER"):
            _share_filestore(config, names[0], worker)
    yield
    _end_children()


def _share_filestore(config, name, worker):
    """The database of a worker has the files of the one that it was cloned from.

    pytest-odoo answers with them for every database, also for those that a test makes
    and deletes together with its files: then the files of all others were gone.
    """
    template = name.removesuffix(f"-{worker}")
    place = type(config).filestore
    config.filestore = lambda asked: place(config, template if asked == name else asked)


def _end_children():
    """Browsers that a broken test left behind; only processes that we started."""
    children = psutil.Process().children(recursive=True)
    for child in children:
        child.terminate()
    _gone, alive = psutil.wait_procs(children, timeout=5)
    for child in alive:
        child.kill()


@pytest.fixture(autouse=True)
def log_is_clean(request):
    """Fails the test during which, or before which, our addons have complained."""
    yield
    lines = request.config.stash[COMPLAINTS].take()
    if lines:
        pytest.fail("logged by our addons:\n" + "\n".join(lines), pytrace=False)

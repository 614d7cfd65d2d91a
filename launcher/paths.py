"""Where things lie: everything the launcher makes is in `.contour/`."""

import hashlib
import os
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class Paths:
    """The rooms of one checkout.

    :param root: the checkout
    :param state: where everything that is made lies (`CONTOUR_STATE` moves it)
    """

    root: Path
    state: Path

    @classmethod
    def here(cls):
        """The paths of the checkout that this file is in."""
        return cls(ROOT, Path(os.environ.get("CONTOUR_STATE") or ROOT / ".contour"))

    @property
    def mark(self):
        """A short text that tells this state directory from any other."""
        return hashlib.sha256(str(self.state).encode()).hexdigest()[:12]

    @property
    def venv(self):
        return self.state / "venv"

    @property
    def python(self):
        return self.venv / "bin" / "python"

    @property
    def addons(self):
        return self.root / "addons"

    @property
    def odoo(self):
        return self.state / "odoo"

    @property
    def cache(self):
        return self.state / "cache"

    @property
    def data(self):
        return self.state / "data"

    @property
    def logs(self):
        return self.state / "logs"

    @property
    def conf(self):
        return self.state / "odoo.conf"

    def make(self):
        """Create the state directory and its plain rooms."""
        for room in (self.state, self.cache, self.data, self.logs):
            room.mkdir(parents=True, exist_ok=True)

    def our_addons(self):
        """Names of our addons, sorted."""
        return sorted(p.parent.name for p in self.addons.glob("*/__manifest__.py"))

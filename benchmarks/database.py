"""Opening a database, filling it once, making it ready to be measured."""

import contextlib
import hashlib
import shutil
import time
from pathlib import Path

import psycopg2

import odoo.sql_db
from odoo import api
from odoo.modules import get_module_path
from odoo.modules.registry import Registry
from odoo.tools import SQL, config

from .generator import Sizes, fill, filled_with, history
from .generator.fill import VERSION
from .generator.finish import vacuum

ADDON = "client_accounting"
#: Where the database keeps which files of the addon it was made of.
ADDON_PARAMETER = "client_contour.bench.addon"


class Refused(Exception):
    """The database is not fit for the bench; the message says what to do."""


def ensure_filled(name: str, scale: float, seed: int, say, addon=ADDON):
    """Fill the database unless it is filled at this scale already; say which.

    Raises Refused for a database of another scale, with other documents or without
    the addon.
    """
    registry = _registry(name)
    if addon:
        registry = _updated(registry, name, addon, say)
    with registry.cursor() as cr:
        env = api.Environment(cr, api.SUPERUSER_ID, {})
        mark = filled_with(env)
        wanted = {"scale": scale, "seed": seed, "version": VERSION}
        if mark:
            if {key: mark.get(key) for key in wanted} != wanted:
                raise Refused(
                    f"The database {name} is filled at scale {mark.get('scale')}, seed "
                    f"{mark.get('seed')}, version {mark.get('version')}: drop it or "
                    f"give another one for scale {scale:g}, seed {seed}, version "
                    f"{VERSION}."
                )
            say(f"Reusing {name}, filled at scale {scale:g} up to {mark['today']}.")
    if not mark:
        _fill(registry, name, Sizes(scale=scale, seed=seed), say)
    if addon:
        history.register(registry, say)


def _fill(registry, name, sizes, say):
    with registry.cursor() as cr:
        env = api.Environment(cr, api.SUPERUSER_ID, {})
        started = time.monotonic()
        say(f"Filling {name} at scale {sizes.scale:g} (one transaction) ...")
        counts = fill(env, sizes, report=say)
        cr.commit()
    _vacuum(name)
    seconds = time.monotonic() - started
    rows = sum(counts.values())
    say(f"{rows:,} rows in {seconds:.0f} s, {rows / seconds:,.0f} rows/s.")


@contextlib.contextmanager
def administrator(name: str):
    """Open the database as its administrator; nothing is committed at the end."""
    with _registry(name).cursor() as cr:
        env = api.Environment(cr, api.SUPERUSER_ID, {})
        admin = env.ref("base.user_admin")
        yield api.Environment(cr, admin.id, dict(admin.context_get()))
        cr.rollback()


def drop(name: str):
    """Drop the database and its files."""
    Registry.delete(name)
    odoo.sql_db.close_db(name)
    with contextlib.closing(odoo.sql_db.db_connect("postgres").cursor()) as cr:
        cr._cnx.autocommit = True
        cr.execute(SQL("DROP DATABASE %s", SQL.identifier(name)))
    shutil.rmtree(config.filestore(name), ignore_errors=True)


def _registry(name):
    try:
        return Registry(name)
    except psycopg2.OperationalError as error:
        reason = str(error).strip().splitlines()[-1]
        raise Refused(f"The database {name} cannot be opened: {reason}") from error


def _updated(registry, name, addon, say):
    """Return the registry with the addon as its files are now.

    Raises Refused if the addon is not installed.
    """
    fingerprint = _fingerprint(addon)
    with registry.cursor() as cr:
        env = api.Environment(cr, api.SUPERUSER_ID, {})
        module = env["ir.module.module"].search([("name", "=", addon)])
        if module.state != "installed":
            raise Refused(f"Install {addon} in the database {name} first.")
        if env["ir.config_parameter"].get_param(ADDON_PARAMETER) == fingerprint:
            return registry
    say(f"Updating {addon} in {name} ...")
    registry = Registry.new(name, update_module=True, upgrade_modules={addon})
    with registry.cursor() as cr:
        env = api.Environment(cr, api.SUPERUSER_ID, {})
        env["ir.config_parameter"].set_param(ADDON_PARAMETER, fingerprint)
        cr.execute("ANALYZE")  # nothing is known of new columns yet
    return registry


def _fingerprint(addon) -> str:
    """Return a digest of the files of the addon that change a database."""
    digest = hashlib.sha256()
    root = Path(get_module_path(addon))
    for path in sorted(root.rglob("*")):
        if path.suffix in (".py", ".xml", ".csv"):
            digest.update(str(path.relative_to(root)).encode())
            digest.update(path.read_bytes())
    return digest.hexdigest()


def _vacuum(name):
    with contextlib.closing(odoo.sql_db.db_connect(name).cursor()) as cr:
        cr._cnx.autocommit = True
        vacuum(cr)

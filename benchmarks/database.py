"""Opening a database, filling it once, making it ready to be measured."""

import contextlib
import time

import odoo.sql_db
from odoo import api
from odoo.modules.registry import Registry

from .generator import Sizes, fill, filled_with
from .generator.fill import VERSION
from .generator.finish import vacuum

ADDON = "client_accounting"


class Refused(Exception):
    """The database is not fit for the bench; the message says what to do."""


def ensure_filled(name: str, scale: float, seed: int, say, addon=ADDON):
    """Fill the database unless it is filled at this scale already; say which.

    Raises Refused for a database of another scale, with other documents or without
    the addon.
    """
    registry = _registry(name)
    with registry.cursor() as cr:
        env = api.Environment(cr, api.SUPERUSER_ID, {})
        if addon and not _installed(env, addon):
            raise Refused(f"Install {addon} in the database {name} first.")
        mark = filled_with(env)
        wanted = {"scale": scale, "seed": seed, "version": VERSION}
        if mark:
            if {key: mark.get(key) for key in wanted} != wanted:
                raise Refused(
                    f"The database {name} is filled at scale {mark.get('scale')}, seed "
                    f"{mark.get('seed')}, version {mark.get('version')}: give another "
                    f"one for scale {scale:g}, seed {seed}, version {VERSION}."
                )
            say(f"Reusing {name}, filled at scale {scale:g} up to {mark['today']}.")
            return
        started = time.monotonic()
        say(f"Filling {name} at scale {scale:g} (one transaction) ...")
        counts = fill(env, Sizes(scale=scale, seed=seed), report=say)
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
    """Drop the database that was filled here."""
    odoo.sql_db.close_db(name)
    with contextlib.closing(odoo.sql_db.db_connect("postgres").cursor()) as cr:
        cr._cnx.autocommit = True
        cr.execute(odoo.tools.SQL("DROP DATABASE %s", odoo.tools.SQL.identifier(name)))


def _registry(name):
    try:
        return Registry(name)
    except Exception as error:
        raise Refused(f"The database {name} cannot be opened: {error}") from error


def _installed(env, addon):
    module = env["ir.module.module"].search([("name", "=", addon)])
    return module.state == "installed"


def _vacuum(name):
    with contextlib.closing(odoo.sql_db.db_connect(name).cursor()) as cr:
        cr._cnx.autocommit = True
        vacuum(cr)

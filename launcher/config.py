"""odoo.conf: the user's file at the root, and the one that Odoo is started with."""

import configparser
import os

from .console import Problem

SECTION = "options"


def read(paths):
    """Options of the root odoo.conf, as texts."""
    parser = configparser.RawConfigParser()
    try:
        parser.read(paths.root / "odoo.conf")
    except configparser.Error as error:
        raise Problem(f"odoo.conf cannot be read: {error}") from None
    return dict(parser[SECTION]) if parser.has_section(SECTION) else {}


def write(paths, postgres, source):
    """Write the file that Odoo is started with.

    :return: its path; it is private, since it may hold a password
    """
    options = {
        **read(paths),
        **postgres.settings,
        "addons_path": ",".join(map(str, (*source.addons, paths.addons))),
        "data_dir": str(paths.data),
    }
    parser = configparser.RawConfigParser()
    parser[SECTION] = options
    descriptor = os.open(paths.conf, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w") as handle:
        handle.write("# Written by ./contour at every start; change ../odoo.conf.\n")
        parser.write(handle)
    return paths.conf


def check_database_name(name):
    """Refuse names that PostgreSQL, a URL or the file store would trip over."""
    plain = name.replace("_", "").replace("-", "")
    if (
        not (plain.isascii() and plain.isalnum() and name[0].isalpha())
        or len(name) > 40
    ):
        raise Problem(
            f"“{name}” cannot be a database's name: use up to 40 latin letters,"
            " digits, - and _, beginning with a letter."
        )
    return name

"""Export the terms of our addons anew, keeping the Russian translations there are.

    ODOO_RC=... python scripts/export_i18n.py --database NAME [addon ...]

Writes `i18n/<addon>.pot` and `i18n/ru.po` of the named addons (all of ours, if none is
named), sorted as Odoo sorts; a file whose terms are the same stays untouched. The
addons must be installed and up to date in the database. New terms get an empty
translation: `./contour lint` then names them.
"""

import argparse
import io
import sys
from collections import defaultdict
from pathlib import Path

import polib

import odoo.modules.registry
from odoo import SUPERUSER_ID, api
from odoo.tools import config, translate

ROOT = Path(__file__).resolve().parent.parent


def our_addons():
    """Names of the addons of this repository, sorted."""
    return sorted(path.parent.name for path in ROOT.glob("addons/*/__manifest__.py"))


def export_templates(env, addons):
    """What Odoo exports as templates today.

    :param env: environment of a database where the addons are installed
    :return: dict of addon name to :class:`polib.POFile` without translations
    """
    rows = defaultdict(list)
    for row in translate.TranslationModuleReader(env.cr, modules=list(addons)):
        rows[row[0]].append(row)
    templates = {}
    for addon in addons:
        buffer = io.BytesIO()
        translate.PoFileWriter(buffer, lang=None).write_rows(rows[addon])
        templates[addon] = polib.pofile(buffer.getvalue().decode())
    return templates


def translated(template, known):
    """The template with translations.

    :param template: :class:`polib.POFile` as exported
    :param known: dict of term to translation
    :return: a new :class:`polib.POFile`
    """
    russian = polib.pofile(str(template))
    russian.metadata["Language"] = "ru"
    russian.metadata["Plural-Forms"] = (
        "nplurals=3; plural=(n%10==1 && n%100!=11 ? 0 : n%10>=2 && n%10<=4"
        " && (n%100<10 || n%100>=20) ? 1 : 2);"
    )
    for entry in russian:
        entry.msgstr = known.get(entry.msgid, "")
    return russian


def contents(po):
    """What makes two files the same: terms, translations, places and flags."""
    return [
        (e.msgid, e.msgstr, e.comment, tuple(e.occurrences), tuple(e.flags), e.obsolete)
        for e in po
    ]


def write(path, po):
    """Write a file, unless the one there says the same.

    :return: whether it was written
    """
    if path.exists() and contents(polib.pofile(str(path))) == contents(po):
        return False
    path.parent.mkdir(exist_ok=True)
    po.save(str(path))
    return True


def export(env, addons, out=sys.stdout):
    """Write template and translation of the addons; say what is left to translate."""
    for addon, template in export_templates(env, addons).items():
        folder = ROOT / "addons" / addon / "i18n"
        path = folder / "ru.po"
        old = polib.pofile(str(path)) if path.exists() else []
        known = {e.msgid: e.msgstr for e in old if "fuzzy" not in e.flags}
        russian = translated(template, known)
        written = [write(folder / f"{addon}.pot", template), write(path, russian)]
        missing = [entry.msgid for entry in russian if not entry.msgstr]
        out.write(
            f"{addon}: {len(template)} terms, {len(missing)} to translate"
            f"{'' if any(written) else ', nothing new'}\n"
        )


def main(arguments):
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--database", required=True)
    parser.add_argument("addons", nargs="*")
    options = parser.parse_args(arguments)
    config.parse_config(["-d", options.database, "--no-http"], setup_logging=True)
    with odoo.modules.registry.Registry(options.database).cursor(readonly=True) as cr:
        env = api.Environment(cr, SUPERUSER_ID, {})
        installed = env["ir.module.module"].search([("state", "=", "installed")])
        wanted = options.addons or our_addons()
        addons = [name for name in wanted if name in installed.mapped("name")]
        export(env, addons)
        for name in sorted(set(wanted) - set(addons)):
            print(f"{name}: not installed in {options.database}")
    return 0 if len(addons) == len(wanted) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

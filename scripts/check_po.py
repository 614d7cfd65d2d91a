"""Check the translations of addons: syntax, completeness, agreement with the template.

    python scripts/check_po.py addons/client_accounting ...

Whether the template is what Odoo exports today needs a database:
tests/test_translations.py checks it.
"""

import re
import sys
from pathlib import Path

import polib

PLACEHOLDER = re.compile(r"%\((\w+)\)[sdf]|%[sdf]|\{(\w*)\}|(<[^>]+>)")


def problems_of(addon):
    """Findings in `i18n/` of one addon, as lines of text."""
    template_path = addon / "i18n" / f"{addon.name}.pot"
    path = addon / "i18n" / "ru.po"
    if not template_path.exists() or not path.exists():
        return []  # said by the stage that checks the layout
    try:
        template = polib.pofile(str(template_path), check_for_duplicates=True)
        russian = polib.pofile(str(path), check_for_duplicates=True)
    except (OSError, ValueError) as error:
        return [f"{path}: {error}"]
    found = list(_entry_problems(path, russian))
    wanted = {entry.msgid for entry in template}
    there = {entry.msgid for entry in russian if not entry.obsolete}
    found += [f"{path}: not in it: {text!r}" for text in sorted(wanted - there)]
    found += [f"{path}: no such term: {text!r}" for text in sorted(there - wanted)]
    return found


def _entry_problems(path, russian):
    for entry in russian:
        where = f"{path}:{entry.linenum}"
        if entry.obsolete:
            yield f"{where}: obsolete: {entry.msgid!r}"
        elif "fuzzy" in entry.flags:
            yield f"{where}: fuzzy: {entry.msgid!r}"
        elif not entry.msgstr.strip():
            yield f"{where}: not translated: {entry.msgid!r}"
        elif _marks(entry.msgid) != _marks(entry.msgstr):
            yield f"{where}: other placeholders or tags than in {entry.msgid!r}"


def _marks(text):
    """Placeholders and tags of a term, without the texts in the tags' attributes."""
    found = (match[0] for match in PLACEHOLDER.finditer(text))
    return sorted(re.sub(r'="[^"]*"', "", mark) for mark in found)


def main(arguments):
    found = [line for name in arguments for line in problems_of(Path(name))]
    print("\n".join(found))
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

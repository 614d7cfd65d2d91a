"""The Russian translation is of today's terms, and nothing is missing in it."""

from contract import ROOT, ContractCase

from odoo import tests

from scripts import export_i18n


@tests.tagged("post_install", "-at_install")
class TestTranslations(ContractCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        installed = sorted(set(cls.data.mapped("module")))
        cls.templates = export_i18n.export_templates(cls.env, installed)

    def _file(self, addon, name):
        path = ROOT / "addons" / addon / "i18n" / name
        self.assertTrue(path.is_file(), f"{path.relative_to(ROOT)} is missing")
        return export_i18n.polib.pofile(str(path))

    def test_template_is_fresh(self):
        for addon, fresh in self.templates.items():
            with self.subTest(addon=addon):
                stored = self._file(addon, f"{addon}.pot")
                self.assertEqual(
                    self._terms(stored),
                    self._terms(fresh),
                    "run scripts/export_i18n.py",
                )

    def test_russian_is_complete(self):
        for addon, fresh in self.templates.items():
            with self.subTest(addon=addon):
                russian = self._file(addon, "ru.po")
                done = {
                    entry.msgid
                    for entry in russian
                    if entry.msgstr.strip() and not (entry.obsolete or entry.fuzzy)
                }
                self.assertEqual({entry.msgid for entry in fresh} - done, set())

    def _terms(self, po):
        """Each term with where it is from, one per line, so that a diff is short."""
        return sorted(
            f"{entry.msgid!r} {sorted(place for place, _line in entry.occurrences)}"
            for entry in po
        )

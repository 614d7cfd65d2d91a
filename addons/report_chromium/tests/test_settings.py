from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from ..hooks import uninstall_hook
from .common import ReportChromiumCommon, wkhtmltopdf


@tagged("post_install", "-at_install")
class TestSettings(ReportChromiumCommon):
    def test_engine_is_kept(self):
        Settings = self.env["res.config.settings"]
        self.assertEqual(Settings.create({}).report_chromium_engine, "auto")
        Settings.create({"report_chromium_engine": "chromium"}).execute()
        self.assertEqual(self.params.get_param("report_chromium.engine"), "chromium")
        self.assertEqual(Settings.create({}).report_chromium_engine, "chromium")

    def test_says_what_was_found(self):
        self.params.set_param("report_chromium.executable", "/bin/true")
        for info, expected in (
            (wkhtmltopdf(), "Chromium: /bin/true; wkhtmltopdf: not found"),
            (
                wkhtmltopdf("ok", patched=True),
                "Chromium: /bin/true; wkhtmltopdf: /usr/bin/wkhtmltopdf, patched Qt",
            ),
            (
                wkhtmltopdf("ok"),
                "Chromium: /bin/true; wkhtmltopdf: /usr/bin/wkhtmltopdf, unpatched Qt",
            ),
        ):
            with self.subTest(expected):
                self.set_wkhtmltopdf(info)
                settings = self.env["res.config.settings"].create({})
                self.assertEqual(settings.report_chromium_found, expected)
        self.params.set_param("report_chromium.executable", "/nowhere")
        settings = self.env["res.config.settings"].create({})
        self.assertIn("Chromium: not found", settings.report_chromium_found)

    def test_only_administrators_choose_the_program(self):
        user = new_test_user(self.env, "printing_user", "base.group_user")
        with self.assertRaises(AccessError):
            self.params.with_user(user).set_param(
                "report_chromium.executable", "/tmp/program"
            )
        with self.assertRaises(AccessError):
            self.env["res.config.settings"].with_user(user).create(
                {"report_chromium_engine": "chromium"}
            )

    def test_uninstall_leaves_no_parameter(self):
        for name in ("engine", "executable", "timeout"):
            self.params.set_param(f"report_chromium.{name}", "1")
        self.params.set_param("report.url", "http://127.0.0.1:8069")
        uninstall_hook(self.env)
        found = self.params.search([("key", "=like", "report%")]).mapped("key")
        self.assertFalse([key for key in found if key.startswith("report_chromium.")])
        self.assertIn("report.url", found)

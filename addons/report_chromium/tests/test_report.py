from unittest.mock import patch

from markupsafe import Markup

from odoo.exceptions import UserError
from odoo.tests import new_test_user, tagged

from ..models.ir_actions_report import DEFAULT_TIMEOUT
from .common import (
    ReportChromiumCommon,
    browsers_of_this_process,
    directories_of_this_process,
    read_pdf,
    sizes,
    wkhtmltopdf,
)


@tagged("post_install", "-at_install")
class TestEngine(ReportChromiumCommon):
    def test_choice(self):
        none, plain, patched = (
            wkhtmltopdf(),
            wkhtmltopdf("ok"),
            wkhtmltopdf("ok", patched=True),
        )
        few_workers = wkhtmltopdf("workers", patched=True)
        chromium, missing = "/bin/true", "/nowhere/chromium"
        for wanted, program, installed, expected in (
            (False, chromium, none, "chromium"),
            ("auto", chromium, none, "chromium"),
            ("auto", chromium, plain, "chromium"),
            ("auto", chromium, few_workers, "chromium"),
            ("auto", chromium, patched, "wkhtmltopdf"),
            ("auto", missing, patched, "wkhtmltopdf"),
            ("auto", missing, plain, "wkhtmltopdf"),
            ("auto", missing, few_workers, None),
            ("auto", missing, none, None),
            ("chromium", chromium, patched, "chromium"),
            ("chromium", missing, patched, "wkhtmltopdf"),
            ("chromium", missing, plain, None),
            ("wkhtmltopdf", chromium, none, "wkhtmltopdf"),
            ("nonsense", chromium, none, "chromium"),
        ):
            with self.subTest(wanted=wanted, program=program, found=installed.state):
                self.params.set_param("report_chromium.engine", wanted)
                self.params.set_param("report_chromium.executable", program)
                self.set_wkhtmltopdf(installed)
                Report = self.env["ir.actions.report"]
                self.assertEqual(Report._get_pdf_engine(), expected)

    def test_state_for_the_web_client(self):
        Report = self.env["ir.actions.report"]
        self.assertEqual(Report.get_wkhtmltopdf_state(), "ok")
        self.params.set_param("report_chromium.executable", "/nowhere/chromium")
        self.assertEqual(Report.get_wkhtmltopdf_state(), "install")

    def test_without_any_engine_a_sentence(self):
        self.params.set_param("report_chromium.executable", "/nowhere/chromium")
        with self.assertRaisesRegex(UserError, "Install Chromium"):
            self.print_pdf(self.create_partner("Nobody"))

    def test_patched_wkhtmltopdf_goes_to_core(self):
        self.set_wkhtmltopdf(wkhtmltopdf("ok", patched=True))
        core = type(self.env["ir.actions.report"]).mro()
        base = next(c for c in core if c.__module__.startswith("odoo.addons.base"))
        with patch.object(base, "_run_wkhtmltopdf", autospec=True) as run:
            run.return_value = b"printed by core"
            content = self.print_pdf(self.create_partner("Somebody"))
        self.assertEqual(content, b"printed by core")

    def test_timeout(self):
        Report = self.env["ir.actions.report"]
        for value, expected in (
            (False, DEFAULT_TIMEOUT),
            ("5", 5.0),
            ("0", DEFAULT_TIMEOUT),
            ("-3", DEFAULT_TIMEOUT),
            ("soon", DEFAULT_TIMEOUT),
        ):
            with self.subTest(value):
                self.params.set_param("report_chromium.timeout", value)
                self.assertEqual(Report._get_chromium_timeout(), expected)

    def test_timeout_is_told(self):
        self.params.set_param("report_chromium.timeout", "0.01")
        with (
            self.assertRaisesRegex(UserError, "0.01 seconds"),
            self.assertLogs("odoo.addons.report_chromium", "WARNING"),
        ):
            self.print_pdf(self.create_partner("Slow"))
        self.assertEqual(browsers_of_this_process(), [])

    def test_failure_is_told(self):
        self.params.set_param("report_chromium.executable", "/bin/false")
        with (
            self.assertRaisesRegex(UserError, "could not print"),
            self.assertLogs("odoo.addons.report_chromium", "WARNING"),
        ):
            self.print_pdf(self.create_partner("Broken"))


@tagged("post_install", "-at_install")
class TestPrinting(ReportChromiumCommon):
    def test_header_footer_and_numbers_on_three_pages(self):
        pages = read_pdf(self.print_pdf(self.create_partner("Alpha", 70)))
        self.assertEqual(len(pages), 3)
        for number, text in enumerate(pages, start=1):
            self.assert_text("HEAD Alpha", text)
            self.assert_text("FOOT Alpha", text)
            self.assert_text(f"Page {number} of 3", text)
        self.assert_text("Document of Alpha", pages[0])
        self.assert_text("Line 69 of Alpha", pages[2])

    def test_footer_that_is_higher_than_its_margin(self):
        # As in the layout "Wave": what reaches beyond the sheet must not break it.
        self.view.arch = self.view.arch.replace(
            '<div class="footer">',
            '<div class="footer"><svg class="position-fixed" height="180"/>'
            '<div style="padding: 10px 0 41px"><p>ABOVE</p>',
        ).replace('<span class="topage"/>', '<span class="topage"/></div>')
        self.assertIn("ABOVE", self.view.arch)
        pages = read_pdf(self.print_pdf(self.create_partner("Alpha", 70)))
        for number, text in enumerate(pages, start=1):
            self.assert_text("ABOVE", text)
            self.assert_text(f"Page {number} of 3", text)

    def test_documents_are_numbered_separately(self):
        partners = self.create_partner("Alpha") + self.create_partner("Beta", 40)
        texts = read_pdf(self.print_pdf(partners))
        self.assertEqual(len(texts), 3)
        expected = (
            ("Alpha", "Page 1 of 1"),
            ("Beta", "Page 1 of 2"),
            ("Beta", "Page 2 of 2"),
        )
        for text, (name, number) in zip(texts, expected, strict=True):
            self.assert_text(f"HEAD {name}", text)
            self.assert_text(number, text)

    def test_attachments_hold_their_own_document(self):
        self.report.attachment = "object.name + '.pdf'"
        partners = self.create_partner("Alpha") + self.create_partner("Beta", 70)
        partners += self.create_partner("Gamma", 40)
        self.print_pdf(partners)
        for partner, count in zip(partners, (1, 3, 2), strict=True):
            attachment = self.env["ir.attachment"].search(
                [("res_model", "=", "res.partner"), ("res_id", "=", partner.id)]
            )
            self.assertEqual(attachment.name, f"{partner.name}.pdf")
            pages = read_pdf(attachment.raw)
            self.assertEqual(len(pages), count)
            for number, text in enumerate(pages, start=1):
                self.assert_text(f"FOOT {partner.name}", text)
                self.assert_text(f"Page {number} of {count}", text)

    def test_stored_attachment_is_used_again(self):
        self.report.write(
            {"attachment": "object.name + '.pdf'", "attachment_use": True}
        )
        partner = self.create_partner("Alpha")
        first = self.print_pdf(partner)
        self.params.set_param("report_chromium.executable", "/nowhere/chromium")
        self.assertEqual(self.print_pdf(partner), first)

    def test_same_record_twice(self):
        partner = self.create_partner("Alpha")
        content, _kind = (
            self.env["ir.actions.report"]
            .with_context(force_report_rendering=True)
            ._render_qweb_pdf(self.report, [partner.id, partner.id])
        )
        self.assertEqual(len(read_pdf(content)), 2)

    def test_paper(self):
        partner = self.create_partner("Alpha")
        for values, context, expected in (
            ({}, {}, (210, 297)),
            ({}, {"landscape": True}, (297, 210)),
            ({"orientation": "Landscape"}, {}, (297, 210)),
            ({"format": "Letter"}, {}, (216, 279)),
            (
                {"format": "custom", "page_width": 100, "page_height": 150},
                {},
                (100, 150),
            ),
        ):
            with self.subTest(values=values, context=context):
                self.paperformat.write({"format": "A4", "orientation": "Portrait"})
                self.paperformat.write(values)
                content = self.print_pdf(partner, **context)
                self.assertEqual(sizes(content), [expected])
                self.assert_text("FOOT Alpha", read_pdf(content)[0])

    def test_paper_of_the_report_itself(self):
        Report = self.env["ir.actions.report"]
        paper, header_top = Report._get_chromium_paper(
            self.paperformat,
            None,
            {
                "data-report-landscape": "1",
                "data-report-margin-top": "40",
                "data-report-header-spacing": "35",
                "data-report-margin-bottom": "wrong",
            },
        )
        self.assertEqual((paper.width, paper.height), (297, 210))
        self.assertEqual((paper.top, paper.bottom, header_top), (40, 20, 5))
        self.assertTrue(paper.fit)
        self.paperformat.disable_shrinking = True
        paper, _top = Report._get_chromium_paper(self.paperformat, False, {})
        self.assertEqual((paper.scale, paper.fit), (1.0, False))

    def test_plain_page_as_core_prints_it(self):
        content = self.env["ir.actions.report"]._run_wkhtmltopdf(
            ["<html><body><p>Plain page</p></body></html>"]
        )
        self.assert_text("Plain page", read_pdf(content)[0])

    def test_style_of_odoo_is_applied(self):
        # Hidden by a class of the bundle, not by a rule of the page.
        partner = self.create_partner(
            "Alpha", comment=Markup("<p class='d-none'>HIDDEN</p><p>SHOWN</p>")
        )
        text = read_pdf(self.print_pdf(partner))[0]
        self.assert_text("SHOWN", text)
        self.assert_no_text("HIDDEN", text)

    def test_text_of_a_user_cannot_read_files(self):
        self.view.arch = self.view.arch.replace(
            '<t t-out="o.comment"/>',
            """<iframe src="file:///etc/passwd" width="500"/>
            <object data="file:///etc/passwd"/>
            <script>document.write("EXECUTED")</script>""",
        )
        self.assertIn("iframe", self.view.arch)
        text = read_pdf(self.print_pdf(self.create_partner("Alpha")))[0]
        self.assert_text("Document of Alpha", text)
        self.assert_no_text("root:", text)
        self.assert_no_text("EXECUTED", text)

    def test_user_without_rights_on_reports(self):
        user = new_test_user(self.env, "printing_user", "base.group_user")
        partner = self.create_partner("Alpha").with_user(user)
        report = self.env["ir.actions.report"].with_user(user)
        content, _kind = report.with_context(
            force_report_rendering=True
        )._render_qweb_pdf(self.report.report_name, partner.ids)
        self.assert_text("HEAD Alpha", read_pdf(content)[0])

    def test_nothing_is_left_behind(self):
        self.print_pdf(self.create_partner("Alpha") + self.create_partner("Beta"))
        self.assertEqual(browsers_of_this_process(), [])
        self.assertEqual(directories_of_this_process(), [])

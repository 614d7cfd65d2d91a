import io
import os
import tempfile
from pathlib import Path
from unittest.mock import patch

from PIL import Image

from odoo.tests import TransactionCase
from odoo.tools.pdf import PdfFileReader

from odoo.addons.base.models import ir_actions_report as core

from ..tools.process import PREFIX

POINTS_PER_MM = 72 / 25.4


def compact(text):
    """Take all spaces out: a PDF places letters, and where words end is guesswork."""
    return "".join(text.split())


def read_pdf(content):
    """Give the compacted text of each page."""
    pages = PdfFileReader(io.BytesIO(content)).pages
    return [compact(page.extract_text()) for page in pages]


def make_image(size=16, color="red"):
    """Give the bytes of a PNG."""
    with io.BytesIO() as stream:
        Image.new("RGB", (size, size), color).save(stream, "PNG")
        return stream.getvalue()


def sizes(content):
    """Give width and height of each page in whole millimetres."""
    return [
        tuple(round(float(size) / POINTS_PER_MM) for size in page["/MediaBox"][2:])
        for page in PdfFileReader(io.BytesIO(content)).pages
    ]


def browsers_of_this_process():
    """Give the command lines of the browsers that were started from here and live."""
    found = []
    for number in filter(str.isdigit, os.listdir("/proc")):
        try:
            with open(f"/proc/{number}/cmdline", "rb") as file:
                command = file.read().replace(b"\0", b" ").decode(errors="replace")
        except OSError:
            continue
        if f"{PREFIX}{os.getpid()}." in command:
            found.append(command)
    return found


def directories_of_this_process():
    """Give the temporary directories that were left behind."""
    return list(Path(tempfile.gettempdir()).glob(f"{PREFIX}{os.getpid()}.*"))


def wkhtmltopdf(state="install", patched=False):
    return core.WkhtmlInfo(
        state=state,
        dpi_zoom_ratio=True,
        bin="/usr/bin/wkhtmltopdf",
        version="0.12.6",
        is_patched_qt=patched,
        wkhtmltoimage_bin="wkhtmltoimage",
        wkhtmltoimage_version=None,
    )


class ReportChromiumCommon(TransactionCase):
    """Reports of one test template, printed by a real browser without wkhtmltopdf."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.set_wkhtmltopdf(cls, wkhtmltopdf())
        cls.params = cls.env["ir.config_parameter"]
        cls.params.search([("key", "=like", "report_chromium.%")]).unlink()
        cls.params.set_param("web.base.url", "http://contour.example:8069")
        cls.paperformat = cls.env["report.paperformat"].create(
            {
                "name": "Test sheet",
                "format": "A4",
                "orientation": "Portrait",
                "margin_top": 30,
                "margin_bottom": 20,
                "margin_left": 10,
                "margin_right": 10,
                "header_spacing": 20,
            }
        )
        cls.view = cls.env["ir.ui.view"].create(
            {
                "name": "Test report",
                "type": "qweb",
                "key": "report_chromium.test_report",
                "arch": """<t t-name="report_chromium.test_report">
                    <t t-call="web.html_container">
                        <t t-foreach="docs" t-as="o">
                            <div class="header">HEAD <t t-out="o.name" /></div>
                            <div class="article" data-oe-model="res.partner"
                                t-att-data-oe-id="o.id">
                                <h1>Document of <t t-out="o.name" /></h1>
                                <t t-out="o.comment" />
                                <p t-foreach="range(o.color)" t-as="line">
                                    Line <t t-out="line" /> of <t t-out="o.name" />
                                </p>
                            </div>
                            <div class="footer">FOOT <t t-out="o.name" />
                                Page <span class="page" /> of <span class="topage" />
                            </div>
                        </t>
                    </t>
                </t>""",
            }
        )
        cls.env["ir.model.data"].create(
            {
                "module": "report_chromium",
                "name": "test_report",
                "model": "ir.ui.view",
                "res_id": cls.view.id,
            }
        )
        cls.report = cls.env["ir.actions.report"].create(
            {
                "name": "Test report",
                "model": "res.partner",
                "report_name": "report_chromium.test_report",
                "report_type": "qweb-pdf",
                "paperformat_id": cls.paperformat.id,
            }
        )

    def set_wkhtmltopdf(self, info):
        """Pretend that this wkhtmltopdf is installed, or none."""
        patcher = patch.object(core, "_wkhtml", lambda: info)
        patcher.start()
        add = self.addClassCleanup if isinstance(self, type) else self.addCleanup
        add(patcher.stop)

    def assert_text(self, expected, page):
        self.assertIn(compact(expected), page)

    def assert_no_text(self, unexpected, page):
        self.assertNotIn(compact(unexpected), page)

    def create_partner(self, name, lines=1, comment=False):
        return self.env["res.partner"].create(
            {"name": name, "color": lines, "comment": comment}
        )

    def print_pdf(self, partners, report=None, **context):
        report = report or self.report
        content, kind = (
            self.env["ir.actions.report"]
            .with_context(force_report_rendering=True, **context)
            ._render_qweb_pdf(report, partners.ids)
        )
        self.assertEqual(kind, "pdf")
        return content

import logging

from odoo import api, models
from odoo.exceptions import UserError

from odoo.addons.base.models import ir_actions_report as core
from odoo.addons.base.models.report_paperformat import PAPER_SIZES

from ..tools.browser import Browser, Paper
from ..tools.layout import prepare_body, prepare_sheets
from ..tools.process import BrowserError, BrowserTimeout, find_browser
from .pdf_assembly import assemble, count_pages

_logger = logging.getLogger(__name__)

ENGINES = ("auto", "chromium", "wkhtmltopdf")
DEFAULT_TIMEOUT = 60.0
# wkhtmltopdf lays pages out wider than the sheet and shrinks them; reports and their
# margins are drawn for that size.
SHRINKING = 0.8


class IrActionsReport(models.Model):
    _inherit = "ir.actions.report"

    # ------------------------------------------------------------------
    # Choice of the engine
    # ------------------------------------------------------------------

    @api.model
    def _get_chromium(self):
        """Give the path of the browser, or None.

        The system parameter `report_chromium.executable` goes before the usual names.
        """
        configured = self._get_chromium_parameter("executable")
        return find_browser(configured and configured.strip())

    @api.model
    def _get_chromium_parameter(self, name):
        params = self.env["ir.config_parameter"].sudo()
        return params.get_param(f"report_chromium.{name}")

    @api.model
    def _get_chromium_timeout(self):
        """Give the seconds that printing may take (`report_chromium.timeout`)."""
        try:
            timeout = float(self._get_chromium_parameter("timeout") or 0)
        except ValueError:
            timeout = 0
        return timeout if timeout > 0 else DEFAULT_TIMEOUT

    @api.model
    def _get_pdf_engine(self):
        """Decide what prints: "chromium", "wkhtmltopdf", or None where nothing can."""
        wanted = self._get_chromium_parameter("engine")
        if wanted == "wkhtmltopdf":
            return "wkhtmltopdf"
        wkhtmltopdf = core._wkhtml()
        patched = wkhtmltopdf.state == "ok" and wkhtmltopdf.is_patched_qt
        if patched and wanted != "chromium":
            return "wkhtmltopdf"
        if self._get_chromium():
            return "chromium"
        # Headers and footers need a patched one, but a plain page does not.
        usable = patched or wkhtmltopdf.state == "ok" and wanted != "chromium"
        return "wkhtmltopdf" if usable else None

    @api.model
    def get_wkhtmltopdf_state(self):
        # EXTENDS base: the web client prints PDF only if this says "ok"
        engine = self._get_pdf_engine()
        if engine == "chromium":
            return "ok"
        if not engine and self.env.context.get("report_chromium_rendering"):
            return "ok"  # _run_wkhtmltopdf says what is missing, core would not
        return super().get_wkhtmltopdf_state()

    def _render_qweb_pdf_prepare_streams(self, report_ref, data, res_ids=None):
        # EXTENDS base
        self = self.with_context(report_chromium_rendering=True)
        return super()._render_qweb_pdf_prepare_streams(report_ref, data, res_ids)

    # ------------------------------------------------------------------
    # Printing
    # ------------------------------------------------------------------

    @api.model
    def _run_wkhtmltopdf(
        self,
        bodies,
        report_ref=False,
        header=None,
        footer=None,
        landscape=False,
        specific_paperformat_args=None,
        set_viewport_size=False,
    ):
        # EXTENDS base
        engine = self._get_pdf_engine()
        if engine == "wkhtmltopdf":
            return super()._run_wkhtmltopdf(
                bodies,
                report_ref=report_ref,
                header=header,
                footer=footer,
                landscape=landscape,
                specific_paperformat_args=specific_paperformat_args,
                set_viewport_size=set_viewport_size,
            )
        if not engine:
            raise UserError(self._get_no_engine_message())
        report = self._get_report(report_ref) if report_ref else self
        paperformat = report.get_paperformat()
        paper, header_top = self._get_chromium_paper(
            paperformat, landscape, specific_paperformat_args or {}
        )
        try:
            return self._print_with_chromium(
                bodies, header, footer, paper, header_top, paperformat.header_line
            )
        except BrowserTimeout as error:
            _logger.warning("PDF of %s: %s", report_ref or "a page", error)
            raise UserError(self._get_timeout_message()) from error
        except BrowserError as error:
            _logger.warning("PDF of %s: %s", report_ref or "a page", error)
            raise UserError(self._get_failure_message()) from error

    @api.model
    def _print_with_chromium(self, bodies, header, footer, paper, header_top, line):
        """Print the bodies, each numbered on its own, with its header and footer."""
        prepared = [prepare_body(body) for body in bodies]
        files = {}
        Resource = self.env["chromium.resource"]

        def serve(url, kind):
            return files.get(url) or Resource._get_resource(url, kind)

        timeout = self._get_chromium_timeout()
        with Browser(self._get_chromium(), timeout, serve) as browser:
            printed = [browser.print_pdf(html, paper) for html, _title in prepared]
            counts = [count_pages(pdf) for pdf in printed]
            html, files = prepare_sheets(
                header, footer, counts, paper, header_top, line
            )
            sheets = browser.print_pdf(html, paper.without_margins()) if html else None
        if sheets and count_pages(sheets) != sum(counts):
            raise BrowserError("headers and footers do not match the pages")
        return assemble(printed, [title for _html, title in prepared], sheets)

    @api.model
    def _get_chromium_paper(self, paperformat, landscape, overrides):
        """Translate a paper format: sizes and margins in millimetres.

        :return: (Paper, distance of the header from the upper edge in millimetres)
        """
        if landscape is None:
            landscape = overrides.get("data-report-landscape")
        width, height = 210.0, 297.0
        if paperformat.format == "custom":
            width = paperformat.page_width or width
            height = paperformat.page_height or height
        elif paperformat.format:
            size = next(p for p in PAPER_SIZES if p["key"] == paperformat.format)
            width, height = size["width"], size["height"]
        if landscape or paperformat.orientation == "Landscape":
            width, height = height, width
        top = _number(overrides, "data-report-margin-top", paperformat.margin_top)
        spacing = _number(
            overrides, "data-report-header-spacing", paperformat.header_spacing
        )
        exact = paperformat.disable_shrinking
        paper = Paper(
            width=width,
            height=height,
            top=top,
            right=paperformat.margin_right,
            bottom=_number(
                overrides, "data-report-margin-bottom", paperformat.margin_bottom
            ),
            left=paperformat.margin_left,
            scale=1.0 if exact else SHRINKING,
            fit=not exact,
        )
        return paper, max(top - spacing, 0.0)

    # ------------------------------------------------------------------
    # What the user is told
    # ------------------------------------------------------------------

    @api.model
    def _get_no_engine_message(self):
        return self.env._(
            "There is nothing to print a PDF with. Install Chromium (package"
            " “chromium”) or Google Chrome on the server, or give its path in the"
            " system parameter “report_chromium.executable”; wkhtmltopdf with patched"
            " Qt serves as well."
        )

    @api.model
    def _get_timeout_message(self):
        return self.env._(
            "The PDF was not ready in %(seconds)g seconds. Print fewer documents at"
            " once, or ask an administrator to raise the system parameter"
            " “report_chromium.timeout”.",
            seconds=self._get_chromium_timeout(),
        )

    @api.model
    def _get_failure_message(self):
        return self.env._(
            "Chromium could not print the PDF. Try again; if that does not help, the"
            " log of the server tells an administrator why."
        )


def _number(overrides, key, default):
    """Read a length given by the report itself, in millimetres."""
    try:
        return float(overrides.get(key, default) or 0)
    except ValueError:
        return float(default or 0)

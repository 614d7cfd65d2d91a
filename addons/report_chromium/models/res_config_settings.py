from odoo import api, fields, models

from odoo.addons.base.models import ir_actions_report as core


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    report_chromium_engine = fields.Selection(
        selection=[
            ("auto", "Automatic"),
            ("chromium", "Chromium"),
            ("wkhtmltopdf", "wkhtmltopdf"),
        ],
        string="PDF Engine",
        default="auto",
        required=True,
        config_parameter="report_chromium.engine",
        help="Automatic: wkhtmltopdf where it has patched Qt, Chromium otherwise.",
    )
    report_chromium_found = fields.Char(
        string="What Was Found",
        compute="_compute_report_chromium_found",
    )

    @api.depends_context("lang")
    def _compute_report_chromium_found(self):
        browser = self.env["ir.actions.report"]._get_chromium()
        wkhtmltopdf = core._wkhtml()
        lines = [
            self.env._("Chromium: %(path)s", path=browser)
            if browser
            else self.env._("Chromium: not found"),
        ]
        if wkhtmltopdf.state == "install":
            lines.append(self.env._("wkhtmltopdf: not found"))
        elif wkhtmltopdf.is_patched_qt:
            lines.append(
                self.env._("wkhtmltopdf: %(path)s, patched Qt", path=wkhtmltopdf.bin)
            )
        else:
            lines.append(
                self.env._("wkhtmltopdf: %(path)s, unpatched Qt", path=wkhtmltopdf.bin)
            )
        for settings in self:
            settings.report_chromium_found = "; ".join(lines)

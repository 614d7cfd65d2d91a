import base64

from odoo import api, fields, models

FILENAME = "client-accounting-specification.yaml"
REPORT = "client_accounting.report_client_specification"


class ClientSpecificationExport(models.TransientModel):
    """Asks in which languages the specification is written, and gives it."""

    _name = "client.specification.export"
    _description = "Specification of Client Accounting: Document and File"

    lang_ids = fields.Many2many(
        "res.lang",
        string="Languages",
        default=lambda self: self._default_lang_ids(),
        help="The document is written in these languages. The file has all languages, "
        "one under the other.",
    )
    side_by_side = fields.Boolean(
        "Side by Side",
        default=True,
        help="Each text in all chosen languages, one beside the other. Else the "
        "document is written in one language after the other.",
    )
    file = fields.Binary(compute="_compute_file")

    @api.model
    def _default_lang_ids(self):
        """Both languages, where there are two; else that of the reader."""
        languages = self.env["res.lang"].search([])
        own = languages.filtered(lambda lang: lang.code == (self.env.lang or "en_US"))
        return languages if len(languages) == 2 else own

    @api.depends_context("uid")
    def _compute_file(self):
        content = base64.b64encode(self.env["client.specification"]._export())
        for export in self:
            export.file = content

    def action_open_document(self):
        """Open the document in a new tab.

        :raise AccessError: to others than administrators of client accounting
        """
        self.ensure_one()
        self.env["client.specification"]._check_manager()
        return {
            "type": "ir.actions.act_url",
            "url": f"/report/html/{REPORT}/{self.id}",
            "target": "new",
        }

    def action_print_document(self):
        """Give the document as a PDF.

        :raise AccessError: to others than administrators of client accounting
        """
        self.ensure_one()
        self.env["client.specification"]._check_manager()
        report = self.env.ref("client_accounting.action_report_client_specification")
        return report.report_action(self)

    def action_download_file(self):
        """Give the file.

        :raise AccessError: to others than administrators of client accounting
        """
        self.ensure_one()
        self.env["client.specification"]._check_manager()
        return {
            "type": "ir.actions.act_url",
            "url": f"/web/content/{self._name}/{self.id}/file/{FILENAME}?download=true",
            "target": "download",
        }

    def action_import_file(self):
        """Go to the import of a file."""
        return self.env["ir.actions.act_window"]._for_xml_id(
            "client_accounting.client_specification_import_action"
        )

    def _languages(self):
        """Codes of the languages of the document, that of the reader first."""
        codes = self.lang_ids.mapped("code") or [self.env.lang or "en_US"]
        return sorted(codes, key=lambda code: (code != self.env.lang, code))

from odoo import api, models


class ReportClientDossier(models.AbstractModel):
    _name = "report.client_accounting.report_client_dossier"
    _description = "Client Dossier (PDF)"

    @api.model
    def _get_report_values(self, docids, data=None):
        """Give the template the same data as the screen has.

        Figures, their units and their currency are those of
        `client.dossier.get_dossier`, which also checks the reader's access.
        """
        partners = self.env["res.partner"].browse(docids)
        Dossier = self.env["client.dossier"]
        return {
            "doc_ids": docids,
            "doc_model": "res.partner",
            "docs": partners,
            "dossiers": {
                partner.id: Dossier.get_dossier(partner.id) for partner in partners
            },
            "rows_of": self._rows_of,
        }

    @api.model
    def _rows_of(self, section):
        """Flatten the data of a section into rows of printable cells."""
        data = section["data"]
        rows = data if isinstance(data, list) else [data] if data else []
        return [
            list(row.values()) if isinstance(row, dict) else [row] for row in rows
        ]

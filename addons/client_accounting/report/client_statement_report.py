from odoo import api, models


class ReportClientStatement(models.AbstractModel):
    _name = "report.client_accounting.report_client_statement"
    _description = "Statement of Account (PDF)"

    @api.model
    def _get_report_values(self, docids, data=None):
        """Give the template a statement for each client, in the client's language."""
        data = data or {}
        partners = self.env["res.partner"].browse(docids or data.get("ids") or [])
        statements = self.env["client.statement"]
        company = self.env.company
        if data.get("company_id"):
            company = self.env["res.company"].browse(data["company_id"])
        return {
            "doc_ids": partners.ids,
            "doc_model": "res.partner",
            "docs": partners,
            "company": company,
            "statements": {
                partner.id: statements._get_statement(
                    partner,
                    company,
                    date=data.get("date"),
                    date_from=data.get("date_from"),
                )
                for partner in partners
            },
        }

from odoo import models


class ResPartner(models.Model):
    _inherit = "res.partner"

    def _get_order_credit(self, company):
        """Return what a partner may still order on credit.

        :param company: whose customer it is
        :return: dict of amounts in the currency of the company: ``limit`` (0: none),
            ``used`` (open invoices and confirmed orders not invoiced yet, of core),
            ``free`` (negative once it is exceeded), ``overdue``
        """
        self.ensure_one()
        partner_sudo = (
            self.commercial_partner_id.sudo()
            .with_company(company)
            .with_context(allowed_company_ids=company.ids)
        )
        # core computes them without dependencies: what was read before is stale
        partner_sudo.invalidate_recordset(["credit", "credit_to_invoice"])
        limit = 0.0
        if company.sudo().account_use_credit_limit:
            limit = partner_sudo.credit_limit
        used = partner_sudo.credit + partner_sudo.credit_to_invoice
        figures = partner_sudo._get_desk_figures()
        return {
            "limit": limit,
            "used": used,
            "free": limit - used,
            "overdue": max(figures["receivable_overdue"], 0.0),
        }

    def _order_addresses(self):
        """Where the goods of a partner may go: the company, its own addresses."""
        self.ensure_one()
        entity = self.commercial_partner_id
        return entity.sudo().search(
            [
                ("commercial_partner_id", "=", entity.id),
                "|",
                ("id", "=", entity.id),
                ("type", "in", ("delivery", "other")),
            ],
            order="id",
            limit=200,
        )

from odoo import api, fields, models

from .client_link_mixin import EMPLOYEE


class ResPartner(models.Model):
    _inherit = "res.partner"

    client_bills_others = fields.Boolean(
        "Pays for Others",
        groups=EMPLOYEE,
        index="btree_not_null",
        help="Invoices of this payer are consumed by others: a reseller, a leasing "
        "company, a holding. They are put on the work list of linking.",
    )
    client_consumed_12m = fields.Monetary(
        "Consumption, 12 Months",
        currency_field="client_figures_currency_id",
        compute="_compute_client_consumed",
        search="_search_client_consumed_12m",
        groups="client_accounting.group_client_accounting_user",
        help="Turnover of the last 12 months as consumed: what the client consumed, "
        "whoever was billed for it.",
    )

    @api.depends_context("company", "allowed_company_ids")
    def _compute_client_consumed(self):
        self._read_client_figures({"consumed_12m": "SUM"})

    @api.model
    def _search_client_consumed_12m(self, operator, value):
        return self._search_client_figure("consumed_12m", operator, value)

    def write(self, vals):
        # EXTENDS base: whose invoices have to be linked
        result = super().write(vals)
        if "client_bills_others" in vals or "category_id" in vals:
            self.env["client.link.task"]._refresh_payers(self.ids)
        return result

from odoo import api, models


class AccountPartialReconcile(models.Model):
    """Each matching, made or undone, decides on the promises of its clients."""

    _inherit = "account.partial.reconcile"

    @api.model_create_multi
    def create(self, vals_list):
        # EXTENDS account
        partials = super().create(vals_list)
        self.env["client.payment.promise"]._decide_partners(partials._client_payers())
        return partials

    def unlink(self):
        # EXTENDS account
        payers = self._client_payers()
        result = super().unlink()
        self.env["client.payment.promise"]._decide_partners(payers)
        return result

    def _client_payers(self):
        """Ids of the partners whose receivables are matched."""
        lines = self.sudo().debit_move_id | self.sudo().credit_move_id
        return lines.filtered(
            lambda line: line.account_id.account_type == "asset_receivable"
        ).partner_id.ids

from odoo import models


class AccountMoveLine(models.Model):
    _inherit = "account.move.line"

    # the work list of a company by due date, without touching what is settled
    _client_receivable_due_idx = models.Index(
        "(company_id, date_maturity, account_id) INCLUDE (partner_id, move_id,"
        " amount_residual) WHERE parent_state = 'posted' AND reconciled IS NOT TRUE"
        " AND amount_residual <> 0"
    )

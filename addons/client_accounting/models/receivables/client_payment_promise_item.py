from odoo import fields, models


class ClientPaymentPromiseItem(models.Model):
    """How much of an open instalment is promised by which open promise. It is laid over
    the instalments with each decision, the earliest promise and the oldest debt first;
    nobody writes it by hand."""

    _name = "client.payment.promise.item"
    _description = "Instalment of a Payment Promise"
    _log_access = False
    _check_company_auto = True
    _order = "promise_id, id"

    promise_id = fields.Many2one(
        "client.payment.promise",
        required=True,
        index=True,
        ondelete="cascade",
        check_company=True,
    )
    line_id = fields.Many2one(
        "account.move.line",
        "Instalment",
        required=True,
        ondelete="cascade",
        index=True,
        check_company=True,
    )
    company_id = fields.Many2one(
        "res.company", related="promise_id.company_id", store=True, index=True
    )
    company_currency_id = fields.Many2one(
        related="company_id.currency_id", string="Company Currency"
    )
    amount = fields.Monetary(
        "Promised", currency_field="company_currency_id", help="In company currency."
    )

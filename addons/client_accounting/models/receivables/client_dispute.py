from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError


class ClientDispute(models.Model):
    """A client contests an invoice, or a part of it: from when, why, who settles it and
    how it ended. While it is open nobody is reminded of the invoice."""

    _name = "client.dispute"
    _inherit = ["client.reader.mixin", "mail.thread", "mail.activity.mixin"]
    _description = "Disputed Invoice"
    _order = "date_from desc, id desc"
    _rec_name = "move_id"
    _check_company_auto = True

    move_id = fields.Many2one(
        "account.move",
        "Invoice",
        required=True,
        index=True,
        ondelete="cascade",
        check_company=True,
        domain="[('move_type', 'in', ('out_invoice', 'out_receipt')),"
        " ('state', '=', 'posted'), ('company_id', '=', company_id)]",
    )
    partner_id = fields.Many2one(
        "res.partner",
        "Client",
        compute="_compute_of_invoice",
        store=True,
        precompute=True,
        index=True,
        ondelete="cascade",
    )
    company_id = fields.Many2one(
        "res.company",
        required=True,
        index=True,
        default=lambda self: self.env.company,
        ondelete="cascade",
    )
    currency_id = fields.Many2one(
        "res.currency", compute="_compute_of_invoice", store=True, precompute=True
    )
    amount = fields.Monetary(
        compute="_compute_amount",
        store=True,
        readonly=False,
        precompute=True,
        help="What is contested, in the currency of the invoice; at first all that is "
        "open.",
    )
    reason_id = fields.Many2one(
        "client.dispute.reason", required=True, index=True, ondelete="restrict"
    )
    date_from = fields.Date(
        "Since", required=True, default=fields.Date.context_today, tracking=True
    )
    user_id = fields.Many2one(
        "res.users",
        "Owner",
        required=True,
        index=True,
        default=lambda self: self.env.user,
        domain=[("share", "=", False)],
        check_company=True,
        tracking=True,
        help="Who settles it.",
    )
    note = fields.Text("What the Client Says")
    state = fields.Selection(
        [("open", "Open"), ("resolved", "Resolved")],
        default="open",
        required=True,
        readonly=True,
        copy=False,
        tracking=True,
    )
    resolution = fields.Text(copy=False, help="How it ended: who was right, what for.")
    date_to = fields.Date("Until", readonly=True, copy=False)

    _open_uniq = models.UniqueIndex(
        "(move_id) WHERE state = 'open'", "This invoice is disputed already."
    )
    _amount_positive = models.Constraint(
        "CHECK(amount > 0)", "A disputed amount is more than zero."
    )

    @api.depends("move_id")
    def _compute_of_invoice(self):
        for dispute in self:
            move = dispute.move_id.sudo()
            dispute.partner_id = move.commercial_partner_id
            dispute.currency_id = move.currency_id or dispute.company_id.currency_id

    @api.depends("move_id")
    def _compute_amount(self):
        for dispute in self:
            dispute.amount = dispute.move_id.sudo().amount_residual

    @api.constrains("move_id", "amount", "date_from")
    def _check_amount(self):
        for dispute in self:
            move = dispute.move_id.sudo()
            if move.move_type not in ("out_invoice", "out_receipt"):
                raise ValidationError(
                    self.env._("Only an invoice to a client can be disputed.")
                )
            if move.currency_id.compare_amounts(dispute.amount, move.amount_total) > 0:
                raise ValidationError(
                    self.env._(
                        "The invoice %(invoice)s is for less than what is disputed.",
                        invoice=move.name or "",
                    )
                )
            if dispute.date_from > fields.Date.context_today(self):
                raise ValidationError(
                    self.env._("A dispute does not start in the future.")
                )

    def action_resolve(self):
        """Close the disputes; the invoices are reminded of again.

        :raise UserError: where nobody wrote down how it ended
        """
        for dispute in self.filtered(lambda one: one.state == "open"):
            if not (dispute.resolution or "").strip():
                raise UserError(
                    self.env._(
                        "Write down the resolution first: how the dispute about "
                        "%(invoice)s ended.",
                        invoice=dispute.move_id.sudo().name,
                    )
                )
            dispute.write(
                {"state": "resolved", "date_to": fields.Date.context_today(self)}
            )

    def action_reopen(self):
        """The client contests the invoices again."""
        self.write({"state": "open", "date_to": False})

    def action_open_dossier(self):
        """Open the dossier of the client."""
        self.ensure_one()
        return self.partner_id.action_open_dossier()

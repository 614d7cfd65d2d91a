from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

from ..models.linking.consumed import SALE_TYPES
from ..tools.share_out import share_out


class ClientLinkSplit(models.TransientModel):
    """Share lines of invoices out between clients."""

    _name = "client.link.split"
    _description = "Split between Clients"

    move_ids = fields.Many2many("account.move", string="Invoices", readonly=True)
    line_id = fields.Many2one(
        "account.move.line",
        domain="[('move_id', 'in', move_ids), ('display_type', '=', 'product')]",
        help="Empty: all lines of the invoices are split in the same proportion.",
    )
    by = fields.Selection(
        [
            ("equal", "Equal Shares"),
            ("percent", "Percent"),
            ("amount", "Amount"),
        ],
        "Split by",
        required=True,
        default="equal",
    )
    share_ids = fields.One2many("client.link.split.share", "split_id", "Shares")
    currency_id = fields.Many2one("res.currency", compute="_compute_amount")
    amount = fields.Monetary(
        "To Split",
        compute="_compute_amount",
        help="Without taxes, in the currency of the document.",
    )
    rest = fields.Monetary(
        "Left",
        compute="_compute_rest",
        help="What is left stays with the end client of the invoice, or else with the "
        "client that is billed.",
    )
    several_currencies = fields.Boolean(compute="_compute_amount")
    closed = fields.Boolean("Period Closed", compute="_compute_closed")
    reason = fields.Char(help="Kept in the history; asked for in closed periods.")

    @api.model
    def _open(self, moves):
        """Action that asks how invoices are split."""
        moves = moves.filtered(lambda move: move.move_type in SALE_TYPES)
        if not moves:
            raise UserError(
                self.env._("Only customer invoices and credit notes are split.")
            )
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Split between Clients"),
            "res_model": self._name,
            "views": [(False, "form")],
            "target": "new",
            "context": {"default_move_ids": [Command.set(moves.ids)]},
        }

    @api.depends("move_ids")
    def _compute_closed(self):
        for wizard in self:
            wizard.closed = bool(wizard.move_ids._origin._client_link_closed())

    def _lines(self):
        """The lines to split: those with an amount."""
        lines = self.line_id or self.move_ids.invoice_line_ids
        return lines.filtered(
            lambda line: line.display_type == "product" and line.amount_currency
        )

    @api.depends("move_ids", "line_id")
    def _compute_amount(self):
        for wizard in self:
            lines = wizard._lines()
            currencies = lines.currency_id
            wizard.several_currencies = len(currencies) > 1
            wizard.currency_id = currencies[:1] or self.env.company.currency_id
            wizard.amount = (
                0
                if len(currencies) > 1
                else sum(line._client_document_amount() for line in lines)
            )

    @api.depends("amount", "by", "share_ids.percent", "share_ids.amount")
    def _compute_rest(self):
        for wizard in self:
            shares = wizard.share_ids
            if wizard.by == "equal":
                wizard.rest = 0 if shares else wizard.amount
            elif wizard.by == "percent":
                percent = 100 - sum(shares.mapped("percent"))
                wizard.rest = wizard.amount * percent / 100
            else:
                wizard.rest = wizard.amount - sum(shares.mapped("amount"))

    @api.onchange("by", "share_ids", "line_id")
    def _onchange_shares(self):
        """Show what equal shares come to, and percent and amount beside each other."""
        shares = self.share_ids
        if self.by == "equal" and shares:
            percents = share_out(100, [1] * len(shares), 0.000001)
            unit = self.currency_id.rounding or 0.01
            amounts = share_out(
                self.currency_id.round(self.amount), [1] * len(shares), unit
            )
            for share, percent, amount in zip(shares, percents, amounts, strict=True):
                share.percent, share.amount = percent, amount
        elif self.by == "percent":
            for share in shares:
                share.amount = self.currency_id.round(self.amount * share.percent / 100)
        elif self.amount:
            for share in shares:
                share.percent = 100 * share.amount / self.amount

    def action_apply(self):
        """Replace the splits of the lines by the shares.

        :raise UserError: where there is nothing to split, or a period is closed
        :raise ValidationError: for negative shares, or more than the line
        """
        self.ensure_one()
        shares = self.share_ids.filtered("client_id")
        lines = self._lines()
        if not lines:
            raise UserError(self.env._("These invoices have no line with an amount."))
        if self.by == "amount" and (len(lines) > 1 and self.several_currencies):
            raise UserError(
                self.env._(
                    "The invoices are in different currencies: split them by percent."
                )
            )
        values = []
        for line in lines:
            values += self._shares_of(line, shares)
        splits = self.env["client.invoice.split"].with_context(
            client_link_reason=self.reason or ""
        )
        splits._replace(lines, values)
        return {"type": "ir.actions.act_window_close"}

    def _shares_of(self, line, shares):
        """Values of the splits of a line."""
        if self.by == "equal":
            percents = share_out(100, [1] * len(shares), 0.000001) if shares else []
        elif self.by == "percent":
            percents = shares.mapped("percent")
        elif line == self._lines():
            return [
                {
                    "line_id": line.id,
                    "client_id": share.client_id.id,
                    "basis": "amount",
                    "amount": share.amount,
                }
                for share in shares
            ]
        else:  # an amount of several lines: the same part of each
            percents = [
                100 * share.amount / self.amount if self.amount else 0
                for share in shares
            ]
        return [
            {
                "line_id": line.id,
                "client_id": share.client_id.id,
                "basis": "percent",
                "percent": percent,
            }
            for share, percent in zip(shares, percents, strict=True)
        ]

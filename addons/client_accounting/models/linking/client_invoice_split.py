from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import SQL, float_compare

from ...tools.share_out import share_out
from .client_link_mixin import Origin
from .consumed import SALE_TYPES

#: in the context of changes that are guarded already: an object, so that no caller
#: from outside can send it
NESTED = object()
#: decimals of a percentage: a share of a million is kept to the cent
PERCENT = (16, 6)


class ClientInvoiceSplit(models.Model):
    """A share of an invoice line that a client consumed.

    What is not split belongs to the end client of the invoice, or else to the client
    that is billed. The line itself is never touched.
    """

    _name = "client.invoice.split"
    _description = "Share of an Invoice Line"
    _order = "line_id, id"
    _rec_name = "client_id"
    _check_company_auto = True

    line_id = fields.Many2one(
        "account.move.line",
        "Invoice Line",
        required=True,
        index=True,
        ondelete="cascade",
        check_company=True,
        domain="[('display_type', '=', 'product'), ('move_id', '=', move_id)]",
    )
    move_id = fields.Many2one(
        related="line_id.move_id",
        string="Invoice",
        store=True,
        precompute=True,
        index=True,
        ondelete="cascade",
    )
    company_id = fields.Many2one(
        related="line_id.company_id", store=True, precompute=True, index=True
    )
    currency_id = fields.Many2one(related="line_id.currency_id")
    client_id = fields.Many2one(
        "res.partner",
        required=True,
        index=True,
        ondelete="restrict",
        check_company=True,
        domain="['|', ('parent_id', '=', False), ('is_company', '=', True)]",
        help="Who consumed this share.",
    )
    basis = fields.Selection(
        [("percent", "Percent"), ("amount", "Amount")],
        required=True,
        default="amount",
        readonly=True,
        help="What was given. A percentage is applied again when a draft changes; an "
        "amount stays as it is.",
    )
    amount = fields.Monetary(
        help="Share of the line without taxes, in the currency of the document and "
        "with the sign that the line has on it."
    )
    percent = fields.Float(
        digits=PERCENT, aggregator=None, help="Share of the line, 0 to 100."
    )
    line_amount = fields.Monetary(
        "Whole Line", compute="_compute_line_amount", help="The line without taxes."
    )

    @api.depends("line_id.amount_currency", "line_id.move_id.move_type")
    def _compute_line_amount(self):
        for split in self:
            split.line_amount = split.line_id._client_document_amount()

    @api.onchange("percent")
    def _onchange_percent(self):
        whole = self.line_id._client_document_amount()
        if self.percent and whole:
            self.amount = self.line_id.currency_id.round(whole * self.percent / 100)
            self.basis = "percent"

    @api.onchange("amount")
    def _onchange_amount(self):
        whole = self.line_id._client_document_amount()
        if self.amount and whole:
            self.percent = 100 * self.amount / whole

    # ------------------------------------------------------------------------- write
    @api.model_create_multi
    def create(self, vals_list):
        vals_list = [self._with_basis(vals) for vals in vals_list]
        lines = self.env["account.move.line"].browse(
            [vals["line_id"] for vals in vals_list if vals.get("line_id")]
        )
        with self._changing(lines):
            return super().create(vals_list)

    def write(self, vals):
        lines = self.line_id
        if vals.get("line_id"):
            lines |= lines.browse(vals["line_id"])
        with self._changing(lines):
            return super().write(self._with_basis(vals))

    def unlink(self):
        with self._changing(self.line_id):
            return super().unlink()

    @api.model
    def _replace(self, lines, vals_list):
        """Split lines anew: what was split of them before is forgotten.

        :param lines: ``account.move.line``
        :param vals_list: values of the new splits of these lines
        """
        nested = self._nested()
        with self._changing(lines):
            nested.search([("line_id", "in", lines.ids)]).unlink()
            return nested.create(vals_list)

    @api.model
    def _with_basis(self, vals):
        """The values with what they were given as."""
        if vals.get("basis") or self._is_nested():
            return vals
        if vals.get("amount") or "amount" in vals and not vals.get("percent"):
            return {**vals, "basis": "amount"}
        if "percent" in vals:
            return {**vals, "basis": "percent"}
        return vals

    def _nested(self):
        """The same, for a part of a change that is guarded as a whole."""
        return self.with_context(client_split_nested=NESTED)

    @api.model
    def _is_nested(self):
        return self.env.context.get("client_split_nested") is NESTED

    def _changing(self, lines):
        """Guard a change of the splits of lines, before and after."""
        return _Change(self, lines.exists())

    @api.model
    def _check_lines(self, lines):
        """Raise for lines that cannot be split."""
        for line in lines:
            if (
                line.display_type != "product"
                or line.move_id.move_type not in SALE_TYPES
            ):
                raise ValidationError(
                    self.env._(
                        "Only lines with goods or services of customer invoices and "
                        "credit notes are split between clients."
                    )
                )
            if line.currency_id.is_zero(line._client_document_amount()):
                raise ValidationError(
                    self.env._(
                        "The line %(line)s has no amount: there is nothing to split.",
                        line=line.name or line.display_name,
                    )
                )

    @api.model
    def _check_client_of(self, lines):
        """Raise for contacts instead of clients."""
        splits = self.search([("line_id", "in", lines.ids)])
        self.env["account.move"]._check_is_client(splits.client_id)

    @api.model
    def _settle(self, lines):
        """Set amounts by percentages, and percentages by amounts, of whole lines.

        Amounts of percentages are rounded to the currency of the document; where they
        make up the whole line together, they add up to it exactly.
        """
        for line, splits in self._by_line(lines):
            whole = line._client_document_amount()
            unit = line.currency_id.rounding
            shares = splits.filtered(lambda split: split.basis == "percent")
            if shares and whole:
                weights = [split.percent for split in shares]
                given = sum((splits - shares).mapped("amount"))
                total = line.currency_id.round(whole * sum(weights) / 100)
                if abs(total + given - whole) <= unit * len(splits):
                    total = line.currency_id.round(whole - given)
                amounts = share_out(total, weights, unit) if sum(weights) else weights
                for split, amount in zip(shares, amounts, strict=True):
                    _put(split, amount=amount)
            for split in splits - shares:
                _put(split, percent=100 * split.amount / whole if whole else 0)
        self._check_shares(lines)

    @api.model
    def _by_line(self, lines):
        """Pairs of a line and its splits, in the order they were made."""
        splits = self.search([("line_id", "in", lines.ids)], order="id")
        by_line = splits.grouped("line_id")
        return [(line, by_line.get(line, self.browse())) for line in lines]

    @api.model
    def _check_shares(self, lines):
        """Raise for negative shares, and for more than the line together."""
        for line, splits in self._by_line(lines):
            whole = line._client_document_amount()
            sign = -1 if whole < 0 else 1
            rounding = line.currency_id.rounding
            for split in splits:
                if (
                    float_compare(sign * split.amount, 0, precision_rounding=rounding)
                    <= 0
                ):
                    raise ValidationError(
                        self.env._(
                            "The share of %(client)s in %(line)s must be more than "
                            "nothing and of the sign of the line.",
                            client=split.client_id.display_name,
                            line=line.name or line.display_name,
                        )
                    )
            total = sign * sum(splits.mapped("amount"))
            if float_compare(total, abs(whole), precision_rounding=rounding) > 0:
                raise ValidationError(
                    self.env._(
                        "The shares of %(line)s make %(percent)s %%: more than the "
                        "line. Together they may be 100 %% at most.",
                        line=line.name or line.display_name,
                        percent=round(100 * total / abs(whole), 2) if whole else 0,
                    )
                )

    # ------------------------------------------------------------------------- lines
    @api.model
    def _clients_of(self, lines):
        """Ids of the clients whom splits of the lines concern on either side."""
        if not lines:
            return []
        rows = self.env.execute_query(
            SQL(
                """
                SELECT client_id FROM client_invoice_split WHERE line_id = ANY(%(ids)s)
                 UNION
                SELECT COALESCE(m.client_end_id, m.commercial_partner_id)
                  FROM account_move_line l JOIN account_move m ON m.id = l.move_id
                 WHERE l.id = ANY(%(ids)s)
                """,
                ids=lines.ids,
            )
        )
        return [row[0] for row in rows if row[0]]


class _Change:
    """What surrounds each change of splits: rights, checks, amounts, traces."""

    def __init__(self, splits, lines):
        self.splits = splits.browse()
        self.lines = lines
        self.nested = splits._is_nested()

    def __enter__(self):
        if self.nested:
            return self
        env = self.splits.env
        moves = self.lines.move_id
        if not env.su:
            moves.check_access("write")
        self.splits._check_lines(self.lines)
        self.reason = env.context.get("client_link_reason", "")
        self.closed = moves._check_client_link_closed(self.reason)
        self.before = env["client.link.change"]._split_texts(self.lines)
        env["client.invoice.split"].flush_model()
        self.clients = self.splits._clients_of(self.lines)
        return self

    def __exit__(self, kind, error, trace):
        if self.nested or kind:
            return
        env = self.splits.env
        splits = env["client.invoice.split"].sudo()
        splits = splits._nested()
        lines = self.lines.exists()
        splits._check_client_of(lines)
        splits._settle(lines.sudo())
        splits.flush_model()
        origin = Origin.of(env)
        env["client.link.change"]._log_splits(
            lines.sudo(), self.before, self.closed, origin, self.reason
        )
        env["client.figures.dirty"]._mark(
            [*self.clients, *self.splits._clients_of(lines)]
        )
        env["client.link.task"]._refresh(lines.move_id.ids)


def _put(split, **values):
    """Write what differs."""
    values = {
        name: value
        for name, value in values.items()
        if float_compare(split[name], value, precision_digits=6)
    }
    if values:
        split.write(values)

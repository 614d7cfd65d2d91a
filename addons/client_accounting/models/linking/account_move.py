from odoo import fields, models

from .client_link_mixin import EMPLOYEE, LINKS, Origin
from .consumed import SALE_TYPES


class AccountMove(models.Model):
    _name = "account.move"
    _inherit = ["account.move", "client.link.mixin"]

    client_split_ids = fields.One2many(
        "client.invoice.split", "move_id", "Split between Clients", groups=EMPLOYEE
    )
    client_link_change_ids = fields.One2many(
        "client.link.change", "move_id", "History of Client Links", groups=EMPLOYEE
    )

    def write(self, vals):
        # EXTENDS account: what is posted, or no more, joins or leaves the work list
        result = super().write(vals)
        if "state" in vals:
            sales = self.filtered(lambda move: move.move_type in SALE_TYPES)
            if sales:
                sales._client_state_written(vals["state"])
        return result

    def _client_state_written(self, state):
        if state != "posted":
            self.env["client.link.task"]._refresh(self.ids)
            return
        splits_sudo = self.env["client.invoice.split"].sudo()
        lines = splits_sudo.search([("move_id", "in", self.ids)]).line_id
        if lines:
            splits_sudo._nested()._settle(lines)
        # most invoices are for who pays them: nothing to ask the database for
        moves_sudo = self.sudo()
        needed = moves_sudo.filtered(lambda move: move._client_is_for_others())
        self.env["client.link.task"]._refresh((needed | lines.move_id).ids)

    def _client_is_for_others(self):
        """Whether the invoice belongs on the work list, by payer or address."""
        payer = self.commercial_partner_id
        ship = self.partner_shipping_id.commercial_partner_id
        return (
            payer.client_bills_others
            or ship not in (payer, self.env["res.partner"])
            or any(payer.category_id.mapped("client_bills_others"))
        )

    def _client_links_written(self, old, each):
        # EXTENDS client.link.mixin: figures of who consumed and consumes, work list
        if "client_end_id" in old[0]:
            moves = self.sudo().filtered(lambda move: move.move_type in SALE_TYPES)
            self.env["client.figures.dirty"]._mark(
                {row["client_end_id"] for row in old}
                | {links["client_end_id"] for links in each.values()}
                | set(moves.commercial_partner_id.ids)
            )
            self.env["client.link.task"]._refresh(moves.ids)

    def action_client_split(self):
        """Ask how the invoices are split between clients."""
        return self.env["client.link.split"]._open(self)

    # -------------------------------------------------------------------- reversals
    def _reverse_moves(self, default_values_list=None, cancel=False):
        # EXTENDS account: who consumed the invoice is credited as well
        values_list = default_values_list or [{} for _move in self]
        for move, values in zip(self.sudo(), values_list, strict=False):
            for name in LINKS:
                if move[name]:
                    values.setdefault(name, move[name].id)
        reversals = super(
            AccountMove, self.with_context(client_link_origin=Origin("inherited"))
        )._reverse_moves(values_list, cancel=cancel)
        self._client_split_reversals(reversals)
        return reversals.with_context(client_link_origin=Origin.of(self.env))

    def _client_split_reversals(self, reversals):
        """Split the lines of credit notes as those of their invoices are split."""
        if not self.sudo().client_split_ids:
            return
        values = []
        for reversal in reversals.sudo():
            origin = reversal.reversed_entry_id
            if not origin.client_split_ids:
                continue
            pairs = zip(
                origin.line_ids.filtered(_is_sold).sorted(_place),
                reversal.line_ids.filtered(_is_sold).sorted(_place),
                strict=False,
            )
            for line, mirror in pairs:
                if not mirror.amount_currency:
                    continue
                values += [
                    {
                        "line_id": mirror.id,
                        "client_id": split.client_id.id,
                        "basis": "percent",
                        "percent": split.percent,
                    }
                    for split in line.client_split_ids
                ]
        if values:
            self.env["client.invoice.split"].sudo().with_context(
                client_link_origin=Origin("inherited"),
                client_link_reason=self.env._("From the document that is reversed"),
            ).create(values)


def _is_sold(line):
    return line.display_type == "product"


def _place(line):
    return line.sequence, line.id

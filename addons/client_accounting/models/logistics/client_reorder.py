import math

from odoo import Command, api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL


class ClientReorder(models.Model):
    """Usual goods of a client and when he will need them again, by his own purchases.

    A purchase is a day on which the product was invoiced to the client in the last 36
    months (posted invoices and receipts; credit notes are no purchases). From three
    purchases on, the interval is the median of the days from one to the next, and the
    next one is due an interval after the last. The usual quantity is the median one,
    of two the lower, in the unit of the product.

    The rows are brought up to date every night in one statement. What is due is judged
    when it is read; an order or quotation made since takes the row off the list.
    """

    _name = "client.reorder"
    _inherit = ["client.reader.mixin"]
    _description = "Reorder of Usual Goods"
    _order = "due_date, id"
    _log_access = False
    _rec_name = "product_id"

    partner_id = fields.Many2one(
        "res.partner", "Client", required=True, readonly=True, ondelete="cascade"
    )
    product_id = fields.Many2one(
        "product.product", required=True, readonly=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, index=True, ondelete="cascade"
    )
    uom_id = fields.Many2one(related="product_id.uom_id", string="Unit")
    user_id = fields.Many2one(
        "res.users", "Salesperson", related="partner_id.user_id", readonly=True
    )
    client_importance = fields.Selection(
        related="partner_id.client_importance", related_sudo=False
    )
    purchase_count = fields.Integer("Purchases", readonly=True)
    interval_days = fields.Float(
        "Interval, Days", readonly=True, aggregator="avg", digits=(16, 1)
    )
    last_date = fields.Date("Last Purchase", readonly=True)
    due_date = fields.Date("Next Due", readonly=True, index=True)
    lapse_date = fields.Date(
        "Usual Until",
        readonly=True,
        help="Who has not bought for three of his intervals does not use the goods any "
        "more, or buys them elsewhere.",
    )
    usual_quantity = fields.Float(readonly=True, digits="Product Unit", aggregator=None)
    days_overdue = fields.Integer(
        compute="_compute_is_due",
        help="Days since the purchase was due; negative before.",
    )
    is_due = fields.Boolean(
        "Due",
        compute="_compute_is_due",
        search="_search_is_due",
        help="Due within the days of the settings, still usual, and neither ordered "
        "nor offered since the last purchase.",
    )

    _client_uniq = models.UniqueIndex(
        "(partner_id, product_id, company_id)",
        "The client has a row for this product already.",
    )

    # ------------------------------------------------------------------ computes
    @api.depends("due_date", "lapse_date")
    @api.depends_context("company")
    def _compute_is_due(self):
        today = self._today()
        due = set(self.sudo().search(Domain("id", "in", self.ids) & self._due())._ids)
        for row in self:
            row.is_due = row.id in due
            row.days_overdue = (today - row.due_date).days if row.due_date else 0

    @api.model
    def _search_is_due(self, operator, value):
        if operator != "in":
            return NotImplemented
        domain = self._due()
        if True in value and False in value:
            return Domain.TRUE
        return domain if True in value else ~domain

    @api.model
    def _today(self):
        return self.env["client.figures"].sudo()._figures_scope().today

    @api.model
    def _due(self):
        """Domain of the rows that a seller should act on."""
        today = self._today()
        ahead = self.env.company.sudo().client_reorder_ahead
        return (
            Domain("due_date", "<=", fields.Date.add(today, days=ahead))
            & Domain("lapse_date", ">=", today)
            & Domain.custom(
                to_sql=lambda model, alias, query: SQL(
                    "NOT EXISTS (%s)", model._ordered_since(alias)
                )
            )
        )

    @api.model
    def _ordered_since(self, alias):
        """Orders and open quotations of the client with the product, made after the
        last purchase."""
        self.env["sale.order"].flush_model(["partner_id", "date_order", "state"])
        self.env["sale.order.line"].flush_model(["order_id", "product_id"])
        return SQL(
            """
            SELECT FROM res_partner family
              JOIN sale_order again ON again.partner_id = family.id
              JOIN sale_order_line item ON item.order_id = again.id
             WHERE family.commercial_partner_id = %(partner)s
               AND again.company_id = %(company)s AND again.state <> 'cancel'
               AND again.date_order::date > %(last)s AND item.product_id = %(product)s
            """,
            partner=SQL.identifier(alias, "partner_id"),
            company=SQL.identifier(alias, "company_id"),
            last=SQL.identifier(alias, "last_date"),
            product=SQL.identifier(alias, "product_id"),
        )

    # ------------------------------------------------------------------ actions
    def action_create_quotation(self):
        """Make a draft quotation for each client with the usual quantities, and open
        it, or all of them.

        :raise UserError: for a client who is archived
        :raise AccessError: to who may not make quotations
        """
        orders = self.env["sale.order"]
        orders.check_access("create")
        self.check_access("read")
        for (client, company), rows in self.grouped(
            lambda row: (row.partner_id, row.company_id)
        ).items():
            if not client.active:
                raise UserError(
                    self.env._(
                        "%(client)s is archived. Restore the client first.",
                        client=client.display_name,
                    )
                )
            orders |= orders.with_company(company).create(
                rows._prepare_quotation_values(client, company)
            )
        self.invalidate_recordset(["is_due"])
        action = {
            "type": "ir.actions.act_window",
            "name": self.env._("Quotations for Usual Goods"),
            "res_model": "sale.order",
            "target": "current",
        }
        if len(orders) == 1:
            return {**action, "res_id": orders.id, "views": [(False, "form")]}
        return {
            **action,
            "domain": [("id", "in", orders.ids)],
            "views": [(False, "list"), (False, "form")],
        }

    def _prepare_quotation_values(self, client, company):
        """Values of a draft quotation over the rows, which are of one client and
        company; prices come from the client's price list."""
        return {
            "partner_id": client.id,
            "company_id": company.id,
            "origin": self.env._("Usual goods"),
            "order_line": [
                Command.create(
                    {
                        "product_id": row.product_id.id,
                        "product_uom_qty": row._rounded_quantity(),
                        "product_uom_id": row.product_id.uom_id.id,
                    }
                )
                for row in self
            ],
        }

    def _rounded_quantity(self):
        """The usual quantity with the digits of the unit, never nothing."""
        quantity = self.product_id.uom_id.round(self.usual_quantity)
        return quantity or math.ceil(self.usual_quantity)

    def action_open_dossier(self):
        """Open the dossier of the client."""
        self.ensure_one()
        return self.partner_id.action_open_dossier()

    def action_open_purchases(self):
        """Open the invoice lines that the interval is made of, as the user."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Purchases: %s", self.product_id.display_name),
            "res_model": "account.move.line",
            "domain": [
                ("move_id.commercial_partner_id", "=", self.partner_id.id),
                ("product_id", "=", self.product_id.id),
                ("company_id", "=", self.company_id.id),
                ("parent_state", "=", "posted"),
                ("move_type", "in", ("out_invoice", "out_receipt")),
                ("display_type", "=", "product"),
            ],
            "views": [(False, "list"), (False, "form")],
            "target": "current",
        }

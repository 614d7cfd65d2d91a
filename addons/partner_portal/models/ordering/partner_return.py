from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError

STATES = [
    ("requested", "Requested"),
    ("approved", "Goods Expected"),
    ("received", "Goods Received"),
    ("declined", "Declined"),
    ("withdrawn", "Withdrawn"),
]
#: Where a return may go from each state; from the others it goes nowhere.
MOVES = {
    "requested": ("approved", "declined", "withdrawn"),
    "approved": ("received", "declined"),
}
#: What only the moves of a return write.
KEPT = frozenset({"name", "state", "decided_at", "decided_by_id", "received_at"})
#: In the context of writing them; no caller from outside can send this object.
MOVE = object()
MANAGER = "partner_portal.group_partner_portal_manager"


class PartnerReturn(models.Model):
    """Goods that a channel partner wants to send back.

    Approved it becomes return transfers of the deliveries that the goods came with; it
    is over when these are done. Money is given back by a credit note of accounting.
    """

    _name = "partner.return"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _description = "Return of a Partner"
    _order = "id desc"
    _mail_post_access = "read"

    name = fields.Char(
        "Number", readonly=True, copy=False, default=lambda self: self.env._("New")
    )
    state = fields.Selection(
        STATES,
        required=True,
        readonly=True,
        copy=False,
        default="requested",
        tracking=True,
        group_expand="_expand_states",
    )
    order_id = fields.Many2one(
        "sale.order",
        "Sales Order",
        required=True,
        index=True,
        ondelete="cascade",
        check_company=True,
        domain="[('state', '=', 'sale'), ('partner_id', 'child_of', partner_id)]",
    )
    company_id = fields.Many2one(
        related="order_id.company_id", store=True, precompute=True, index=True
    )
    partner_id = fields.Many2one(
        "res.partner",
        "Channel Partner",
        compute="_compute_partner_id",
        store=True,
        precompute=True,
        readonly=False,
        required=True,
        index=True,
        ondelete="restrict",
        check_company=True,
        tracking=True,
    )
    contact_id = fields.Many2one(
        "res.partner",
        "Requested by",
        index="btree_not_null",
        ondelete="set null",
        check_company=True,
        domain="[('commercial_partner_id', '=', partner_id)]",
    )
    manager_id = fields.Many2one(
        "res.users",
        "Channel Manager",
        compute="_compute_manager_id",
        store=True,
        precompute=True,
        readonly=False,
        index=True,
        check_company=True,
        domain="[('share', '=', False)]",
        tracking=True,
    )
    reason_id = fields.Many2one(
        "partner.return.reason",
        "Reason of the Return",
        required=True,
        ondelete="restrict",
        index=True,
        tracking=True,
    )
    note = fields.Text("Description", help="What is wrong, in the partner's words.")
    answer = fields.Text(
        "Answer on the Return", help="The partner reads it as it stands."
    )
    decided_at = fields.Datetime("Return Decided on", readonly=True, copy=False)
    decided_by_id = fields.Many2one(
        "res.users", "Return Decided by", readonly=True, copy=False
    )
    received_at = fields.Datetime("Goods Received on", readonly=True, copy=False)
    line_ids = fields.One2many("partner.return.line", "return_id", "Goods")
    picking_ids = fields.One2many(
        "stock.picking", "partner_return_id", "Return Transfers", readonly=True
    )
    picking_count = fields.Integer(compute="_compute_picking_count")

    _state_idx = models.Index("(company_id, state)")

    # ------------------------------------------------------------------ computing
    @api.model
    def _expand_states(self, states, _domain):
        """Columns of the board: the way of a return, and where others have ended."""
        way = ("requested", "approved", "received")
        return [key for key, _label in STATES if key in way or key in states]

    @api.depends("order_id")
    def _compute_partner_id(self):
        for record in self:
            record.partner_id = record.order_id.partner_id.commercial_partner_id

    @api.depends("partner_id")
    def _compute_manager_id(self):
        for record in self:
            record.manager_id = record.partner_id.sudo().user_id

    @api.depends("picking_ids")
    def _compute_picking_count(self):
        for record in self:
            record.picking_count = len(record.picking_ids)

    # ------------------------------------------------------------------ integrity
    @api.constrains("order_id", "partner_id", "contact_id")
    def _check_partner(self):
        for record in self:
            partner = record.partner_id
            if partner != record.order_id.partner_id.commercial_partner_id or (
                record.contact_id and record.contact_id.commercial_partner_id != partner
            ):
                raise ValidationError(
                    self.env._(
                        "The order and the person of a return belong to the partner "
                        "that sends the goods back."
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._refuse_kept(vals)
        records = super().create(vals_list)
        sequences = self.env["ir.sequence"].sudo()
        for record in records:
            number = sequences.with_company(record.company_id).next_by_code(self._name)
            record._write_kept({"name": number})
        return records

    def write(self, vals):
        if self.env.context.get("partner_return_move") is not MOVE:
            self._refuse_kept(vals)
        return super().write(vals)

    def _write_kept(self, vals):
        return self.with_context(partner_return_move=MOVE).write(vals)

    def _refuse_kept(self, vals):
        allowed = {"state"} if vals.get("state") == "requested" else set()
        if KEPT.intersection(vals) - allowed:
            raise AccessError(
                self.env._(
                    "State and dates of a return follow from what is done with it: use "
                    "its buttons to approve or decline it."
                )
            )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_decided(self):
        decided = self.filtered("decided_at")
        if decided:
            raise UserError(
                self.env._(
                    "%(name)s was decided and stays in the history.",
                    name=decided[0].name,
                )
            )

    # ------------------------------------------------------------------ asking
    @api.model
    def _request(self, order_sudo, contact_sudo, reason_sudo, quantities, note):
        """Ask for a return in the portal.

        :param order_sudo: an order of the partner, checked by the caller
        :param dict quantities: ``{sale order line: quantity in its unit}``
        :return: the return (sudo)
        :raise UserError: a sentence for what is missing or too much
        """
        order_sudo.lock_for_update()
        # two requests in one moment must not ask for the same goods
        self.env["partner.order.once"].sudo()._in_line(f"return:{order_sudo.id}")
        if reason_sudo.note_required and not note.strip():
            raise UserError(self.env._("Describe what is wrong with the goods."))
        if not quantities:
            raise UserError(
                self.env._("Give the quantity of at least one product to send back.")
            )
        order_sudo._check_return_days()
        self._check_quantities(order_sudo, quantities)
        record_sudo = self.sudo().create(
            {
                "order_id": order_sudo.id,
                "contact_id": contact_sudo.id,
                "reason_id": reason_sudo.id,
                "note": note.strip(),
                "line_ids": [
                    fields.Command.create(
                        {"sale_line_id": line.id, "quantity": quantity}
                    )
                    for line, quantity in quantities.items()
                ],
            }
        )
        record_sudo._plan_for_manager()
        return record_sudo

    @api.model
    def _check_quantities(self, order_sudo, quantities, besides=None):
        returnable = order_sudo.order_line._partner_returnable(besides)
        for line, quantity in quantities.items():
            free = returnable.get(line, 0.0)
            if line.product_uom_id.compare(quantity, free) > 0:
                raise UserError(
                    self.env._(
                        "%(product)s: %(free)g can be sent back at most.",
                        product=line.product_id.default_code or line.product_id.name,
                        free=free,
                    )
                )

    def _plan_for_manager(self):
        user = self.manager_id or self.company_id.sudo().partner_deal_user_id
        if user:
            self.activity_schedule(
                "mail.mail_activity_data_todo",
                date_deadline=fields.Date.context_today(self),
                user_id=user.id,
                summary=self.env._(
                    "Return of %(partner)s to decide", partner=self.partner_id.name
                ),
            )

    # ------------------------------------------------------------------ deciding
    def action_decide(self):
        """Ask for the decision; the context's ``default_decision`` is ``approve`` or
        ``decline``."""
        self._check_may_decide()
        decision = self.env.context.get("default_decision")
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "partner_portal.partner_return_decide_action"
        )
        action["context"] = {
            "default_return_ids": self.ids,
            "default_decision": "decline" if decision == "decline" else "approve",
        }
        return action

    def action_open_pickings(self):
        """Open the transfers that bring the goods back."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "stock.action_picking_tree_all"
        )
        action["domain"] = [("partner_return_id", "=", self.id)]
        action["context"] = {}
        return action

    def _check_may_decide(self):
        self.check_access("write")
        if not self.env.user.has_group(MANAGER):
            raise AccessError(self.env._("Channel managers decide on returns."))

    def _move(self, state, **values):
        for record in self:
            if state not in MOVES.get(record.state, ()):
                raise UserError(
                    self.env._(
                        "%(name)s was decided or changed meanwhile. Reload the page.",
                        name=record.name,
                    )
                )
        self._write_kept({**values, "state": state})

    def _decide(self, state, answer):
        self._move(state, decided_at=fields.Datetime.now(), decided_by_id=self.env.uid)
        self.answer = (answer or "").strip()
        self.sudo().activity_ids.filtered("automated").unlink()

    def _approve(self, answer=""):
        """Let the goods come back: makes the return transfers, tells the partner.

        :raise UserError: where more was asked for than was delivered
        """
        self.ensure_one()
        self._check_may_decide()
        self.lock_for_update()
        record_sudo = self.sudo()
        quantities = {line.sale_line_id: line.quantity for line in record_sudo.line_ids}
        self._check_quantities(record_sudo.order_id, quantities, besides=self)
        self._decide("approved", answer)
        record_sudo._make_pickings(quantities)
        record_sudo._tell()

    def _decline(self, answer):
        """Decline the return; the partner reads why.

        :raise UserError: without a reason
        """
        self.ensure_one()
        self._check_may_decide()
        if not (answer or "").strip():
            raise UserError(
                self.env._("Tell the partner why, and what it can do about it.")
            )
        self.lock_for_update()
        self._decide("declined", answer)
        self.sudo()._tell()

    def _withdraw(self):
        """The partner keeps the goods."""
        self.ensure_one()
        self.lock_for_update()
        self._move("withdrawn")
        self.activity_ids.filtered("automated").unlink()

    def _make_pickings(self, quantities):
        """Make return transfers of the deliveries, the latest ones first."""
        by_picking = {}
        for line, quantity in quantities.items():
            for move, part in self._moves_to_return(line, quantity):
                by_picking.setdefault(move.picking_id, {})[move] = part
        for picking, moves in by_picking.items():
            wizard = (
                self.env["stock.return.picking"]
                .with_context(active_model="stock.picking", active_id=picking.id)
                .create({"picking_id": picking.id})
            )
            for row in wizard.product_return_moves:
                row.quantity = moves.get(row.move_id, 0.0)
            wizard._create_return().partner_return_id = self

    def _moves_to_return(self, line, quantity):
        """Return ``[(move, quantity in its unit), ...]`` that the goods came with."""
        parts = []
        moves = line._get_outgoing_incoming_moves()[0]
        for move in moves.filtered(lambda one: one.state == "done").sorted(
            lambda one: (one.date, one.id), reverse=True
        ):
            back = move.returned_move_ids.filtered(lambda one: one.state != "cancel")
            free = move.quantity - sum(
                one.product_uom._compute_quantity(
                    one.quantity if one.state == "done" else one.product_uom_qty,
                    move.product_uom,
                )
                for one in back
            )
            wanted = line.product_uom_id._compute_quantity(quantity, move.product_uom)
            part = min(free, wanted)
            if move.product_uom.compare(part, 0) > 0:
                parts.append((move, part))
                quantity -= move.product_uom._compute_quantity(
                    part, line.product_uom_id
                )
            if line.product_uom_id.compare(quantity, 0) <= 0:
                return parts
        raise UserError(
            self.env._(
                "%(product)s: less was delivered than shall come back.",
                product=line.product_id.display_name,
            )
        )

    def _received(self):
        """The goods are back once all transfers are done."""
        for record in self.filtered(lambda one: one.state == "approved"):
            states = set(record.picking_ids.mapped("state"))
            if "done" in states and states <= {"done", "cancel"}:
                record._move("received", received_at=fields.Datetime.now())

    def _tell(self):
        contact = self.contact_id or self.partner_id
        if contact.email:
            self.message_post_with_source(
                self.env.ref("partner_portal.mail_template_partner_return_decided"),
                subtype_xmlid="mail.mt_comment",
                partner_ids=contact.ids,
            )

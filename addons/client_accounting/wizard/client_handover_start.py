from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ..models.handover.client_handover import GROUPINGS, RULES


class ClientHandoverStart(models.TransientModel):
    """Whose clients go to whom, and why. It makes a draft that shows what moves."""

    _name = "client.handover.start"
    _description = "Hand Over Clients"

    from_user_id = fields.Many2one(
        "res.users",
        "From Whom",
        required=True,
        default=lambda self: self.env.user,
        domain=[("share", "=", False)],
        context={"active_test": False},
        help="Who hands over; archived users too.",
    )
    receiver_ids = fields.Many2many(
        "res.users",
        "client_handover_start_receiver_rel",
        "wizard_id",
        "user_id",
        "To Whom",
        required=True,
        domain=[("share", "=", False)],
    )
    receiver_count = fields.Integer(compute="_compute_receiver_count")
    rule = fields.Selection(RULES, "Distribution", required=True, default="one")
    grouping = fields.Selection(GROUPINGS, "Kept Together", default="state")
    axis_id = fields.Many2one("client.segment.axis", "Kind of Segments")
    scope = fields.Selection(
        [
            ("all", "All Clients"),
            ("domain", "By Filter or Segment"),
            ("selection", "Selected Clients"),
        ],
        "Which Clients",
        required=True,
        default="all",
    )
    domain = fields.Char("Filter", default="[]")
    segment_ids = fields.Many2many(
        "client.segment",
        "client_handover_start_segment_rel",
        "wizard_id",
        "segment_id",
        "Segments",
        help="Clients of one of these segments; of all where none is chosen.",
    )
    partner_ids = fields.Many2many(
        "res.partner",
        "client_handover_start_partner_rel",
        "wizard_id",
        "partner_id",
        "Clients",
        context={"active_test": False},
    )
    include_archived = fields.Boolean(
        "Archived Clients Too", help="They come back one day, and to nobody then."
    )
    client_count = fields.Integer("Number of Clients", compute="_compute_client_count")
    foreign_count = fields.Integer(
        compute="_compute_client_count",
        help="Selected clients of other managers, who are left out.",
    )
    reason = fields.Char(required=True)
    date_planned = fields.Date("Planned for", help="Empty: at once.")
    move_orders = fields.Boolean(
        "Orders to Invoice Too",
        help="Confirmed orders and posted invoices are history and stay with their "
        "salesperson. Set this to give orders that are not completely invoiced to the "
        "receiver.",
    )
    move_rest = fields.Boolean(
        "Everything Else Too",
        help="Also open work that is not about these clients. For somebody who leaves.",
    )
    send_letter = fields.Boolean(
        "Letter to Clients", help="Introduces the receiver when he has accepted."
    )
    may_choose_giver = fields.Boolean(compute="_compute_may_choose_giver")

    @api.model
    def default_get(self, fields):
        values = super().default_get(fields)
        context = self.env.context
        if context.get("active_model") == "res.partner" and context.get("active_ids"):
            clients = (
                self.env["res.partner"]
                .browse(context["active_ids"])
                .commercial_partner_id
            )
            owners = clients.sudo().mapped("user_id")
            giver = max(
                owners,
                key=lambda user: sum(one.user_id == user for one in clients.sudo()),
                default=self.env.user,
            )
            values.update(
                scope="selection",
                partner_ids=[(6, 0, clients.ids)],
                from_user_id=giver.id,
            )
        return values

    @api.model
    def _open(self, giver, clients=None):
        """The action that asks how these clients are handed over."""
        context = {"dialog_size": "large"}
        if giver:
            context["default_from_user_id"] = giver.id
        if clients is not None:
            context["default_scope"] = "selection"
            context["default_partner_ids"] = clients.ids
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Hand Over Clients"),
            "res_model": self._name,
            "views": [(False, "form")],
            "target": "new",
            "context": context,
        }

    def _compute_may_choose_giver(self):
        self.may_choose_giver = self.env["client.handover"]._is_manager()

    @api.depends("receiver_ids")
    def _compute_receiver_count(self):
        for wizard in self:
            wizard.receiver_count = len(wizard.receiver_ids)

    @api.onchange("receiver_ids")
    def _onchange_receiver_ids(self):
        if len(self.receiver_ids) > 1 and self.rule == "one":
            self.rule = "even"
        elif len(self.receiver_ids) < 2:
            self.rule = "one"

    @api.depends(
        "from_user_id",
        "scope",
        "domain",
        "segment_ids",
        "partner_ids",
        "include_archived",
    )
    def _compute_client_count(self):
        partners = self.env["res.partner"]
        for wizard in self:
            own = self.env["client.handover"]._clients_of(wizard.from_user_id)
            whole = Domain("parent_id", "=", False) | Domain("is_company", "=", True)
            wizard.client_count = partners.search_count(wizard._domain() & own & whole)
            wizard.foreign_count = 0
            if wizard.scope == "selection":
                wizard.foreign_count = (
                    len(wizard.partner_ids.commercial_partner_id) - wizard.client_count
                )

    def _domain(self):
        """The clients that are chosen, whosever they are."""
        self.ensure_one()
        active = Domain("active", "=", True)
        if self.include_archived:
            active = Domain("active", "in", (True, False))
        if self.scope == "selection":
            clients = self.partner_ids.commercial_partner_id
            return Domain("id", "in", clients.ids) & Domain(
                "active", "in", (True, False)
            )
        chosen = active
        if self.scope == "domain":
            rules = self.env["client.rule"]
            chosen &= Domain(rules._parse_rule(self.domain or "[]"))
            if self.segment_ids:
                chosen &= Domain("client_segment_ids", "in", self.segment_ids.ids)
        return chosen

    def action_prepare(self):
        """Make the draft and show what moves.

        :raise AccessError: where the user may not prepare it
        :raise UserError: where there is nothing to hand over
        """
        self.ensure_one()
        if self.from_user_id in self.receiver_ids:
            raise UserError(
                self.env._(
                    "%(user)s has these clients already.", user=self.from_user_id.name
                )
            )
        if self.move_rest and not self.env["client.handover"]._is_manager():
            raise UserError(
                self.env._(
                    "Only administrators of client accounting hand over everything."
                )
            )
        handover = self.env["client.handover"]._prepare_handover(
            self.from_user_id,
            self.receiver_ids,
            self._domain(),
            rule=self.rule,
            grouping=self.grouping,
            axis_id=self.axis_id.id,
            reason=self.reason,
            date_planned=self.date_planned,
            move_orders=self.move_orders,
            move_rest=self.move_rest,
            rest_receiver_id=self.receiver_ids[:1].id if self.move_rest else False,
            send_letter=self.send_letter,
        )
        if not handover.sudo().line_ids and not self.move_rest:
            raise UserError(
                self.env._(
                    "%(user)s looks after none of these clients.",
                    user=self.from_user_id.name,
                )
            )
        return {
            "type": "ir.actions.act_window",
            "res_model": "client.handover",
            "res_id": handover.id,
            "views": [(False, "form")],
            "target": "current",
        }

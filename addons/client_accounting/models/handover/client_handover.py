from odoo import api, fields, models
from odoo.exceptions import AccessError

STATES = [
    ("draft", "Draft"),
    ("proposed", "Proposed"),
    ("planned", "Planned"),
    ("done", "Handed Over"),
    ("undone", "Undone"),
    ("cancelled", "Cancelled"),
]
RULES = [
    ("one", "All to One"),
    ("even", "Evenly by Number"),
    ("turnover", "Evenly by Turnover"),
    ("group", "Together by Region, Language or Segment"),
    ("hand", "By Hand"),
]
GROUPINGS = [
    ("state", "Region"),
    ("country", "Country"),
    ("city", "City"),
    ("lang", "Language"),
    ("industry", "Industry"),
    ("segment", "Segment"),
]
#: what the user may write while it is a draft; the rest is written by the methods
EDITABLE = {
    "receiver_ids",
    "rule",
    "grouping",
    "axis_id",
    "reason",
    "date_planned",
    "move_orders",
    "move_rest",
    "rest_receiver_id",
    "send_letter",
    "template_id",
    "message_follower_ids",
    "activity_ids",
    "message_ids",
}


class ClientHandover(models.Model):
    """Clients change their manager: who hands over to whom, when, why; what moved, row
    by row; and the answers of the receivers. It can be undone."""

    _name = "client.handover"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _description = "Handover of Clients"
    _order = "id desc"
    _rec_names_search = ("from_user_id.name", "line_ids.partner_id.name")

    from_user_id = fields.Many2one(
        "res.users",
        "From Whom",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
        context={"active_test": False},
        help="The manager who hands over; may have left already.",
    )
    receiver_ids = fields.Many2many(
        "res.users",
        "client_handover_receiver_rel",
        "handover_id",
        "user_id",
        "To Whom",
        domain=[("share", "=", False)],
    )
    company_id = fields.Many2one(
        "res.company",
        required=True,
        readonly=True,
        index=True,
        default=lambda self: self.env.company,
    )
    company_ids = fields.Many2many(
        "res.company",
        "client_handover_company_rel",
        "handover_id",
        "company_id",
        "Documents of",
        readonly=True,
        default=lambda self: self.env.companies,
        help="Companies whose documents move; those that the author worked in.",
    )
    rule = fields.Selection(
        RULES,
        "Distribution",
        required=True,
        default="one",
        help="How clients are divided among several receivers. Each client can be "
        "given to another one by hand afterwards.",
    )
    grouping = fields.Selection(
        GROUPINGS,
        "Kept Together",
        default="state",
        help="Clients that have this in common go to the same receiver.",
    )
    axis_id = fields.Many2one(
        "client.segment.axis",
        "Kind of Segments",
        ondelete="set null",
        check_company=True,
    )
    reason = fields.Char(
        required=True, tracking=True, help="Receivers read it in their brief."
    )
    date_planned = fields.Date(
        "Planned for",
        help="The clients move early on this day. Empty: at once.",
    )
    state = fields.Selection(
        STATES, required=True, readonly=True, default="draft", index=True, tracking=True
    )
    move_orders = fields.Boolean(
        "Orders to Invoice Too",
        help="Confirmed orders and invoices are history: they stay with the "
        "salesperson who made them, and so do his figures and commissions. Set this to "
        "give orders that are not completely invoiced to the receiver, for instance "
        "because he may see only his own. Posted invoices always stay.",
    )
    move_rest = fields.Boolean(
        "Everything Else Too",
        help="Also open work that is not about these clients: leads without a client, "
        "his work for clients of others. For somebody who leaves.",
    )
    rest_receiver_id = fields.Many2one(
        "res.users",
        "Everything Else Goes to",
        check_company=True,
        index="btree_not_null",
        ondelete="set null",
        domain=[("share", "=", False)],
    )
    send_letter = fields.Boolean(
        "Letter to Clients",
        help="When the receiver accepts, a letter in the language of the client "
        "introduces him. Clients without an address and those who want no mail get "
        "none.",
    )
    template_id = fields.Many2one(
        "mail.template",
        "Letter",
        ondelete="set null",
        domain=[("model", "=", "client.handover.line")],
        default=lambda self: self.env.ref(
            "client_accounting.client_handover_mail_template", raise_if_not_found=False
        ),
    )
    date_done = fields.Datetime("Handed Over on", readonly=True)
    done_user_id = fields.Many2one(
        "res.users",
        "Handed Over by",
        readonly=True,
        ondelete="set null",
        help="Who carried it out, or planned it; gets the questions of the receivers.",
    )
    undo_date = fields.Datetime("Undone on", readonly=True)
    undo_user_id = fields.Many2one(
        "res.users", "Undone by", readonly=True, ondelete="set null"
    )
    leftover = fields.Text(
        "Not Taken Back",
        readonly=True,
        help="What was changed since, and so stays as it is now.",
    )
    problem = fields.Char(
        readonly=True, help="Why it could not be carried out on its day."
    )
    line_ids = fields.One2many("client.handover.line", "handover_id", "Clients")
    client_count = fields.Integer("Number of Clients", compute="_compute_counts")
    accepted_count = fields.Integer("Accepted", compute="_compute_counts")
    open_count = fields.Integer(
        "Without an Answer",
        compute="_compute_counts",
        help="Clients that their receivers have not accepted yet.",
    )
    item_count = fields.Integer("Records Moved", compute="_compute_counts")
    preview = fields.Html(
        "What Moves",
        compute="_compute_preview",
        sanitize=False,
        help="Open work by receiver; what moved, once it has.",
    )
    warning = fields.Html(compute="_compute_warning", sanitize=False)
    letter_note = fields.Char("Who Gets It", compute="_compute_letter_note")
    can_decide = fields.Boolean(
        compute="_compute_can_decide",
        help="Whether the reader may carry it out, plan it and undo it.",
    )
    is_receiver = fields.Boolean(
        compute="_compute_can_decide",
        help="Whether some of these clients were handed over to the reader.",
    )

    _planned_idx = models.Index("(date_planned) WHERE state = 'planned'")

    @api.depends("from_user_id.name", "line_ids.receiver_id", "receiver_ids.name")
    def _compute_display_name(self):
        for handover in self:
            receivers = handover.sudo().receiver_ids
            handover.display_name = self.env._(
                "%(giver)s → %(receiver)s",
                giver=handover.sudo().from_user_id.name or "",
                receiver=receivers.name
                if len(receivers) == 1
                else self.env._("%(count)s managers", count=len(receivers)),
            )

    @api.depends("line_ids.state")
    def _compute_counts(self):
        lines = self.env["client.handover.line"].sudo()
        counts = {}
        for handover, state, number in lines._read_group(
            [("handover_id", "in", self.ids)], ["handover_id", "state"], ["__count"]
        ):
            counts.setdefault(handover.id, {})[state] = number
        items = dict(
            self.env["client.handover.item"]
            .sudo()
            ._read_group(
                [("handover_id", "in", self.ids), ("state", "=", "moved")],
                ["handover_id"],
                ["__count"],
            )
        )
        for handover in self:
            found = counts.get(handover._origin.id, {})
            handover.client_count = sum(found.values())
            handover.accepted_count = found.get("accepted", 0)
            handover.open_count = sum(
                found.get(state, 0) for state in ("waiting", "question", "refused")
            )
            handover.item_count = items.get(handover._origin, 0)

    @api.depends_context("uid")
    def _compute_can_decide(self):
        manager = self._is_manager()
        mine = set(
            self.env["client.handover.line"]
            .sudo()
            .search(
                [
                    ("handover_id", "in", self.ids),
                    ("receiver_id", "=", self.env.uid),
                ]
            )
            .handover_id.ids
        )
        for handover in self:
            handover.can_decide = manager
            handover.is_receiver = handover._origin.id in mine

    # ------------------------------------------------------------------ writing
    @api.model_create_multi
    def create(self, vals_list):
        # a handover is made by its wizard, which checks whose clients these are
        if not self.env.su:
            raise AccessError(
                self.env._("Choose “Hand Over” in the list of clients instead.")
            )
        return super().create(vals_list)

    def write(self, vals):
        if not self.env.su:
            self._check_editable(vals)
        return super().write(vals)

    def _check_editable(self, vals):
        """Raise AccessError unless a person may write these values."""
        protected = {
            name
            for name in set(vals) - EDITABLE
            if not name.startswith(("message_", "activity_"))
        }
        closed = any(handover.state not in ("draft", "proposed") for handover in self)
        if protected or (
            closed
            and any(not name.startswith(("message_", "activity_")) for name in vals)
        ):
            raise AccessError(
                self.env._(
                    "This cannot be changed by hand: it is what has been handed over."
                )
            )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_carried_out(self):
        if any(one.state in ("done", "undone") for one in self):
            raise AccessError(
                self.env._("A handover that was carried out is kept as its audit.")
            )

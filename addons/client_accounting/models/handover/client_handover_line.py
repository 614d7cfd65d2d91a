from odoo import api, fields, models
from odoo.exceptions import AccessError

ANSWERS = [
    ("draft", "To Hand Over"),
    ("waiting", "Waiting"),
    ("question", "Question"),
    ("refused", "Refused"),
    ("accepted", "Accepted"),
    ("returned", "Given Back"),
    ("skipped", "Left Out"),
]
LETTERS = [
    ("none", "No Letter"),
    ("wanted", "On Acceptance"),
    ("queued", "To Be Sent"),
    ("sent", "Sent"),
    ("no_address", "No Address"),
    ("opted_out", "Wants No Mail"),
    ("failed", "Failed"),
]


class ClientHandoverLine(models.Model):
    """A client in a handover: who gets it, what he answers, what was sent."""

    _name = "client.handover.line"
    _inherit = ["client.reader.mixin", "client.escalation.mixin"]
    _description = "Client Handed Over"
    _order = "handover_id desc, id"
    _rec_name = "partner_id"
    _log_access = False

    handover_id = fields.Many2one(
        "client.handover", required=True, readonly=True, index=True, ondelete="cascade"
    )
    partner_id = fields.Many2one(
        "res.partner",
        "Client",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
        context={"active_test": False},
    )
    receiver_id = fields.Many2one(
        "res.users",
        "To Whom",
        index="btree_not_null",
        ondelete="restrict",
        domain=[("share", "=", False)],
        help="Who looks after the client from then on.",
    )
    common = fields.Char(
        "In Common", readonly=True, help="What these clients were kept together by."
    )
    turnover = fields.Float(
        "Turnover of 12 Months",
        readonly=True,
        help="Of the companies of the handover, in the currency of its company, when "
        "the clients were divided.",
    )
    state = fields.Selection(
        ANSWERS, "Answer", required=True, readonly=True, default="draft", index=True
    )
    note = fields.Char(
        "Question or Reason", readonly=True, help="What the receiver asks or objects."
    )
    date_answer = fields.Datetime("Answered on", readonly=True)
    reminded_on = fields.Date("Reminded on", readonly=True)
    letter_state = fields.Selection(
        LETTERS,
        "Letter",
        required=True,
        readonly=True,
        default="none",
        help="Whether the letter that introduces the receiver went to the client.",
    )
    leftover = fields.Text("Not Taken Back", readonly=True)
    from_user_id = fields.Many2one(
        related="handover_id.from_user_id", string="From Whom", related_sudo=True
    )
    reason = fields.Char(related="handover_id.reason", related_sudo=True)
    handover_state = fields.Selection(
        related="handover_id.state", string="State of the Handover", related_sudo=True
    )
    date_done = fields.Datetime(
        related="handover_id.date_done", string="Handed Over on", related_sudo=True
    )
    handover_company_id = fields.Many2one(
        related="handover_id.company_id", related_sudo=True
    )
    city = fields.Char(related="partner_id.city", related_sudo=True)
    item_count = fields.Integer("Moved", compute="_compute_item_count")
    can_answer = fields.Boolean(
        compute="_compute_can_answer",
        help="Whether the reader may accept the client, ask or refuse it.",
    )
    letter_subject = fields.Char(compute="_compute_letter")
    letter_body = fields.Html("Letter Text", compute="_compute_letter")

    _client_uniq = models.UniqueIndex(
        "(handover_id, partner_id)", "The client is in this handover already."
    )
    _open_idx = models.Index(
        "(receiver_id, state) WHERE state IN ('waiting', 'question', 'refused')"
    )
    _letter_idx = models.Index("(id) WHERE letter_state = 'queued'")

    def _compute_item_count(self):
        counts = dict(
            self.env["client.handover.item"]
            .sudo()
            ._read_group(
                [("line_id", "in", self.ids), ("state", "=", "moved")],
                ["line_id"],
                ["__count"],
            )
        )
        for line in self:
            line.item_count = counts.get(line._origin, 0)

    @api.depends("state", "receiver_id")
    @api.depends_context("uid")
    def _compute_can_answer(self):
        for line in self:
            line.can_answer = (
                line.state in ("waiting", "question", "refused") and line._is_mine()
            )

    def _is_mine(self):
        """Whether the user answers for the receiver: he himself, or his substitute."""
        receiver = self.sudo().receiver_id
        if receiver == self.env.user:
            return True
        substitutions = self.env["client.substitution"]
        today = self.env["client.work.days"]._today()
        return substitutions._acting(receiver, today) == self.env.user

    def write(self, vals):
        if not self.env.su:
            if set(vals) - {"receiver_id"} or any(
                line.sudo().handover_id.state not in ("draft", "proposed")
                for line in self
            ):
                raise AccessError(
                    self.env._(
                        "Only the receiver of a client can be changed, and only "
                        "before the handover."
                    )
                )
            self.handover_id.check_access("write")
        return super().write(vals)

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su:
            raise AccessError(
                self.env._("Choose “Hand Over” in the list of clients instead.")
            )
        return super().create(vals_list)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_carried_out(self):
        if not self.env.su and any(
            line.sudo().handover_id.state not in ("draft", "proposed") for line in self
        ):
            raise AccessError(
                self.env._("A handover that was carried out is kept as its audit.")
            )

    def action_open_client(self):
        """Open the dossier of the client."""
        self.ensure_one()
        return self.partner_id.action_open_dossier()

    def action_open_items(self):
        """Open what moved with the client."""
        self.ensure_one()
        return self.handover_id._items_action([("line_id", "=", self.id)])

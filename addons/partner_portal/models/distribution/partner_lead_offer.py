from odoo import api, fields, models
from odoo.exceptions import UserError

STATES = [
    ("offered", "Offered"),
    ("accepted", "Accepted"),
    ("declined", "Declined"),
    ("expired", "Not Answered"),
    ("withdrawn", "Withdrawn"),
    ("returned", "Given Back"),
]


class PartnerLeadOffer(models.Model):
    """A lead offered to a channel partner until a deadline.

    Until the partner opens the offer it sees where the client is and how big the need
    is, no names. Nobody writes offers: they follow from answers, and from the clock.
    """

    _name = "partner.lead.offer"
    _description = "Offer of a Lead"
    _order = "offered_at desc, id desc"

    lead_id = fields.Many2one(
        "crm.lead", required=True, readonly=True, index=True, ondelete="cascade"
    )
    partner_id = fields.Many2one(
        "res.partner",
        "Channel Partner",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
    )
    company_id = fields.Many2one(
        "res.company",
        required=True,
        readonly=True,
        index=True,
        default=lambda self: self.env.company,
    )
    rule_id = fields.Many2one(
        "partner.lead.rule",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
    )
    state = fields.Selection(STATES, required=True, readonly=True, default="offered")
    round = fields.Integer(
        "Asked As",
        readonly=True,
        default=1,
        help="1 for the first partner that was asked for this lead.",
    )
    score = fields.Float(
        readonly=True, digits=(5, 2), aggregator="avg", help="0 to 100 by the rule."
    )
    scores = fields.Json("Scores by Criterion", readonly=True)
    by_hand = fields.Boolean(
        "Chosen by Hand", readonly=True, help="A person chose the partner."
    )

    offered_at = fields.Datetime("Offered on", required=True, readonly=True)
    deadline = fields.Datetime("Answer Due", required=True, readonly=True)
    told_at = fields.Datetime("Told on", readonly=True)
    opened_at = fields.Datetime(
        "Opened on", readonly=True, help="When the partner saw the details."
    )
    opened_by_id = fields.Many2one("res.users", "Opened by", readonly=True)
    answered_at = fields.Datetime("Answered on", readonly=True)
    answered_by_id = fields.Many2one("res.users", "Answered by", readonly=True)
    answer_share = fields.Float(
        "Time Used",
        readonly=True,
        aggregator="avg",
        help="Part of the working hours allowed that the answer took; all of them "
        "where none came.",
    )
    reason_id = fields.Many2one(
        "partner.lead.reason",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
    )
    note = fields.Text("Words of the Partner", readonly=True)

    lead_type = fields.Selection(related="lead_id.type", string="Kind of Lead")
    won_status = fields.Selection(related="lead_id.won_status", string="Outcome")
    lost_reason_id = fields.Many2one(related="lead_id.lost_reason_id")
    country_id = fields.Many2one(related="lead_id.country_id", string="Country")

    _open_uniq = models.UniqueIndex(
        "(lead_id) WHERE state = 'offered'",
        "This lead is offered to a partner already: wait for its answer.",
    )
    _deadline_idx = models.Index("(deadline) WHERE state = 'offered'")
    _partner_idx = models.Index("(partner_id, offered_at, state)")

    @api.depends("lead_id.name", "partner_id.name")
    def _compute_display_name(self):
        for offer in self:
            lead, partner = offer.lead_id.name, offer.partner_id.name
            offer.display_name = f"{lead} · {partner}"

    @api.ondelete(at_uninstall=False)
    def _unlink_except_answered(self):
        if self.filtered(lambda offer: offer.state != "offered"):
            raise UserError(
                self.env._(
                    "Offers stay in the history: what partners took and what they "
                    "declined is measured by them."
                )
            )

    def action_open_lead(self):
        """Open the lead, read as the user."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "crm.lead",
            "res_id": self.lead_id.id,
            "views": [(False, "form")],
        }

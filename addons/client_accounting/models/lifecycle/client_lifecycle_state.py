from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from .client_lifecycle_transition import REASONS

#: what a person may write; everything else belongs to the rules
BY_HAND = {
    "stage_id",
    "override_until",
    "override_reason",
    "churn_reason_id",
    "churn_note",
    "offer_id",
}


class ClientLifecycleState(models.Model):
    """The stage of a client in a company: one narrow row, written in sets.

    The rules write ``rule_stage_id``; a stage set by hand goes before it until its
    last day.
    """

    _name = "client.lifecycle.state"
    _description = "Lifecycle State of a Client"
    _order = "since desc, id"
    _rec_name = "partner_id"
    _log_access = False
    _check_company_auto = True

    partner_id = fields.Many2one(
        "res.partner", "Client", required=True, readonly=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, ondelete="cascade"
    )
    stage_id = fields.Many2one(
        "client.lifecycle.stage",
        required=True,
        ondelete="restrict",
        group_expand="_group_expand_stage_id",
        check_company=True,
        domain="[('company_id', 'in', (False, company_id))]",
    )
    since = fields.Date(readonly=True, help="The day on which this stage began.")
    days = fields.Integer(
        "Days at the Stage",
        compute="_compute_days",
        help="From its first day to today.",
    )
    previous_stage_id = fields.Many2one(
        "client.lifecycle.stage", "Came from", readonly=True, ondelete="set null"
    )
    reason = fields.Selection(
        REASONS,
        "Moved by",
        readonly=True,
        help="What brought the client to this stage.",
    )
    rule_stage_id = fields.Many2one(
        "client.lifecycle.stage",
        "Stage by the Rules",
        readonly=True,
        ondelete="set null",
        help="What the rules say; it counts again when the manual stage ends.",
    )
    rule_since = fields.Date("By the Rules since", readonly=True)
    override_stage_id = fields.Many2one(
        "client.lifecycle.stage", "Manual Stage", readonly=True, ondelete="set null"
    )
    override_until = fields.Date(
        "Holds until",
        help="Last day of the stage set by hand; empty for until somebody ends it.",
    )
    override_reason = fields.Char("Why by Hand")
    override_user_id = fields.Many2one("res.users", "Set by", readonly=True)
    churn_reason_id = fields.Many2one(
        "client.churn.reason",
        ondelete="set null",
        help="Why the client stopped buying.",
    )
    churn_note = fields.Char("What Happened")
    offer_id = fields.Many2one(
        "client.winback.offer",
        ondelete="set null",
        check_company=True,
        help="What the client is offered to come back.",
    )

    stage_kind = fields.Selection(related="stage_id.kind")
    stage_color = fields.Integer(related="stage_id.color")
    stage_icon = fields.Char(related="stage_id.icon")
    influence = fields.Html(related="stage_id.influence")
    salesperson_id = fields.Many2one(
        related="partner_id.user_id", string="Salesperson", related_sudo=True
    )
    country_id = fields.Many2one(related="partner_id.country_id", related_sudo=True)
    industry_id = fields.Many2one(related="partner_id.industry_id", related_sudo=True)
    partner_active = fields.Boolean(related="partner_id.active", related_sudo=True)
    currency_id = fields.Many2one(related="company_id.currency_id", related_sudo=True)

    transition_ids = fields.Many2many(
        "client.lifecycle.transition",
        string="History",
        compute="_compute_transition_ids",
    )

    _partner_company_uniq = models.UniqueIndex(
        "(partner_id, company_id)", "A client has one stage in a company."
    )
    _stage_idx = models.Index("(company_id, stage_id, since DESC, id)")
    _override_idx = models.Index("(override_until) WHERE override_stage_id IS NOT NULL")

    @api.model
    def _group_expand_stage_id(self, stages, domain):
        """All stages are columns of the board, also those where nobody is."""
        everywhere = stages.search(
            [("company_id", "in", (False, *self.env.companies.ids))]
        )
        return (stages | everywhere).sorted(lambda stage: (stage.sequence, stage.id))

    @api.depends("since")
    def _compute_days(self):
        today = self._today()
        for state in self:
            state.days = (today - state.since).days if state.since else 0

    @api.depends("partner_id", "company_id", "stage_id")
    def _compute_transition_ids(self):
        found = {}
        for transition in self.env["client.lifecycle.transition"].search(
            [
                ("partner_id", "in", self.partner_id.ids),
                ("company_id", "in", self.company_id.ids),
            ]
        ):
            key = (transition.partner_id, transition.company_id)
            found[key] = found.get(key, transition.browse()) | transition
        nothing = self.env["client.lifecycle.transition"]
        for state in self:
            state.transition_ids = found.get(
                (state.partner_id, state.company_id), nothing
            )

    @api.model
    def _today(self):
        """The day of the figures, which rules are evaluated for."""
        return self.env["client.figures"]._figures_scope().today

    # ------------------------------------------------------------------ by hand
    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su:
            raise AccessError(
                self.env._("The rules bring clients into the lifecycle, not a person.")
            )
        return super().create(vals_list)

    def write(self, vals):
        """A stage written by a user is set by hand, with the usual last day."""
        if self.env.su and not self.env.context.get("client_lifecycle_by_hand"):
            return super().write(vals)
        self._check_by_hand(vals)
        vals = dict(vals)
        if stage_id := vals.pop("stage_id", False):
            stage = self.env["client.lifecycle.stage"].browse(stage_id)
            self._set_override(
                stage,
                vals.pop("override_until", self._default_override_until()),
                vals.pop("override_reason", False),
            )
        return super().write(vals) if vals else True

    def _check_by_hand(self, vals):
        """Raise AccessError unless the user may change these states so."""
        if unknown := set(vals) - BY_HAND:
            raise AccessError(
                self.env._(
                    "The rules write %(fields)s, not a person.",
                    fields=", ".join(sorted(unknown)),
                )
            )
        self.check_access("write")
        self.partner_id.check_access("write")

    @api.model
    def _default_override_until(self):
        return self._today() + timedelta(days=self.env.company.client_override_days)

    def _set_override(self, stage, until, note):
        """Set the stage of these clients by hand.

        :param stage: where they go
        :param until: last day, a date or False for until somebody ends it
        :param note: why, in the words of the user
        :raise UserError: where the change is refused, or the day has passed
        """
        until = fields.Date.to_date(until)
        today = self._today()
        if until and until < today:
            raise UserError(self.env._("The last day of a manual stage has passed."))
        stage = stage.exists()
        if not stage:
            raise UserError(self.env._("This stage does not exist any more."))
        for company in self.company_id:
            if stage.company_id and stage.company_id != company:
                raise UserError(
                    self.env._(
                        "“%(stage)s” is a stage of another company.", stage=stage.name
                    )
                )
        moving = self.filtered(lambda state: state.stage_id != stage)
        moving.partner_id._check_lifecycle_change(stage)
        states_sudo = self.sudo().with_context(client_lifecycle_by_hand=False)
        states_sudo.filtered(lambda state: state in moving.sudo())._log_by_hand(
            stage, note, "manual"
        )
        states_sudo.write(
            {
                "override_stage_id": stage.id,
                "override_until": until,
                "override_reason": note or False,
                "override_user_id": self.env.uid,
            }
        )

    def _log_by_hand(self, stage, note, reason):
        """Move the clients to a stage and keep when they were where (sudo)."""
        today = self._today()
        self.env["client.lifecycle.transition"].create(
            [
                {
                    "partner_id": state.partner_id.id,
                    "company_id": state.company_id.id,
                    "from_stage_id": state.stage_id.id,
                    "to_stage_id": stage.id,
                    "entered": state.since,
                    "date": today,
                    "days": (today - state.since).days if state.since else 0,
                    "reason": reason,
                    "note": note,
                    "user_id": self.env.uid,
                    "salesperson_id": state.partner_id.user_id.id,
                }
                for state in self
            ]
        )
        for stage_before, states in self.grouped("stage_id").items():
            states.write(
                {
                    "stage_id": stage.id,
                    "previous_stage_id": stage_before.id,
                    "since": today,
                    "reason": reason,
                }
            )
        if stage.kind == "returned":
            self._note_bonus()

    def action_end_override(self):
        """Let the rules decide on these clients again, from today on."""
        self.check_access("write")
        self.partner_id.check_access("write")
        states_sudo = self.sudo().filtered("override_stage_id")
        for stage, states in states_sudo.grouped("rule_stage_id").items():
            moving = states.filtered(lambda state, stage=stage: state.stage_id != stage)
            if stage and moving:
                moving._log_by_hand(stage, False, "override_ended")
        states_sudo.write(
            {
                "override_stage_id": False,
                "override_until": False,
                "override_reason": False,
                "override_user_id": False,
            }
        )
        return True

    def action_move(self):
        """Ask to which stage, until when and why the clients are moved by hand."""
        self.check_access("write")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Move to a Stage"),
            "res_model": "client.lifecycle.move",
            "views": [(False, "form")],
            "target": "new",
            "context": {
                "default_state_ids": self.ids,
                "default_stage_id": self.env.context.get("lifecycle_stage_id", False),
            },
        }

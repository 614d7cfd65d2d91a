from odoo import fields, models

REASONS = [
    ("rule", "Rule"),
    ("manual", "By Hand"),
    ("override_ended", "Manual Stage Ended"),
    ("stage_archived", "Stage Archived"),
]


class ClientLifecycleTransition(models.Model):
    """A client left a stage for another one. Rows are written once and stay."""

    _name = "client.lifecycle.transition"
    _description = "Lifecycle Transition"
    _order = "date desc, id desc"
    _rec_name = "partner_id"
    _log_access = False

    partner_id = fields.Many2one(
        "res.partner", "Client", required=True, readonly=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, index=True, ondelete="cascade"
    )
    from_stage_id = fields.Many2one(
        "client.lifecycle.stage",
        readonly=True,
        ondelete="cascade",
        index=True,
    )
    to_stage_id = fields.Many2one(
        "client.lifecycle.stage",
        required=True,
        readonly=True,
        ondelete="cascade",
        index=True,
    )
    entered = fields.Date(readonly=True, help="When the client came to the stage left.")
    date = fields.Date("Left on", required=True, readonly=True)
    days = fields.Integer(
        "Days at the Stage", readonly=True, aggregator="avg", help="From entry to exit."
    )
    reason = fields.Selection(
        REASONS,
        required=True,
        readonly=True,
        help="Whether a rule or a person moved the client.",
    )
    note = fields.Char(readonly=True, help="What the user wrote.")
    user_id = fields.Many2one(
        "res.users", "By", readonly=True, help="Empty where a rule decided."
    )
    salesperson_id = fields.Many2one(
        "res.users",
        readonly=True,
        help="Who looked after the client at that time.",
    )

    _partner_idx = models.Index("(partner_id, company_id, date)")
    _date_idx = models.Index("(date, to_stage_id)")

from odoo import api, fields, models

STATES = [
    ("running", "Running"),
    ("waiting", "Waiting"),
    ("done", "Done"),
    ("stopped", "Stopped"),
    ("failed", "Failed"),
]
#: states in which a run goes on by itself
GOING = ("running", "waiting")
STARTED_BY = [
    ("hand", "Hand"),
    ("stage", "Lifecycle Stage"),
    ("segment", "Segment"),
    ("outcome", "Outcome of an Event"),
    ("first_invoice", "First Invoice"),
    ("quotation", "Quotation Sent"),
    ("overdue", "Overdue Invoice"),
    ("date", "Date"),
    ("personal_date", "Personal Date"),
    ("rule", "Rule"),
    ("process", "Another Process"),
]


class ClientProcessRun(models.Model):
    """A process on its way with a client: which version, which step, since when.

    A narrow model without chatter: runs are started in sets. What happened on the way
    stands in its lines and its log.
    """

    _name = "client.process.run"
    _inherit = ["client.reader.mixin"]
    _description = "Run of a Process"
    _order = "date_start desc, id desc"
    _rec_name = "process_id"

    process_id = fields.Many2one(
        "client.process",
        required=True,
        readonly=True,
        ondelete="restrict",
        index=True,
    )
    version_id = fields.Many2one(
        "client.process.version",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
        help="The steps as they were when the run started; it keeps to them.",
    )
    partner_id = fields.Many2one(
        "res.partner",
        "Client",
        required=True,
        readonly=True,
        ondelete="cascade",
        index=True,
    )
    person_id = fields.Many2one(
        "res.partner",
        "Contact",
        readonly=True,
        index="btree_not_null",
        ondelete="cascade",
        help="The person whom the run is about, such as who has a birthday.",
    )
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, ondelete="cascade"
    )
    state = fields.Selection(STATES, required=True, readonly=True, default="waiting")
    step_id = fields.Many2one(
        "client.process.step",
        "Stands at",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
    )
    line_id = fields.Many2one(
        "client.process.run.step", "Current Line", readonly=True, ondelete="set null"
    )
    user_id = fields.Many2one(
        "res.users",
        "With",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
        help="Who has to act now.",
    )
    next_date = fields.Date(
        "Due",
        readonly=True,
        help="The day of the current step, or the one on which a waiting run goes on.",
    )
    date_start = fields.Date("Started on", required=True, readonly=True)
    date_end = fields.Date("Ended on", readonly=True)
    started_by = fields.Selection(
        STARTED_BY,
        "Started by",
        required=True,
        readonly=True,
        help="What started the run; its document, if any, is beside.",
    )
    trigger_id = fields.Many2one(
        "client.process.trigger", readonly=True, ondelete="set null", index=True
    )
    trigger_key = fields.Char(
        readonly=True, help="What started the run; it starts the process once only."
    )
    res_model = fields.Char("Document Model", readonly=True)
    res_id = fields.Many2oneReference(
        "Document", model_field="res_model", readonly=True
    )
    parent_id = fields.Many2one(
        "client.process.run",
        "Started from",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
    )
    depth = fields.Integer(readonly=True, help="Processes before, one from another.")
    steps_taken = fields.Integer(readonly=True)
    reason = fields.Char(readonly=True, help="Why the run was stopped or failed.")
    exclusive = fields.Boolean(
        readonly=True, help="Keeps the client from being in the process twice."
    )
    line_ids = fields.One2many("client.process.run.step", "run_id", "Way so Far")
    log_ids = fields.One2many("client.process.log", "run_id")
    coming_step_ids = fields.Many2many(
        "client.process.step",
        string="To Come",
        compute="_compute_coming_step_ids",
        help="The steps after the current one, if no branch leads elsewhere.",
    )
    manager_id = fields.Many2one(
        related="partner_id.user_id", string="Manager", related_sudo=True
    )
    is_late = fields.Boolean(
        "Overdue",
        compute="_compute_is_late",
        help="The day of the current step has passed.",
    )
    can_control = fields.Boolean(
        compute="_compute_can_control",
        help="Whether the reader may stop, skip and resume the run.",
    )

    # who is in a process is not started again meanwhile, whoever tries it at once
    _exclusive_uniq = models.UniqueIndex(
        "(process_id, partner_id, company_id, COALESCE(person_id, 0)) WHERE exclusive",
        "The client is in this process already.",
    )
    _trigger_uniq = models.UniqueIndex(
        "(process_id, trigger_key) WHERE trigger_key IS NOT NULL",
        "This has started the process already.",
    )
    _client_idx = models.Index("(partner_id, company_id, date_start DESC, id DESC)")
    _due_idx = models.Index("(next_date, id) WHERE state = 'waiting'")
    _start_idx = models.Index("(process_id, date_start)")
    _line_idx = models.Index("(line_id) WHERE line_id IS NOT NULL")

    @api.depends("process_id.name", "partner_id.name")
    def _compute_display_name(self):
        for run in self:
            run.display_name = self.env._(
                "%(process)s: %(client)s",
                process=run.process_id.name or "",
                client=(run.person_id or run.partner_id).name or "",
            )

    @api.depends("step_id", "version_id", "state")
    def _compute_coming_step_ids(self):
        for run in self:
            steps = run.sudo().version_id.step_ids.sorted(
                lambda step: (step.sequence, step.id)
            )
            if run.state in ("done", "stopped"):
                run.coming_step_ids = False
            elif run.step_id:
                ids = steps.ids
                run.coming_step_ids = steps[ids.index(run.step_id.id) + 1 :]
            else:
                run.coming_step_ids = steps

    @api.depends("next_date", "state")
    def _compute_is_late(self):
        today = self.env["client.work.days"]._today()
        for run in self:
            run.is_late = bool(
                run.state in GOING and run.next_date and run.next_date < today
            )

    @api.depends_context("uid")
    def _compute_can_control(self):
        for run in self:
            run.can_control = run._may_control()

    def _log(self, text, user=None):
        """Note what happened to the runs."""
        self.env["client.process.log"].sudo().create(
            [
                {
                    "run_id": run.id,
                    "text": text,
                    "user_id": (user or self.env.user).id,
                    "step_id": run.step_id.id,
                }
                for run in self
            ]
        )

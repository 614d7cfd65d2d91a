from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from .client_process import ROLES

#: types of fields of a contact from which days are counted
DATES = ("date", "datetime")


class ClientProcessStep(models.Model):
    """A step of a process: an event to plan, a letter to send, a process to start.

    With a version it is a frozen copy, which runs go by; without one it is what the
    editor of the process shows.
    """

    _name = "client.process.step"
    _description = "Step of a Process"
    _order = "process_id, version_id, sequence, id"

    process_id = fields.Many2one(
        "client.process", required=True, index=True, ondelete="cascade"
    )
    version_id = fields.Many2one(
        "client.process.version",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="cascade",
    )
    name = fields.Char(
        "Step",
        required=True,
        translate=True,
        help="What is to be done, in a few words.",
    )
    sequence = fields.Integer(default=10)
    action = fields.Selection(
        [
            ("activity", "Plan an Event"),
            ("mail", "Send a Letter"),
            ("process", "Start a Process"),
        ],
        required=True,
        default="activity",
        help="Events are planned for somebody; the rest is done by itself.",
    )
    event_type_id = fields.Many2one(
        "client.event.type",
        ondelete="restrict",
        help="What kind of event the step is; its outcomes are those of the branches.",
    )
    activity_type_id = fields.Many2one(
        "mail.activity.type",
        compute="_compute_activity_type_id",
        store=True,
        readonly=False,
        ondelete="restrict",
        domain=[("res_model", "in", (False, "res.partner"))],
        help="The planned form of the event.",
    )
    template_id = fields.Many2one(
        "mail.template",
        "Letter",
        ondelete="restrict",
        domain=[("model", "=", "res.partner")],
        help="Sent to the contact of the run, or to the client himself.",
    )
    target_process_id = fields.Many2one(
        "client.process",
        "Process to Start",
        ondelete="restrict",
        help="Starts for the same client; this run goes on with its next step.",
    )
    note = fields.Html(
        "Instruction",
        translate=True,
        help="What the one who does it should know; stands in the activity.",
    )
    role = fields.Selection(
        ROLES,
        required=True,
        default="manager",
        string="Who",
        help="Whose activity it is, or that of his substitute while he is away.",
    )
    user_id = fields.Many2one(
        "res.users", "Named User", domain=[("share", "=", False)], ondelete="restrict"
    )
    delay = fields.Integer(
        help="Negative before a date of the client, such as his birthday."
    )
    delay_unit = fields.Selection(
        [("working", "Working Days"), ("calendar", "Days")],
        "Unit",
        required=True,
        default="working",
        help="Working days leave out weekends, public holidays and absence.",
    )
    delay_from = fields.Selection(
        [
            ("previous", "The Step Before"),
            ("start", "The Start of the Run"),
            ("date", "A Date of the Client"),
        ],
        "Counted from",
        required=True,
        default="previous",
        help="The day from which the delay counts.",
    )
    date_field_id = fields.Many2one(
        "ir.model.fields",
        "Date",
        ondelete="cascade",
        domain=[
            ("model", "=", "res.partner"),
            ("ttype", "in", DATES),
            ("store", "=", True),
        ],
    )
    domain = fields.Char(
        "Only if",
        help="Clients for whom the step is taken; for others the run goes on with the "
        "next one.",
    )
    is_optional = fields.Boolean(
        "Optional",
        help="Whoever deletes the activity skips the step. Without this the run stops "
        "and says so.",
    )
    branch_ids = fields.One2many(
        "client.process.branch", "step_id", "Branches", copy=False
    )
    partner_model = fields.Char(compute="_compute_partner_model")

    @api.depends("event_type_id")
    def _compute_activity_type_id(self):
        for step in self:
            if step.event_type_id.activity_type_id:
                step.activity_type_id = step.event_type_id.activity_type_id

    def _compute_partner_model(self):
        self.partner_model = "res.partner"

    @api.constrains(
        "action", "template_id", "target_process_id", "role", "user_id", "date_field_id"
    )
    def _check_complete(self):
        for step in self:
            if step.action == "mail" and not step.template_id:
                problem = self.env._("choose the letter that it sends")
            elif step.action == "process" and not step.target_process_id:
                problem = self.env._("choose the process that it starts")
            elif step.role == "user" and not step.user_id:
                problem = self.env._("name the user who does it")
            elif step.delay_from == "date" and not step.date_field_id:
                problem = self.env._("choose the date that its days count from")
            else:
                continue
            raise ValidationError(
                self.env._(
                    "The step “%(step)s” is not complete: %(problem)s.",
                    step=step.name,
                    problem=problem,
                )
            )

    @api.constrains("target_process_id", "process_id")
    def _check_circle(self):
        self.filtered(lambda step: not step.version_id).process_id._refuse_circles()

    @api.constrains("domain")
    def _check_domain(self):
        rules = self.env["client.rule"]
        for step in self.filtered(lambda step: step.domain and not step.version_id):
            rules._check_rule(rules._parse_rule(step.domain))

    # ------------------------------------------------------------------ versions
    @api.model_create_multi
    def create(self, vals_list):
        steps = super().create(vals_list)
        steps._note_change()
        return steps

    def write(self, vals):
        self._refuse_frozen()
        result = super().write(vals)
        self._note_change()
        return result

    def unlink(self):
        self._refuse_frozen()
        self._note_change()
        return super().unlink()

    def _note_change(self):
        self.filtered(lambda step: not step.version_id).process_id._mark_changed()

    def _refuse_frozen(self):
        if not self.env.su and self.filtered("version_id"):
            raise UserError(
                self.env._(
                    "Runs go by this version of the step, so it stays as it is. Change "
                    "the step in the process: runs started later go by that."
                )
            )

    def _copy_to(self, values):
        """Copy the steps with their branches, which then lead among the copies.

        :param dict values: the process, and the version, of the copies
        """
        copies = {step: step.copy(values) for step in self}
        self.env["client.process.branch"].create(
            [
                {
                    "step_id": copies[step].id,
                    "outcome_id": branch.outcome_id.id,
                    "target": branch.target,
                    "target_step_id": copies.get(
                        branch.target_step_id, branch.target_step_id
                    ).id,
                    "target_process_id": branch.target_process_id.id,
                }
                for step in self
                for branch in step.branch_ids
            ]
        )
        return copies

    # ------------------------------------------------------------------ going on
    def _following(self):
        """The step after this one in its version; empty after the last one."""
        self.ensure_one()
        steps = self.version_id.step_ids.sorted(lambda step: (step.sequence, step.id))
        ids = steps.ids
        return steps[ids.index(self.id) + 1 : ids.index(self.id) + 2]

    def _branch(self, outcome):
        """The branch of an outcome; empty if the step has none for it."""
        self.ensure_one()
        return self.branch_ids.filtered(
            lambda branch: outcome and branch.outcome_id == outcome
        )[:1]

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import SQL

#: who of us acts, by his role for the client
ROLES = [
    ("manager", "Manager of the Client"),
    ("key_account", "Key Account Manager"),
    ("accountant", "Accountant"),
    ("back_office", "Back Office"),
    ("user", "Named User"),
]
MAX_STEPS = 50


class ClientProcess(models.Model):
    """A template of a sequence of events with a client: who does what, when, and what
    comes next by the outcome.

    What is edited here are the steps of tomorrow. A run keeps the version with which
    it was started: a version is a frozen copy of the steps.
    """

    _name = "client.process"
    _inherit = ["client.code.mixin"]
    _description = "Process"
    _order = "sequence, id"
    _check_company_auto = True

    name = fields.Char("Process", required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company", help="Leave empty for a process of all companies."
    )
    description = fields.Text(
        translate=True, help="What the process is for and when it is used."
    )
    color = fields.Integer()
    domain = fields.Char(
        "Only for Clients",
        help="Clients for whom the process may start. Others are left out, whatever "
        "starts it.",
    )
    restart = fields.Selection(
        [
            ("never", "Once per Client"),
            ("finished", "Again after the End"),
            ("always", "Any Number at Once"),
        ],
        required=True,
        default="finished",
        help="Whether a client may be in the process more than once.",
    )
    restart_days = fields.Integer(
        "Not Sooner than",
        help="Days from the last start after which the process may start again.",
    )
    max_steps = fields.Integer(
        "Steps at Most",
        default=MAX_STEPS,
        help="A run that goes back and forth is stopped after so many steps.",
    )
    user_id = fields.Many2one(
        "res.users",
        "Responsible",
        check_company=True,
        domain=[("share", "=", False)],
        help="Gets the steps for which nobody else is found.",
    )
    key_account_user_id = fields.Many2one(
        "res.users",
        "Key Account Manager",
        check_company=True,
        domain=[("share", "=", False)],
        help="Instead of the one named in the settings.",
    )
    accountant_user_id = fields.Many2one(
        "res.users",
        "Accountant",
        check_company=True,
        domain=[("share", "=", False)],
        help="Instead of the one named in the settings.",
    )
    back_office_user_id = fields.Many2one(
        "res.users",
        "Back Office",
        check_company=True,
        domain=[("share", "=", False)],
        help="Instead of the one named in the settings.",
    )

    step_ids = fields.One2many(
        "client.process.step",
        "process_id",
        "Steps",
        domain=[("version_id", "=", False)],
    )
    trigger_ids = fields.One2many(
        "client.process.trigger",
        "process_id",
        "Started by",
        copy=True,
        context={"active_test": False},
    )
    version_ids = fields.One2many("client.process.version", "process_id", "Versions")
    is_changed = fields.Boolean(
        default=True,
        copy=False,
        readonly=True,
        help="The steps differ from those of the last version.",
    )
    run_ids = fields.One2many("client.process.run", "process_id", "Runs")
    running_count = fields.Integer("Running", compute="_compute_counts")
    done_count = fields.Integer("Done", compute="_compute_counts")
    attention_count = fields.Integer(
        "Failed or Stopped", compute="_compute_counts", help="Runs that did not end."
    )

    _code_uniq = models.UniqueIndex("(code)", "Another process has this code already.")
    _restart_days_positive = models.Constraint(
        "CHECK(restart_days >= 0)", "The days until the next start are not negative."
    )
    _max_steps_positive = models.Constraint(
        "CHECK(max_steps > 0)", "A run takes at least one step."
    )

    @api.depends_context("allowed_company_ids")
    def _compute_counts(self):
        counts = {}
        for process, state, count in self.env["client.process.run"]._read_group(
            [
                ("process_id", "in", self.ids),
                ("company_id", "in", self.env.companies.ids),
            ],
            ["process_id", "state"],
            ["__count"],
        ):
            counts[process.id, state] = count
        for process in self:
            of_state = {
                state: counts.get((process.id, state), 0)
                for state in ("running", "waiting", "done", "stopped", "failed")
            }
            process.running_count = of_state["running"] + of_state["waiting"]
            process.done_count = of_state["done"]
            process.attention_count = of_state["stopped"] + of_state["failed"]

    @api.constrains("domain")
    def _check_domain(self):
        rules = self.env["client.rule"]
        for process in self:
            if process.domain:
                rules._check_rule(rules._parse_rule(process.domain))

    @api.constrains("step_ids")
    def _check_circle(self):
        """Processes that start one another without end are refused."""
        self._refuse_circles()

    def _refuse_circles(self):
        steps = (
            self.env["client.process.step"].sudo().search([("version_id", "=", False)])
        )
        following = {}
        for step in steps:
            targets = step.target_process_id | step.branch_ids.target_process_id
            following.setdefault(step.process_id, set()).update(targets)
        for process in self.sudo():
            way = process._way_back(following)
            if way:
                raise ValidationError(
                    self.env._(
                        "These processes would start one another without end: "
                        "%(names)s. Let one of them end instead.",
                        names=" → ".join(one.name for one in way),
                    )
                )

    def _way_back(self, following):
        """The processes from this one back to itself; empty if it does not come back.

        :param dict following: the processes that each one starts
        """
        ways = [(self,)]
        seen = set()
        while ways:
            way = ways.pop()
            for process in following.get(way[-1], ()):
                if process == self:
                    return (*way, self)
                if process not in seen:
                    seen.add(process)
                    ways.append((*way, process))
        return ()

    def copy(self, default=None):
        # EXTENDS base: the branches of the copy lead to its own steps
        copies = super().copy(default)
        for process, new in zip(self, copies, strict=True):
            process.step_ids._copy_to({"process_id": new.id})
        return copies

    def copy_data(self, default=None):
        # EXTENDS base
        return [
            {**vals, "name": self.env._("%s (copy)", process.name)}
            for process, vals in zip(self, super().copy_data(default), strict=True)
        ]

    # ------------------------------------------------------------------ versions
    def _current_version(self):
        """The version with the steps as they are now; made if there is none yet.

        :raise UserError: for a process without steps
        """
        self.ensure_one()
        process = self.sudo()
        version = process.version_ids[:1]
        if version and not process.is_changed:
            return version
        if not process.step_ids:
            raise UserError(
                self.env._(
                    "The process “%(process)s” has no steps yet. Add some first.",
                    process=process.name,
                )
            )
        self.env.execute_query(
            SQL(
                "SELECT id FROM client_process WHERE id = %s FOR NO KEY UPDATE",
                process.id,
            )
        )
        version = (
            self.env["client.process.version"]
            .sudo()
            .create({"process_id": process.id, "number": version.number + 1})
        )
        process.step_ids._copy_to({"process_id": process.id, "version_id": version.id})
        process.is_changed = False
        process.invalidate_recordset(["version_ids"])
        return version

    def _mark_changed(self):
        self.sudo().filtered(lambda process: not process.is_changed).is_changed = True

    # ------------------------------------------------------------------ screens
    def _runs_action(self, states):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "client_accounting.client_process_run_action"
        )
        return {
            **action,
            "name": self.name,
            "domain": [("process_id", "=", self.id), ("state", "in", states)],
            "context": {},
        }

    def action_open_running(self):
        """Open the runs that go on."""
        return self._runs_action(["running", "waiting"])

    def action_open_done(self):
        """Open the runs that came to their end."""
        return self._runs_action(["done"])

    def action_open_attention(self):
        """Open the runs that were stopped or failed."""
        return self._runs_action(["stopped", "failed"])

    def action_start(self):
        """Ask for which clients the process starts."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Start a Process"),
            "res_model": "client.process.start",
            "views": [(False, "form")],
            "target": "new",
            "context": {"default_process_id": self.id},
        }

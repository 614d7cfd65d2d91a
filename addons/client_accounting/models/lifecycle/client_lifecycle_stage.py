from odoo import api, fields, models
from odoo.exceptions import ValidationError

MANAGER = "client_accounting.group_client_accounting_manager"
KINDS = [
    ("potential", "Potential"),
    ("buying", "Buying"),
    ("sleeping", "Sleeping"),
    ("lost", "Lost"),
    ("returned", "Won Back"),
]


class ClientLifecycleStage(models.Model):
    """Where a client stands, by which rules he gets there, and what to do about it.

    Rules are asked in their own order, which is not that of the way of a client: a
    client who has gone to sleep is no longer loyal, whatever he bought.
    """

    _name = "client.lifecycle.stage"
    _inherit = ["client.code.mixin"]
    _description = "Lifecycle Stage"
    _order = "sequence, id"

    name = fields.Char("Stage", required=True, translate=True)
    sequence = fields.Integer(default=10, help="Place on the way of a client.")
    active = fields.Boolean(default=True)
    kind = fields.Selection(
        KINDS,
        required=True,
        default="potential",
        help="What reports and the win-back list take the stage for.",
    )
    color = fields.Integer()
    icon = fields.Char(
        default="fa-circle-o", help="Name of a Font Awesome icon, such as fa-heart."
    )
    fold = fields.Boolean(
        "Folded on the Board", help="The column is narrow until somebody opens it."
    )
    company_id = fields.Many2one(
        "res.company", help="Leave empty for a stage of all companies."
    )
    meaning = fields.Text(translate=True, help="When a client is at this stage.")
    influence = fields.Html(
        "Recommended Influence",
        translate=True,
        help="What the manager does with a client at this stage, and why.",
    )
    influence_type_ids = fields.Many2many(
        "mail.activity.type",
        "client_lifecycle_stage_influence_rel",
        string="Kinds of Influence",
        domain="[('res_model', 'in', (False, 'res.partner'))]",
        help="Activities by which the influence is exerted. The report on what worked "
        "compares clients with and without them.",
    )

    rule_sequence = fields.Integer(
        "Rule Order",
        default=50,
        help="The stage with the lowest number whose rule holds is the client's.",
    )
    is_manual = fields.Boolean(
        "Only by Hand", help="No rule brings clients here, only a person does."
    )
    entry_domain = fields.Char(
        "Rule to Enter",
        default="[]",
        help="Which clients come to this stage. An empty rule takes everybody whom no "
        "stage before has taken.",
    )
    stay_domain = fields.Char(
        "Rule to Stay",
        help="A weaker rule for clients who are at this stage already, so that nobody "
        "goes to and fro on a border. Without it the rule to enter decides.",
    )
    from_stage_ids = fields.Many2many(
        "client.lifecycle.stage",
        "client_lifecycle_stage_from_rel",
        "stage_id",
        "from_stage_id",
        string="Only from",
        help="Stages that the rule takes clients from; leave empty for all.",
    )
    needs_purchase = fields.Boolean(
        "After a Purchase",
        help="The rule takes a client only if he has bought since he came to the "
        "stage that he is at.",
    )
    max_days = fields.Integer(
        "Stays at Most",
        help="Days after which a client leaves the stage unless its rule to enter "
        "holds; 0 for no limit.",
    )
    client_count = fields.Integer(
        "Clients",
        compute="_compute_client_count",
        help="Clients at this stage in the current company.",
    )

    _code_uniq = models.UniqueIndex("(code)", "Another stage has this code already.")
    _max_days_positive = models.Constraint(
        "CHECK(max_days >= 0)", "The days at a stage are not negative."
    )

    @api.depends_context("company")
    def _compute_client_count(self):
        counts = dict(
            self.env["client.lifecycle.state"]._read_group(
                [
                    ("stage_id", "in", self.ids),
                    ("company_id", "=", self.env.company.id),
                ],
                ["stage_id"],
                ["__count"],
            )
        )
        for stage in self:
            stage.client_count = counts.get(stage, 0)

    @api.constrains("entry_domain", "stay_domain")
    def _check_domains(self):
        rules = self.env["client.rule"]
        for stage in self:
            for text in (stage.entry_domain, stage.stay_domain):
                if text:
                    rules._check_rule(rules._parse_rule(text))

    @api.constrains("from_stage_ids")
    def _check_from_stages(self):
        for stage in self:
            if stage in stage.from_stage_ids:
                raise ValidationError(
                    self.env._(
                        "“%(stage)s” takes no clients from itself: they are there.",
                        stage=stage.name,
                    )
                )

    @api.constrains("company_id")
    def _check_states_company(self):
        for stage in self.filtered("company_id").sudo():
            if (
                self.env["client.lifecycle.state"]
                .sudo()
                .search_count(
                    [
                        ("stage_id", "=", stage.id),
                        ("company_id", "!=", stage.company_id.id),
                    ],
                    limit=1,
                )
            ):
                raise ValidationError(
                    self.env._(
                        "Clients of other companies are at the stage “%(stage)s”.",
                        stage=stage.name,
                    )
                )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_used(self):
        states = self.env["client.lifecycle.state"].sudo()
        used = states.search([("stage_id", "in", self.ids)], limit=1).stage_id
        if used:
            raise ValidationError(
                self.env._(
                    "Clients are at the stage “%(stage)s”. Archive it instead: the "
                    "rules will take them elsewhere.",
                    stage=used.name,
                )
            )

    def copy_data(self, default=None):
        # EXTENDS base
        return [
            {**vals, "name": self.env._("%s (copy)", stage.name)}
            for stage, vals in zip(self, super().copy_data(default), strict=True)
        ]

    def action_open_clients(self):
        """Open the clients at this stage in the current company."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "client_accounting.client_lifecycle_state_action"
        )
        return {
            **action,
            "name": self.name,
            "views": [(False, "list"), (False, "kanban"), (False, "form")],
            "domain": [
                ("stage_id", "=", self.id),
                ("company_id", "=", self.env.company.id),
            ],
            "context": {},
        }

    @api.model
    def action_evaluate(self):
        """Let the rules decide on all clients of the reader's companies now.

        :return: client action that tells how many clients changed their stage
        :raise AccessError: to others than administrators of client accounting
        """
        self.check_access("write")
        states_sudo = self.env["client.lifecycle.state"].sudo()
        moved = sum(
            states_sudo._evaluate(company)["moved"]
            for company in self.env.companies.sudo()
        )
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": self.env._(
                    "The rules have decided: %(count)s clients changed their stage.",
                    count=moved,
                ),
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }

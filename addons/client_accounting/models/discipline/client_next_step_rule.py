from odoo import api, fields, models
from odoo.fields import Domain


class ClientNextStepRule(models.Model):
    """For which clients there must always be a next step, and what happens without.

    The first rule that fits a client is the one for him.
    """

    _name = "client.next.step.rule"
    _inherit = ["client.code.mixin"]
    _description = "Rule of Next Steps"
    _order = "sequence, id"

    name = fields.Char("Rule", required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company", help="Leave empty for a rule of all companies."
    )
    stage_ids = fields.Many2many(
        "client.lifecycle.stage",
        "client_next_step_rule_stage_rel",
        string="Stages",
        help="Clients at one of these stages; leave empty for all.",
    )
    segment_ids = fields.Many2many(
        "client.segment",
        "client_next_step_rule_segment_rel",
        string="Segments",
        help="Clients in one of these segments; leave empty for all.",
    )
    domain = fields.Char("Only Clients", help="Further conditions.")
    is_exempt = fields.Boolean(
        "Needs No Step",
        help="Clients of this rule may be without a next step; later rules do not ask "
        "for one either.",
    )
    max_days = fields.Integer(
        "May Be Without",
        default=5,
        help="Working days after the last contact within which the next step must be "
        "planned.",
    )
    overdue_days = fields.Integer(
        "May Be Overdue",
        default=3,
        help="Working days by which the next step may be late.",
    )
    escalate_days = fields.Integer(
        "Head Is Told After",
        default=5,
        help="Working days of the manager on the list after which the head is told, "
        "once. The days of his absence do not count. 0 for never.",
    )
    event_type_id = fields.Many2one(
        "client.event.type",
        "Suggested Step",
        ondelete="set null",
        help="What is planned with one click.",
    )
    activity_type_id = fields.Many2one(
        "mail.activity.type",
        compute="_compute_activity_type_id",
        store=True,
        readonly=False,
        ondelete="set null",
        domain=[("res_model", "in", (False, "res.partner"))],
    )
    summary = fields.Char(translate=True, help="Stands in the activity.")
    delay = fields.Integer(
        "Due in", default=1, help="Working days from today for the suggested step."
    )
    partner_model = fields.Char(compute="_compute_partner_model")
    breach_count = fields.Integer("Clients", compute="_compute_breach_count")

    _code_uniq = models.UniqueIndex("(code)", "Another rule has this code already.")
    _days_positive = models.Constraint(
        "CHECK(max_days >= 0 AND overdue_days >= 0 AND escalate_days >= 0 "
        "AND delay >= 0)",
        "The days of a rule are not negative.",
    )

    def _compute_partner_model(self):
        self.partner_model = "res.partner"

    @api.depends("event_type_id")
    def _compute_activity_type_id(self):
        for rule in self:
            if rule.event_type_id.activity_type_id:
                rule.activity_type_id = rule.event_type_id.activity_type_id

    @api.depends_context("allowed_company_ids")
    def _compute_breach_count(self):
        counts = dict(
            self.env["client.next.step.breach"]._read_group(
                [("rule_id", "in", self.ids), ("date_to", "=", False)],
                ["rule_id"],
                ["__count"],
            )
        )
        for rule in self:
            rule.breach_count = counts.get(rule, 0)

    @api.constrains("domain", "stage_ids", "segment_ids")
    def _check_domain(self):
        rules = self.env["client.rule"]
        for rule in self:
            rules._check_rule(rule._client_domain())

    def _client_domain(self):
        """The clients of the rule, as a domain over contacts."""
        self.ensure_one()
        rules = self.env["client.rule"]
        domain = rules._parse_rule(self.domain)
        if self.stage_ids:
            domain &= Domain("client_lifecycle_stage_id", "in", self.stage_ids.ids)
        if self.segment_ids:
            domain &= Domain("client_segment_ids", "in", self.segment_ids.ids)
        return domain

    def action_open_breaches(self):
        """Open the clients of the rule that have no next step."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "client_accounting.client_next_step_breach_action"
        )
        return {
            **action,
            "name": self.name,
            "domain": [("rule_id", "=", self.id), ("date_to", "=", False)],
            "context": {},
        }

    @api.model
    def action_evaluate(self):
        """Look at all clients of the reader's companies now.

        :return: client action that tells how many clients have no next step
        :raise AccessError: to others than administrators of client accounting
        """
        self.check_access("write")
        breaches_sudo = self.env["client.next.step.breach"].sudo()
        for company in self.env.companies.sudo():
            breaches_sudo._evaluate(company)
        count = breaches_sudo.search_count(
            [("company_id", "in", self.env.companies.ids), ("date_to", "=", False)]
        )
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": self.env._(
                    "%(count)s clients have no next step or a late one.", count=count
                ),
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }

from ast import literal_eval

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Command, Domain

from ...tools import lead_scoring

#: Weights of a new rule.
USUAL = {
    "territory": 35,
    "specialisation": 15,
    "tier": 10,
    "load": 10,
    "speed": 10,
    "conversion": 10,
    "share": 10,
}


class PartnerLeadRule(models.Model):
    """To whom leads of a kind are offered: criteria with weights, a deadline, how many
    partners are asked one after the other."""

    _name = "partner.lead.rule"
    _inherit = ["client.code.mixin"]
    _description = "Rule of Lead Distribution"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(
        default=10, help="The first rule whose condition holds decides."
    )
    active = fields.Boolean(default=True)
    lead_domain = fields.Char(
        "Leads",
        default="[]",
        help="Which leads the rule is for; empty for all.",
    )
    type_ids = fields.Many2many(
        "partner.type",
        "partner_lead_rule_type_rel",
        "rule_id",
        "type_id",
        "Types of Partners",
        help="Whom the criterion “Type of Partner” prefers.",
    )
    specialisation_ids = fields.Many2many(
        "partner.specialisation",
        "partner_lead_rule_specialisation_rel",
        "rule_id",
        "specialisation_id",
        "Specialisations Needed",
        help="What the leads of this rule ask for; a lead may name others.",
    )
    criterion_ids = fields.One2many(
        "partner.lead.criterion",
        "rule_id",
        "Criteria",
        copy=True,
        default=lambda self: self._default_criterion_ids(),
    )
    capacity = fields.Integer(
        default=10,
        help="Open leads and offers at which a partner has no room for more.",
    )
    answer_hours = fields.Integer(
        "Working Hours to Answer",
        default=8,
        help="By the working calendar of the company.",
    )
    rounds = fields.Integer(
        "Partners Asked",
        default=3,
        help="One after the other; then the lead comes back to us.",
    )

    _code_uniq = models.UniqueIndex("(code)", "Another rule has this code.")
    _hours_positive = models.Constraint(
        "CHECK(answer_hours > 0)", "Give partners at least one hour to answer."
    )
    _rounds_positive = models.Constraint(
        "CHECK(rounds > 0)", "At least one partner is asked."
    )
    _capacity_positive = models.Constraint(
        "CHECK(capacity > 0)", "A partner has room for one lead at least."
    )

    @api.model
    def _default_criterion_ids(self):
        """The usual criteria for a rule that somebody makes in the form; a file brings
        its own."""
        if not self.env.context.get("partner_lead_usual"):
            return []
        return [
            Command.create({"kind": kind, "weight": weight})
            for kind, weight in USUAL.items()
        ]

    @api.constrains("lead_domain")
    def _check_lead_domain(self):
        leads = self.env["crm.lead"].sudo()
        for rule in self:
            try:
                leads.search_count(rule._get_lead_domain(), limit=1)
            except (ValueError, SyntaxError, KeyError, TypeError, UserError) as error:
                raise ValidationError(
                    self.env._(
                        "The condition of the rule %(rule)s cannot be read: %(error)s",
                        rule=rule.name,
                        error=error,
                    )
                ) from error

    @api.constrains("criterion_ids")
    def _check_criterion_ids(self):
        for rule in self:
            # A file brings the criteria after the rule; without any, partners of the
            # rule take turns.
            if rule.criterion_ids and not any(rule.criterion_ids.mapped("weight")):
                raise ValidationError(
                    self.env._(
                        "The rule %(rule)s compares partners by nothing: give at least "
                        "one criterion a weight.",
                        rule=rule.name,
                    )
                )

    def _get_lead_domain(self):
        """Condition on leads, as typed."""
        self.ensure_one()
        return Domain(literal_eval(self.lead_domain or "[]"))

    def _match_leads(self, leads):
        """Return the first rule of each lead.

        :return: ``{lead's id: rule}``, without leads that no rule is for
        """
        found, left = {}, leads.with_context(active_test=False)
        for rule in self.search([]):
            if not left:
                break
            matched = left.search(
                Domain("id", "in", left.ids) & rule._get_lead_domain()
            )
            found.update(dict.fromkeys(matched.ids, rule))
            left -= matched
        return found

    def _as_data(self):
        """The rule as ``tools.lead_scoring`` reads it."""
        self.ensure_one()
        return lead_scoring.Rule(
            self.id,
            tuple(
                lead_scoring.Criterion(one.kind, one.weight, one.minimum / 100)
                for one in self.criterion_ids
                if one.weight or one.minimum
            ),
            self.capacity,
            frozenset(self.type_ids.ids),
        )

from odoo import fields, models

#: What partners are compared by; each is a score of ``tools.lead_scoring``.
KINDS = [
    ("territory", "Territory"),
    ("specialisation", "Specialisation"),
    ("tier", "Level"),
    ("type", "Type of Partner"),
    ("load", "Room for More Leads"),
    ("speed", "Speed of Answers"),
    ("conversion", "Leads Won"),
    ("share", "Fair Share"),
]


class PartnerLeadCriterion(models.Model):
    """How much a property of a partner counts in a rule."""

    _name = "partner.lead.criterion"
    _description = "Criterion of Lead Distribution"
    _order = "rule_id, weight desc, id"
    _rec_name = "kind"

    rule_id = fields.Many2one(
        "partner.lead.rule", required=True, index=True, ondelete="cascade"
    )
    kind = fields.Selection(
        KINDS,
        "Criterion",
        required=True,
        help="Territory: holds a territory of the lead, or sits in its region or "
        "country. Specialisation: those that the lead asks for. Level: its weight. "
        "Type: one of the types of the rule. Room: open leads against the capacity. "
        "Speed: how much of the time allowed the answers took in 180 days. Leads won: "
        "of those decided in 365 days. Fair share: leads taken in 90 days against the "
        "weight of the level.",
    )
    weight = fields.Integer(
        default=10, help="How much it counts beside the others of the rule."
    )
    minimum = fields.Integer(
        "At Least (%)",
        help="Partners with a lower score are not asked at all: 100 for a territory "
        "asks its holders only, 1 for room leaves out who has none.",
    )

    _kind_uniq = models.UniqueIndex(
        "(rule_id, kind)", "A rule has each criterion once at most."
    )
    _weight_range = models.Constraint(
        "CHECK(weight BETWEEN 0 AND 1000)",
        "The weight of a criterion lies between 0 and 1000.",
    )
    _minimum_range = models.Constraint(
        "CHECK(minimum BETWEEN 0 AND 100)",
        "The lowest score of a criterion lies between 0 and 100 percent.",
    )

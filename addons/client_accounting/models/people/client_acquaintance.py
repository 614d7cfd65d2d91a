from odoo import api, fields, models

LEVELS = [
    ("strong", "Strong"),
    ("good", "Good"),
    ("weak", "Weak"),
    ("faded", "Faded"),
]
BY_HAND = [
    ("met", "Has Met"),
    ("knows", "Knows"),
    ("close", "Knows Well"),
]
#: users named beside a person
KNOWERS = 3


class ClientAcquaintance(models.Model):
    """Who of ours knows whom, since when, and how well by now.

    Every event with both of them counts by its kind, and counts half after each half
    life. What somebody says of himself counts like events of that day.
    """

    _name = "client.acquaintance"
    _inherit = ["client.people.mixin"]
    _description = "Acquaintance"
    _order = "strength DESC, last_date DESC, id"
    _people_change = "read"  # whoever sees a person may say that he knows him

    partner_id = fields.Many2one(
        "res.partner",
        "Person",
        required=True,
        index=True,
        ondelete="cascade",
        check_company=True,
        domain=[("is_company", "=", False)],
    )
    client_id = fields.Many2one(
        related="partner_id.commercial_partner_id", string="Client"
    )
    position = fields.Char(related="partner_id.function", string="Job Position")
    user_id = fields.Many2one(
        "res.users",
        "Who of Ours",
        required=True,
        index=True,
        ondelete="cascade",
        check_company=True,
        default=lambda self: self.env.user,
        domain=[("share", "=", False)],
    )
    company_id = fields.Many2one(
        "res.company",
        required=True,
        index=True,
        ondelete="cascade",
        default=lambda self: self.env.company,
    )
    strength = fields.Integer(
        readonly=True,
        aggregator="max",
        help="0 to 100: 100 × S / (S + 3), where S sums the weights of the events with "
        "both of them, each halved once per half life since then. Visits, meetings, "
        "exhibitions and demonstrations weigh 3; calls 1; letters, mails and messages "
        "0.5; the rest 0.25.",
    )
    level = fields.Selection(
        LEVELS,
        readonly=True,
        help="Strong from 60, good from 30, weak from 10, else faded.",
    )
    since = fields.Date(readonly=True, help="The first event, or what was said.")
    last_date = fields.Date(
        "Last Contact", readonly=True, help="The last event with both of them."
    )
    event_count = fields.Integer("Events", readonly=True)
    manual_level = fields.Selection(
        BY_HAND,
        "By Hand",
        help="What somebody says of himself; it fades from the day of confirmation. "
        "Has met weighs 1, knows 3, knows well 9.",
    )
    manual_since = fields.Date("Known Since", help="Before the first event here.")
    manual_date = fields.Date(
        "Confirmed On",
        default=lambda self: self.env["client.work.days"]._today(),
        help="On which day that was so.",
    )
    note = fields.Char(help="Where they know each other from.")

    _pair_unique = models.UniqueIndex(
        "(partner_id, user_id, company_id)",
        "This acquaintance is there already.",
    )

    @api.depends("partner_id", "user_id")
    def _compute_display_name(self):
        for one in self.sudo():
            one.display_name = f"{one.user_id.name} – {one.partner_id.name}"

    # ------------------------------------------------------------------ records
    @api.model_create_multi
    def create(self, vals_list):
        # who says that he knows somebody need not know that events said so before
        found = self.browse()
        for vals in vals_list:
            pair = [
                ("partner_id", "=", vals.get("partner_id")),
                ("user_id", "=", vals.get("user_id", self.env.uid)),
                ("company_id", "=", vals.get("company_id", self.env.company.id)),
            ]
            if known := self.sudo().search(pair).with_env(self.env):
                said = {"manual_date": self.env["client.work.days"]._today(), **vals}
                known.write(said)
                found += known
            else:
                found += super().create([vals])
        self._refresh(found.partner_id.ids)
        return found

    def write(self, vals):
        result = super().write(vals)
        self._refresh(self.partner_id.ids)
        return result

    # ------------------------------------------------------------------ reading
    @api.model
    def _knowers(self, people):
        """Return ``{person id: [user id]}``, those who know him best first, without
        those whose acquaintance has faded."""
        knowers = {}
        for one in self.search_fetch(
            [("partner_id", "in", people.ids), ("level", "!=", "faded")],
            ["partner_id", "user_id"],
        ):
            found = knowers.setdefault(one.partner_id.id, [])
            if len(found) < KNOWERS and one.user_id.id not in found:
                found.append(one.user_id.id)
        return knowers

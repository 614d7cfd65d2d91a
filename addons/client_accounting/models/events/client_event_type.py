from odoo import api, fields, models, tools
from odoo.exceptions import ValidationError

DIRECTIONS = [
    ("in", "Incoming"),
    ("out", "Outgoing"),
    ("both", "Mutual"),
]
CHANNELS = [
    ("call", "Call"),
    ("visit", "Visit"),
    ("meeting", "Meeting"),
    ("letter", "Letter"),
    ("email", "E-mail"),
    ("messenger", "Messenger"),
    ("exhibition", "Exhibition"),
    ("demo", "Demonstration"),
    ("site", "Site"),
    ("other", "Other"),
]
#: what a flag of the type asks for: fields of the event
ASKED = {
    "require_subject": ("subject",),
    "require_note": ("note",),
    "require_outcome": ("outcome_id",),
    "require_duration": ("duration",),
    "require_participants": ("participant_partner_ids",),
    "require_products": ("product_ids",),
    "require_letter": ("letter_number", "letter_date"),
    "require_reply_due": ("reply_due",),
}


class ClientEventType(models.Model):
    """What kinds of events there are between client and company: what is written down
    of each, how it may end, what usually follows, who may see it."""

    _name = "client.event.type"
    _inherit = ["client.code.mixin"]
    _description = "Event Type"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    direction = fields.Selection(
        DIRECTIONS,
        required=True,
        default="both",
        help="Who turned to whom: the client to us, we to the client, or both met.",
    )
    channel = fields.Selection(
        CHANNELS,
        required=True,
        default="other",
        help="How client and company were in touch. Letters have a number and a date.",
    )
    icon = fields.Char(
        default="fa-comments-o",
        help="Font Awesome class, for instance fa-phone.",
    )
    color = fields.Integer()
    description = fields.Text(
        translate=True, help="When to choose this type and what to write down."
    )
    is_manual = fields.Boolean(
        string="Recorded by Hand",
        default=True,
        help="Offered where an event is recorded; off for what registers itself.",
    )
    require_subject = fields.Boolean(
        string="Subject", help="A manual event of this type needs a subject."
    )
    require_note = fields.Boolean(
        string="Notes", help="A manual event of this type needs notes."
    )
    require_outcome = fields.Boolean(
        string="Outcome", help="A manual event of this type needs an outcome."
    )
    require_duration = fields.Boolean(
        string="Duration", help="A manual event of this type needs a duration."
    )
    require_participants = fields.Boolean(
        string="Client's Participants",
        help="A manual event of this type names who took part on the client's side.",
    )
    require_products = fields.Boolean(
        string="Products of Interest",
        help="A manual event of this type names products that the client looks at.",
    )
    require_letter = fields.Boolean(
        string="Number and Date",
        help="A manual event of this type needs the number and the date of the letter.",
    )
    require_reply_due = fields.Boolean(
        string="Reply Due", help="A manual event of this type says until when to reply."
    )
    outcome_ids = fields.Many2many(
        "client.event.outcome",
        "client_event_type_outcome_rel",
        "type_id",
        "outcome_id",
        string="Allowed Outcomes",
        help="How events of this type may end; empty for any outcome.",
    )
    activity_type_id = fields.Many2one(
        "mail.activity.type",
        string="Planned As",
        ondelete="set null",
        index="btree_not_null",
        help="The activity that plans an event of this type.",
    )
    next_type_id = fields.Many2one(
        "client.event.type",
        string="Usual Next Event",
        ondelete="set null",
        index="btree_not_null",
    )
    next_delay = fields.Integer(
        string="After Days", default=1, help="Days from the event to the next one."
    )
    next_mode = fields.Selection(
        [("propose", "Propose"), ("create", "Plan at Once")],
        string="Next Event Is",
        required=True,
        default="propose",
        help="Proposed to who records an event, or planned by itself, also after "
        "events that nobody typed in.",
    )
    group_ids = fields.Many2many(
        "res.groups",
        "client_event_type_group_rel",
        "type_id",
        "group_id",
        string="Visible To",
        help="Groups that may see events of this type; empty for whoever may see the "
        "client.",
    )

    _code_unique = models.UniqueIndex("(code)", "Two event types have the same code.")
    _next_delay_positive = models.Constraint(
        "CHECK (next_delay >= 0)", "The next event cannot come before this one."
    )

    @api.constrains("icon")
    def _check_icon(self):
        for event_type in self:
            icon = event_type.icon or ""
            if icon and not icon.replace("-", "").replace(" ", "").isalnum():
                raise ValidationError(
                    self.env._("Give an icon such as fa-phone, without other signs.")
                )

    def write(self, vals):
        result = super().write(vals)
        self._forget_kept()
        return result

    @api.model_create_multi
    def create(self, vals_list):
        result = super().create(vals_list)
        self._forget_kept()
        return result

    def unlink(self):
        result = super().unlink()
        self._forget_kept()
        return result

    @api.model
    def _forget_kept(self):
        """Forget what is kept of types: kinds, codes, and rules by hidden types."""
        self.env.registry.clear_cache()
        self.env["res.users"].invalidate_model(["client_hidden_event_type_ids"])

    def _asked_fields(self):
        """Return the names of the fields that an event of this type must have."""
        return [name for flag, names in ASKED.items() if self[flag] for name in names]

    @api.model
    @tools.ormcache("code")
    def _id_by_code(self, code):
        """Return the id of the type with the code, archived or not; False for none."""
        return (
            self.sudo()
            .with_context(active_test=False)
            .search([("code", "=", code)], limit=1)
            .id
        )

    @api.model
    @tools.ormcache()
    def _direction_and_channel(self):
        """Return ``{type id: (direction, channel)}`` of all types."""
        types_sudo = self.sudo().with_context(active_test=False).search_fetch([])
        return {line.id: (line.direction, line.channel) for line in types_sudo}

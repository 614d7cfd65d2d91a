from odoo import api, fields, models
from odoo.exceptions import ValidationError

from .client_process_step import DATES

KINDS = [
    ("stage", "Lifecycle Stage Reached"),
    ("outcome", "Outcome of an Event"),
    ("first_invoice", "First Posted Invoice"),
    ("quotation", "Quotation Sent"),
    ("overdue", "Invoice Overdue"),
    ("date", "Date, Every Year"),
    ("personal_date", "Personal Date"),
    ("rule", "Rule Holds"),
]
#: what each kind of trigger cannot do without
NEEDED = {
    "stage": "stage_id",
    "outcome": "event_type_id",
    "date": "field_id",
    "personal_date": "date_type_id",
    "rule": "domain",
}
#: kinds that are looked at once a night, not every few minutes
NIGHTLY = ("date", "personal_date", "rule")


class ClientProcessTrigger(models.Model):
    """What starts a process by itself. What happened before the trigger was there
    starts nothing."""

    _name = "client.process.trigger"
    _description = "Trigger of a Process"
    _order = "process_id, sequence, id"
    _rec_name = "kind"

    process_id = fields.Many2one(
        "client.process", required=True, index=True, ondelete="cascade"
    )
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    kind = fields.Selection(
        KINDS,
        "When",
        required=True,
        default="stage",
        help="Entry to and exit from a segment start processes too: see the actions of "
        "the segment.",
    )
    since = fields.Date(
        "From",
        required=True,
        default=lambda self: self.env["client.work.days"]._today(),
        copy=False,
        help="What happened before this day starts nothing.",
    )
    stage_id = fields.Many2one("client.lifecycle.stage", ondelete="cascade")
    from_stage_id = fields.Many2one(
        "client.lifecycle.stage",
        ondelete="cascade",
        help="Leave empty for a stage reached from any other one.",
    )
    event_type_id = fields.Many2one("client.event.type", ondelete="cascade")
    outcome_id = fields.Many2one(
        "client.event.outcome",
        ondelete="cascade",
        help="Leave empty for any outcome.",
    )
    days = fields.Integer(
        help="After the due date of an invoice; before a date that comes every year.",
    )
    field_id = fields.Many2one(
        "ir.model.fields",
        "Date",
        ondelete="cascade",
        domain=[
            ("model", "=", "res.partner"),
            ("ttype", "in", DATES),
            ("store", "=", True),
        ],
        help="Of the client or of its contacts; the process starts for each of them.",
    )
    domain = fields.Char(
        "Rule", help="Clients for whom the process starts, looked at every night."
    )
    partner_model = fields.Char(compute="_compute_partner_model")

    _days_positive = models.Constraint(
        "CHECK(days >= 0)", "Give the days without sign."
    )

    def _compute_partner_model(self):
        self.partner_model = "res.partner"

    @api.depends("kind", "stage_id", "event_type_id", "outcome_id", "field_id", "days")
    def _compute_display_name(self):
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        for trigger in self:
            names = [kinds.get(trigger.kind, "")]
            for name in ("stage_id", "event_type_id", "outcome_id"):
                if trigger[name]:
                    names.append(trigger[name].display_name)
            if trigger.field_id:
                names.append(trigger.field_id.sudo().field_description)
            trigger.display_name = " · ".join(names)

    @api.constrains("kind", *NEEDED.values())
    def _check_needed(self):
        for trigger in self:
            name = NEEDED.get(trigger.kind)
            if name and not trigger[name]:
                raise ValidationError(
                    self.env._(
                        "Say which one in the field “%(field)s” of what starts the "
                        "process “%(process)s”.",
                        field=self._fields[name].get_description(self.env, ["string"])[
                            "string"
                        ],
                        process=trigger.process_id.name,
                    )
                )

    @api.constrains("domain")
    def _check_domain(self):
        rules = self.env["client.rule"]
        for trigger in self.filtered("domain"):
            rules._check_rule(rules._parse_rule(trigger.domain))

    def write(self, vals):
        # what happened while the trigger was off, or another one, starts nothing
        if vals.get("active") or "kind" in vals:
            vals = {"since": self.env["client.work.days"]._today(), **vals}
        return super().write(vals)

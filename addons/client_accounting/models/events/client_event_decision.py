from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.fields import Domain

DECISION_STATES = [
    ("open", "Open"),
    ("done", "Done"),
    ("cancelled", "Cancelled"),
]


class ClientEventDecision(models.Model):
    """What was decided at an event, who does it and until when.

    It is an activity of its owner on the document of the event: there it is done.
    """

    _name = "client.event.decision"
    _description = "Decision of an Event"
    _order = "date_deadline, id"

    name = fields.Char(string="Decision", required=True)
    event_id = fields.Many2one(
        "client.event", required=True, ondelete="cascade", index=True
    )
    client_id = fields.Many2one(related="event_id.client_id", string="Client")
    user_id = fields.Many2one(
        "res.users",
        string="Owner",
        ondelete="set null",
        index="btree_not_null",
        default=lambda self: self.env.user,
        domain="[('share', '=', False)]",
    )
    date_deadline = fields.Date(
        string="Until",
        required=True,
        default=lambda self: fields.Date.context_today(self),
    )
    activity_id = fields.Many2one(
        "mail.activity",
        ondelete="set null",
        index="btree_not_null",
        readonly=True,
        copy=False,
    )
    state = fields.Selection(
        DECISION_STATES,
        compute="_compute_state",
        search="_search_state",
        compute_sudo=True,
        help="As the activity of the decision: it is done there, or was cancelled.",
    )

    @api.depends("activity_id.active")
    def _compute_state(self):
        for decision in self:
            activity = decision.activity_id
            if decision.id and not activity:
                decision.state = "cancelled"
            else:
                decision.state = "done" if activity and not activity.active else "open"

    def _search_state(self, operator, value):
        if operator != "in":
            return NotImplemented
        done = Domain("activity_id.active", "=", False) & Domain(
            "activity_id", "!=", False
        )
        domains = {
            "open": Domain("activity_id.active", "=", True),
            "done": done,
            "cancelled": Domain("activity_id", "=", False),
        }
        return Domain.OR(domains[state] for state in value if state in domains)

    @api.model_create_multi
    def create(self, vals_list):
        decisions = super().create(vals_list)
        for decision in decisions:
            decision.activity_id = decision.event_id._schedule(
                summary=decision.name,
                date_deadline=decision.date_deadline,
                user=decision.user_id,
            )
        return decisions

    def write(self, vals):
        result = super().write(vals)
        names = {"name": "summary", "date_deadline": "date_deadline"}
        values = {names[name]: vals[name] for name in names if name in vals}
        if vals.get("user_id"):
            values["user_id"] = vals["user_id"]
        open_sudo = self.sudo().activity_id.filtered("active")
        if values and open_sudo:
            open_sudo.write(values)
        return result

    def unlink(self):
        # A decision that is taken back is nobody's work any more.
        activities_sudo = self.sudo().activity_id.filtered("active")
        result = super().unlink()
        activities_sudo.unlink()
        return result

    # ------------------------------------------------------------------ access
    @api.model
    def _search(self, domain, *args, bypass_access=False, **kwargs):
        # OVERRIDE: whoever may see the event
        if not (self.env.su or bypass_access):
            events = self.env["client.event"]._search([])
            domain = Domain(domain) & Domain("event_id", "in", events)
        return super()._search(domain, *args, bypass_access=bypass_access, **kwargs)

    def _check_access(self, operation):
        # EXTENDS: as the event; the owner may change what he is to do
        result = super()._check_access(operation)
        decisions = self - result[0] if result else self
        if not any(decisions._ids):
            return result
        allowed_ids = set()
        for decision_sudo in decisions.sudo():
            own = operation == "write" and decision_sudo.user_id.id == self.env.uid
            event = decision_sudo.event_id.with_env(self.env)
            if event.has_access("read" if own or operation == "read" else "write"):
                allowed_ids.add(decision_sudo.id)
        forbidden = decisions.filtered(lambda line: line.id not in allowed_ids)
        if not forbidden:
            return result
        forbidden |= result[0] if result else self.browse()
        message = self.env._("You may not see or change the decisions of this event.")
        return forbidden, lambda: AccessError(message)

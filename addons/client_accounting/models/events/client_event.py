from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import is_html_empty

from .client_event_type import CHANNELS, DIRECTIONS

#: clocks of browsers and telephone exchanges may be ahead of ours by so much
CLOCK_SKEW = timedelta(minutes=15)
SOURCES = [
    ("manual", "Recorded"),
    ("activity", "Activity"),
    ("meeting", "Meeting"),
    ("mail", "Mail"),
    ("call", "Telephone"),
    ("form", "Web Form"),
    ("portal", "Portal"),
    ("import", "Import"),
]


class ClientEvent(models.Model):
    """What happened between a client and the company.

    A narrow table: what is planned is an activity, documents are documents. Many at
    once are written by `_register_events`.
    """

    _name = "client.event"
    _inherit = ["client.figures.mixin"]
    _description = "Client Event"
    _order = "date desc, id desc"
    _rec_name = "subject"
    _client_figures_links = ("partner_id", "client_id")

    type_id = fields.Many2one(
        "client.event.type",
        required=True,
        ondelete="restrict",
        default=lambda self: self.env["client.event.type"]._id_by_code("call_out"),
    )
    direction = fields.Selection(
        DIRECTIONS,
        compute="_compute_kind",
        store=True,
        precompute=True,
        help="Who turned to whom; as the type was when the event was recorded.",
    )
    channel = fields.Selection(
        CHANNELS,
        compute="_compute_kind",
        store=True,
        precompute=True,
        help="How client and company were in touch; as the type was then.",
    )
    date = fields.Datetime(
        required=True,
        default=fields.Datetime.now,
        help="When it happened. What is yet to happen is planned as an activity.",
    )
    duration = fields.Float(help="In hours.", aggregator="sum")
    subject = fields.Char()
    note = fields.Html(string="Notes", sanitize_attributes=True, strip_style=True)
    outcome_id = fields.Many2one(
        "client.event.outcome",
        ondelete="restrict",
        index="btree_not_null",
        domain="[('id', 'in', allowed_outcome_ids)]",
    )
    allowed_outcome_ids = fields.Many2many(
        "client.event.outcome", compute="_compute_asked", string="Allowed Outcomes"
    )
    asked = fields.Char(
        compute="_compute_asked", help="Names of the fields that the type asks for."
    )
    outcome_kind = fields.Selection(
        string="Result",
        related="outcome_id.kind",
        store=True,
        help="Whether the outcome is positive, neutral or negative.",
    )

    partner_id = fields.Many2one(
        "res.partner",
        string="Contact",
        required=True,
        ondelete="cascade",
        check_company=True,
        help="The person one spoke with, or the client itself.",
    )
    client_id = fields.Many2one(
        "res.partner",
        compute="_compute_client_id",
        store=True,
        precompute=True,
        ondelete="cascade",
        help="The client that the contact belonged to: a person who moves to another "
        "company leaves the history behind.",
        index=True,
    )
    participant_partner_ids = fields.Many2many(
        "res.partner",
        "client_event_partner_rel",
        "event_id",
        "partner_id",
        string="Participants of the Client",
    )
    user_id = fields.Many2one(
        "res.users",
        string="Responsible",
        ondelete="set null",
        default=lambda self: self.env.user,
        check_company=True,
        domain="[('share', '=', False)]",
        help="Who of ours was in touch with the client.",
    )
    participant_user_ids = fields.Many2many(
        "res.users",
        "client_event_user_rel",
        "event_id",
        "user_id",
        string="Our Participants",
        domain="[('share', '=', False)]",
    )
    product_ids = fields.Many2many(
        "product.product",
        "client_event_product_rel",
        "event_id",
        "product_id",
        string="Products of Interest",
    )
    competitor_id = fields.Many2one(
        "client.competitor",
        ondelete="set null",
        index="btree_not_null",
        help="Who else was spoken of.",
    )
    decision_ids = fields.One2many(
        "client.event.decision", "event_id", string="Decisions"
    )
    attachment_ids = fields.Many2many(
        "ir.attachment",
        "client_event_attachment_rel",
        "event_id",
        "attachment_id",
        string="Attachments",
    )

    letter_number = fields.Char(help="As it is written on the letter.")
    letter_date = fields.Date(help="As it is written on the letter.")
    reply_due = fields.Date(help="Until when to reply; plans an activity.")
    reply_activity_id = fields.Many2one(
        "mail.activity",
        string="Reply",
        ondelete="set null",
        index="btree_not_null",
        readonly=True,
        copy=False,
    )

    res_model = fields.Char(string="Document Model", readonly=False)
    res_id = fields.Many2oneReference(string="Document ID", model_field="res_model")
    document_name = fields.Char(string="Document", compute="_compute_document_name")
    company_id = fields.Many2one(
        "res.company",
        required=True,
        ondelete="cascade",
        default=lambda self: self.env.company,
    )
    source = fields.Selection(
        SOURCES,
        required=True,
        default="manual",
        readonly=True,
        help="Where the event comes from: recorded by hand, or registered by itself.",
    )
    source_key = fields.Char(
        readonly=True,
        copy=False,
        help="Model and id of what became this event, so that it becomes one once.",
    )

    _client_date_idx = models.Index("(client_id, date DESC, id DESC)")
    _partner_date_idx = models.Index("(partner_id, date DESC, id DESC)")
    _user_date_idx = models.Index("(user_id, date DESC, id DESC)")
    _document_idx = models.Index(
        "(res_id, res_model, date DESC, id DESC) WHERE res_id IS NOT NULL"
    )
    _date_idx = models.Index("(date DESC, id DESC)")
    _write_date_idx = models.Index("(write_date)")
    _source_key_unique = models.UniqueIndex(
        "(source_key) WHERE source_key IS NOT NULL",
        "This became an event already.",
    )
    _duration_positive = models.Constraint(
        "CHECK (duration >= 0)", "The duration cannot be negative."
    )

    # ------------------------------------------------------------------ computes
    @api.depends("type_id")
    def _compute_kind(self):
        kinds = self.env["client.event.type"]._direction_and_channel()
        for event in self:
            event.direction, event.channel = kinds.get(
                event.type_id._origin.id, (False, False)
            )

    @api.depends("type_id")
    def _compute_asked(self):
        outcomes = self.env["client.event.outcome"].search([])
        for event in self:
            event_type = event.type_id
            event.allowed_outcome_ids = event_type.outcome_ids or outcomes
            event.asked = " ".join(event_type._asked_fields())

    @api.depends("partner_id")
    def _compute_client_id(self):
        for event in self:
            partner = event.sudo().partner_id
            event.client_id = partner.commercial_partner_id or partner

    @api.depends("res_model", "res_id")
    @api.depends_context("uid")
    def _compute_document_name(self):
        self.document_name = False
        for model, events in self.filtered("res_id").grouped("res_model").items():
            if model not in self.env:
                continue
            documents = self.env[model].browse(set(events.mapped("res_id"))).exists()
            names = {
                document.id: document.display_name
                for document in documents._filtered_access("read")
            }
            for event in events:
                event.document_name = names.get(event.res_id, False)

    @api.depends("subject", "type_id")
    def _compute_display_name(self):
        for event in self:
            event.display_name = event.subject or event.type_id.display_name

    # ------------------------------------------------------------------ constraints
    @api.constrains("date")
    def _check_date(self):
        latest = fields.Datetime.now() + CLOCK_SKEW
        if any(event.date > latest for event in self):
            raise ValidationError(
                self.env._(
                    "This event lies in the future. Plan it as a next step and record "
                    "it when it has happened."
                )
            )

    @api.constrains("type_id", "outcome_id")
    def _check_outcome(self):
        for event in self.filtered(lambda event: event.source == "manual"):
            allowed = event.type_id.outcome_ids
            if event.outcome_id and allowed and event.outcome_id not in allowed:
                raise ValidationError(
                    self.env._(
                        "“%(type)s” cannot end with “%(outcome)s”. Choose one of: "
                        "%(allowed)s.",
                        type=event.type_id.name,
                        outcome=event.outcome_id.name,
                        allowed=", ".join(allowed.mapped("name")),
                    )
                )

    @api.constrains(
        "type_id",
        "subject",
        "note",
        "outcome_id",
        "duration",
        "participant_partner_ids",
        "product_ids",
        "letter_number",
        "letter_date",
        "reply_due",
    )
    def _check_required(self):
        # What registers itself cannot be asked; it is completed later, or not.
        for event in self.filtered(lambda event: event.source == "manual"):
            if missing := event._get_missing():
                raise ValidationError(
                    self.env._(
                        "To record “%(type)s”, also give: %(missing)s.",
                        type=event.type_id.name,
                        missing=", ".join(missing),
                    )
                )

    def _get_missing(self):
        """Return the labels of what the type asks for and the event has not."""
        self.ensure_one()
        given = {
            "subject": (self.subject or "").strip(),
            "note": not is_html_empty(self.note),
            "participant_partner_ids": self._people_of_client(),
        }
        return [
            self._fields[name].get_description(self.env, ["string"])["string"]
            for name in self.type_id._asked_fields()
            if not given.get(name, self[name])
        ]

    def _people_of_client(self):
        """Return the people named on the client's side: the contact counts as one."""
        people = self.participant_partner_ids | self.partner_id
        return people.filtered(lambda partner: not partner.is_company)

    @api.constrains("res_model", "res_id")
    def _check_document(self):
        for event in self.filtered("res_model"):
            if event.res_model not in self.env or self.env[event.res_model]._abstract:
                raise ValidationError(
                    self.env._(
                        "There are no documents of the kind “%(model)s”.",
                        model=event.res_model,
                    )
                )

    # ------------------------------------------------------------------ actions
    def action_open_document(self):
        """Open the document that the event belongs to, under the reader's rights."""
        self.ensure_one()
        self.check_access("read")
        return {
            "type": "ir.actions.act_window",
            "res_model": self.res_model,
            "res_id": self.res_id,
            "views": [[False, "form"]],
            "target": "current",
        }

from odoo import api, fields, models
from odoo.exceptions import AccessError, ValidationError

MANAGER = "partner_portal.group_partner_portal_manager"
#: Days before the end in which a certificate is said to expire, and its person told.
EXPIRING_DAYS = 30


class PartnerCertification(models.Model):
    """A certificate of a person who works for a partner: of a course or a test that
    was passed here, or entered by hand."""

    _name = "partner.certification"
    _description = "Partner Certificate"
    _order = "date desc, id desc"

    person_id = fields.Many2one(
        "res.partner",
        required=True,
        index=True,
        ondelete="restrict",
        domain="[('is_channel_partner', '=', True), ('is_company', '=', False)]",
    )
    partner_id = fields.Many2one(
        "res.partner",
        compute="_compute_partner_id",
        store=True,
        index=True,
        precompute=True,
        help="The partner for whom the person works now; the certificate moves with "
        "the person.",
    )
    channel_id = fields.Many2one(
        "slide.channel", "Course", index="btree_not_null", ondelete="restrict"
    )
    survey_id = fields.Many2one(
        "survey.survey", "Test", index="btree_not_null", ondelete="restrict"
    )
    survey_input_id = fields.Many2one(
        "survey.user_input",
        "Passed Test",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
    )
    channel_partner_id = fields.Many2one(
        "slide.channel.partner",
        "Completed Course",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
    )
    date = fields.Date(
        "Passed on", required=True, default=fields.Date.context_today, index=True
    )
    date_expiry = fields.Date(
        "Valid until", index=True, help="The last valid day; empty for no end."
    )
    score = fields.Float("Score, %", digits=(5, 1), readonly=True)
    revoked_on = fields.Date(readonly=True, copy=False)
    reminded_at = fields.Datetime(readonly=True, copy=False)
    note = fields.Char()
    state = fields.Selection(
        [
            ("valid", "Valid"),
            ("expiring", "Expires Soon"),
            ("expired", "Expired"),
            ("revoked", "Revoked"),
        ],
        compute="_compute_state",
    )

    _input_uniq = models.UniqueIndex(
        "(survey_input_id) WHERE survey_input_id IS NOT NULL",
        "This test has given its certificate already.",
    )
    _channel_partner_uniq = models.UniqueIndex(
        "(channel_partner_id) WHERE channel_partner_id IS NOT NULL",
        "This course has given its certificate already.",
    )

    @api.depends("person_id.commercial_partner_id")
    def _compute_partner_id(self):
        for one in self:
            one.partner_id = one.person_id.commercial_partner_id

    @api.depends("date_expiry", "revoked_on")
    def _compute_state(self):
        today = fields.Date.context_today(self)
        soon = fields.Date.add(today, days=EXPIRING_DAYS)
        for one in self:
            if one.revoked_on:
                one.state = "revoked"
            elif not one.date_expiry or one.date_expiry > soon:
                one.state = "valid"
            else:
                one.state = "expired" if one.date_expiry < today else "expiring"

    @api.depends("person_id", "channel_id", "survey_id")
    def _compute_display_name(self):
        for one in self:
            one.display_name = f"{one.person_id.name or ''}: {one._subject()}"

    @api.constrains("person_id", "channel_id", "survey_id")
    def _check_subject(self):
        for one in self:
            if not one.channel_id and not one.survey_id:
                raise ValidationError(
                    self.env._("Choose the course or the test of the certificate.")
                )

    @api.constrains("date", "date_expiry")
    def _check_dates(self):
        for one in self:
            if one.date_expiry and one.date_expiry < one.date:
                raise ValidationError(
                    self.env._(
                        "A certificate cannot expire before it was passed: change its "
                        "dates."
                    )
                )

    def _subject(self):
        """What the certificate is about: the course, else the test. Its name is told
        also where the course itself is for its members only."""
        certificate_sudo = self.sudo()
        return (
            certificate_sudo.channel_id.name or certificate_sudo.survey_id.title or ""
        )

    @api.model
    def _valid_domain(self, day=None):
        """Domain of the certificates that are valid on a day, today by default."""
        day = day or fields.Date.context_today(self)
        return [
            ("date", "<=", day),
            ("revoked_on", "=", False),
            ("person_id.active", "=", True),
            "|",
            ("date_expiry", "=", False),
            ("date_expiry", ">=", day),
        ]

    def action_revoke(self):
        """End certificates today; they count no longer.

        :raise AccessError: for others than channel managers
        """
        if not self.env.user.has_group(MANAGER):
            raise AccessError(
                self.env._(
                    "Certificates are revoked by channel managers: ask one of them."
                )
            )
        self.check_access("write")
        self.filtered(
            lambda one: not one.revoked_on
        ).revoked_on = fields.Date.context_today(self)

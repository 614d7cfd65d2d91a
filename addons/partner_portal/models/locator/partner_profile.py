from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError

MANAGER = "partner_portal.group_partner_portal_manager"
STATES = [
    ("draft", "Draft"),
    ("submitted", "To Approve"),
    ("published", "Published"),
    ("declined", "Sent Back"),
    ("replaced", "Replaced"),
]
#: States of the version that the partner works on; a partner has one at most.
WORKING = ("draft", "submitted", "declined")
#: What the directory shows; nothing else of a partner is read there.
SHOWN = (
    "name",
    "summary",
    "description",
    "street",
    "zip",
    "city",
    "state_id",
    "country_id",
    "email",
    "phone",
    "website",
    "show_grade",
    "specialisation_ids",
    "logo",
)


class PartnerProfile(models.Model):
    """What a channel partner publishes of itself in the public directory.

    The partner writes a version, we approve it; the version before stays in the
    directory until then. What the partner leaves empty is not shown.
    """

    _name = "partner.profile"
    _description = "Public Profile of a Partner"
    _order = "tier_sequence, name, id"

    partner_id = fields.Many2one(
        "res.partner",
        "Channel Partner",
        required=True,
        index=True,
        ondelete="cascade",
        domain="[('is_channel_partner', '=', True), ('parent_id', '=', False)]",
    )
    state = fields.Selection(
        STATES, required=True, readonly=True, copy=False, default="draft"
    )
    name = fields.Char("Name in the Directory", required=True)
    summary = fields.Char("In One Line", help="Shown in the list of partners.")
    description = fields.Text("About the Partner")
    street = fields.Char()
    zip = fields.Char("ZIP")
    city = fields.Char()
    state_id = fields.Many2one(
        "res.country.state", "Region", domain="[('country_id', '=?', country_id)]"
    )
    country_id = fields.Many2one("res.country", index="btree_not_null")
    email = fields.Char("Public E-mail")
    phone = fields.Char("Public Phone")
    website = fields.Char("Public Website")
    show_grade = fields.Boolean(
        "Show the Level",
        default=True,
        help="Whether visitors see the level; only levels that are published.",
    )
    specialisation_ids = fields.Many2many(
        "partner.specialisation",
        "partner_profile_specialisation_rel",
        "profile_id",
        "specialisation_id",
        "Specialisations Shown",
        help="Shown as long as the partner holds them.",
    )
    logo = fields.Image(max_width=512, max_height=512)

    submitted_at = fields.Datetime("Sent on", readonly=True, copy=False)
    decided_at = fields.Datetime("Decided on", readonly=True, copy=False)
    decided_by_id = fields.Many2one("res.users", readonly=True, copy=False)
    decision_note = fields.Text(
        "Words to the Partner", copy=False, help="The partner reads them as they stand."
    )
    tier_sequence = fields.Integer(
        compute="_compute_tier_sequence",
        store=True,
        help="The order of the directory: by the level, where it is shown.",
    )

    _published_uniq = models.UniqueIndex(
        "(partner_id) WHERE state = 'published'",
        "A partner has one published profile.",
    )
    _working_uniq = models.UniqueIndex(
        "(partner_id) WHERE state IN ('draft', 'submitted', 'declined')",
        "The partner works on a version already: change that one.",
    )

    @api.depends(
        "show_grade",
        "partner_id.grade_id.sequence",
        "partner_id.grade_id.website_published",
    )
    def _compute_tier_sequence(self):
        for profile in self:
            grade = profile._shown_grade()
            profile.tier_sequence = grade.sequence if grade else 9999

    def _shown_grade(self):
        """The level that visitors may know of, or no record."""
        self.ensure_one()
        grade = self.partner_id.grade_id if self.show_grade else False
        return (grade or self.env["res.partner.grade"]).filtered("website_published")

    @api.constrains("partner_id")
    def _check_partner_id(self):
        for profile in self:
            if profile.partner_id != profile.partner_id.commercial_partner_id:
                raise ValidationError(
                    self.env._(
                        "The profile is that of a company: choose %(company)s.",
                        company=profile.partner_id.commercial_partner_id.name,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su and any("state" in vals for vals in vals_list):
            self._refuse_state()
        return super().create(vals_list)

    def write(self, vals):
        if not self.env.su:
            if "state" in vals:
                self._refuse_state()
            if not vals.keys().isdisjoint((*SHOWN, "partner_id")):
                self._refuse_late_changes()
        return super().write(vals)

    def _refuse_state(self):
        raise AccessError(
            self.env._("Profiles are published and sent back by their buttons.")
        )

    def _refuse_late_changes(self):
        if any(profile.state not in WORKING for profile in self):
            raise UserError(
                self.env._(
                    "A published profile is changed in a new version: open the "
                    "partner's profile and press New Version."
                )
            )

    # ------------------------------------------------------------------ moving
    def _check_manager(self):
        if not self.env.user.has_group(MANAGER):
            raise AccessError(self.env._("Profiles are decided by channel managers."))

    def action_publish(self):
        """Show the version in the directory, in the place of the one before.

        :raise AccessError: for who is no channel manager
        :raise UserError: where the version is not one to decide
        """
        self._check_manager()
        for profile_sudo in self._checked_sudo():
            before = profile_sudo._published(profile_sudo.partner_id)
            before.state = "replaced"
            before.flush_recordset()
            profile_sudo._decide("published")

    def action_send_back(self):
        """Ask the partner for another text; the words to the partner say what.

        :raise AccessError: for who is no channel manager
        :raise UserError: without words to the partner
        """
        self._check_manager()
        for profile_sudo in self._checked_sudo():
            if not profile_sudo.decision_note:
                raise UserError(
                    self.env._(
                        "Write in “Words to the Partner” what has to be changed: the "
                        "partner reads it."
                    )
                )
            profile_sudo._decide("declined")

    def _checked_sudo(self):
        """The versions, if they may be decided."""
        self.check_access("write")
        for profile in self:
            if profile.state not in WORKING:
                raise UserError(
                    self.env._("%(profile)s is decided already.", profile=profile.name)
                )
        return self.sudo()

    def _decide(self, state):
        self.write(
            {
                "state": state,
                "decided_at": fields.Datetime.now(),
                "decided_by_id": self.env.uid,
            }
        )
        self._forget_reminders()
        self._tell_decided()

    def action_take_off(self):
        """Take the profile off the directory.

        :raise AccessError: for who is no channel manager
        """
        self._check_manager()
        self.check_access("write")
        self.sudo().filtered(lambda one: one.state == "published").state = "replaced"

    def action_new_version(self):
        """Open the version that is worked on; make one of the published where there is
        none."""
        self.ensure_one()
        self.check_access("write")
        version = self._working(self.partner_id) or self.copy({"decision_note": False})
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": version.id,
            "views": [(False, "form")],
        }

    @api.model
    def _published(self, partner):
        return self.search(
            [("partner_id", "=", partner.id), ("state", "=", "published")]
        )

    @api.model
    def _working(self, partner):
        return self.search([("partner_id", "=", partner.id), ("state", "in", WORKING)])

    def _tell_decided(self):
        """A mail to who keeps the profile at the partner."""
        template = self.env.ref(
            f"partner_portal.mail_template_partner_profile_{self.state}"
        )
        for user in self.partner_id._get_profile_users():
            if user.email:
                template.with_context(lang=user.lang, reader_name=user.name).send_mail(
                    self.id, email_values={"recipient_ids": user.partner_id.ids}
                )

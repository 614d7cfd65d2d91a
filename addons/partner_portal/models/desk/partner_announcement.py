from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain
from odoo.tools import SQL


class PartnerAnnouncement(models.Model):
    """What we tell channel partners on their home page, and who has read it."""

    _name = "partner.announcement"
    _description = "Announcement to Partners"
    _order = "important desc, date_from desc, id desc"

    name = fields.Char("Title", required=True, translate=True)
    body = fields.Html("Text", translate=True, sanitize_style=True)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company",
        index="btree_not_null",
        ondelete="cascade",
        help="Partners of this company read it; of all companies where it is empty.",
    )
    state = fields.Selection(
        [("draft", "Draft"), ("published", "Published")],
        required=True,
        readonly=True,
        copy=False,
        default="draft",
    )
    important = fields.Boolean(help="Stands first and is marked.")
    date_from = fields.Date(
        "From", required=True, default=fields.Date.context_today, help="First day."
    )
    date_to = fields.Date("Until", help="Last day; empty for no end.")
    type_ids = fields.Many2many(
        "partner.type",
        "partner_announcement_type_rel",
        "announcement_id",
        "type_id",
        "Types",
        help="Empty: partners of every type.",
    )
    grade_ids = fields.Many2many(
        "res.partner.grade",
        "partner_announcement_grade_rel",
        "announcement_id",
        "grade_id",
        "Levels",
        help="Empty: partners of every level.",
    )
    country_ids = fields.Many2many(
        "res.country",
        "partner_announcement_country_rel",
        "announcement_id",
        "country_id",
        "Countries",
        help="Empty: partners of every country.",
    )
    read_ids = fields.One2many("partner.announcement.read", "announcement_id")
    unread_count = fields.Integer(
        "Partners that Have Not Read It",
        compute="_compute_unread_count",
        help="Partners addressed of which no user has opened it.",
    )
    reader_count = fields.Integer("Partners that Read It", compute="_compute_readers")

    _visible_idx = models.Index("(date_from) WHERE state = 'published' AND active")

    @api.constrains("date_from", "date_to")
    def _check_dates(self):
        for one in self:
            if one.date_to and one.date_to < one.date_from:
                raise ValidationError(
                    self.env._(
                        "“%(name)s” ends before it begins: change one of its days.",
                        name=one.name,
                    )
                )

    @api.depends("type_ids", "grade_ids", "country_ids", "company_id", "read_ids")
    def _compute_unread_count(self):
        partners = self.env["res.partner"]
        for one in self:
            one.unread_count = partners.search_count(one._unread_domain())

    @api.depends("read_ids")
    def _compute_readers(self):
        counts = dict(
            self.env["partner.announcement.read"]._read_group(
                [("announcement_id", "in", self.ids)],
                ["announcement_id"],
                ["partner_id:count_distinct"],
            )
        )
        for one in self:
            one.reader_count = counts.get(one._origin, 0)

    def _audience_domain(self):
        """Domain of the companies that an announcement is addressed to."""
        self.ensure_one()
        domain = Domain("is_channel_partner", "=", True) & Domain(
            "parent_id", "=", False
        )
        for name, values in (
            ("channel_type_id", self.type_ids),
            ("grade_id", self.grade_ids),
            ("country_id", self.country_ids),
        ):
            if values:
                domain &= Domain(name, "in", values.ids)
        if self.company_id:
            domain &= Domain("company_id", "in", (self.company_id.id, False))
        return domain

    def _unread_domain(self):
        """Domain of the companies addressed of which nobody has read it."""
        readers = self.sudo().read_ids.partner_id.ids
        return self._audience_domain() & Domain("id", "not in", readers)

    @api.model
    def _visible_domain(self, partner):
        """Domain of the announcements that a channel partner reads today.

        :param partner: its company (sudo), or no record: nothing is visible
        """
        if not partner:
            return Domain.FALSE
        today = fields.Date.context_today(self)
        domain = (
            Domain("state", "=", "published")
            & Domain("date_from", "<=", today)
            & (Domain("date_to", "=", False) | Domain("date_to", ">=", today))
            & Domain("company_id", "in", [*self.env.companies.ids, False])
        )
        for name, value in (
            ("type_ids", partner.channel_type_id),
            ("grade_ids", partner.grade_id),
            ("country_ids", partner.country_id),
        ):
            domain &= Domain(name, "=", False) | Domain(name, "in", value.ids)
        return domain

    def _read_by(self, user):
        """Return ids of those of the announcements that the user has read."""
        reads_sudo = self.env["partner.announcement.read"].sudo()
        return set(
            reads_sudo.search(
                [("announcement_id", "in", self.ids), ("user_id", "=", user.id)]
            ).announcement_id.ids
        )

    def _mark_read(self, user):
        """Keep that a user has read the announcement; once, whoever comes first."""
        self.ensure_one()
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO partner_announcement_read
                       (announcement_id, user_id, partner_id, date)
                VALUES (%s, %s, %s, %s)
                    ON CONFLICT (announcement_id, user_id) DO NOTHING
                """,
                self.id,
                user.id,
                user.sudo().commercial_partner_id.id,
                fields.Datetime.now(),
            )
        )
        self.env["partner.announcement.read"].invalidate_model()
        self.invalidate_recordset(["read_ids", "reader_count", "unread_count"])

    def action_publish(self):
        """Show the announcements to their partners from their first day on."""
        self.check_access("write")
        self.write({"state": "published"})

    def action_withdraw(self):
        """Show the announcements to nobody any more; who has read them is kept."""
        self.check_access("write")
        self.write({"state": "draft"})

    def action_open_unread(self):
        """Open the partners addressed of which nobody has read the announcement."""
        self.ensure_one()
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "partner_portal.res_partner_action_channel"
        )
        action["display_name"] = self.env._("Not read: %(name)s", name=self.name)
        action["domain"] = list(self._unread_domain())
        action["context"] = {}
        return action

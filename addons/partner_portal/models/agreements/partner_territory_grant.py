from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Command, Domain


class PartnerTerritoryGrant(models.Model):
    """The right of one partner to one territory: for which products and clients, and
    whether nobody else has it."""

    _name = "partner.territory.grant"
    _description = "Right to a Territory"
    _order = "territory_id, exclusive desc, id"
    _check_company_auto = True

    territory_id = fields.Many2one(
        "partner.territory",
        required=True,
        index=True,
        ondelete="restrict",
        check_company=True,
    )
    company_id = fields.Many2one(
        related="territory_id.company_id", store=True, index=True
    )
    agreement_id = fields.Many2one(
        "partner.agreement",
        index="btree_not_null",
        ondelete="cascade",
        check_company=True,
        help="The right begins and ends with it.",
    )
    agreement_state = fields.Selection(
        related="agreement_id.state", string="State of the Agreement"
    )
    partner_id = fields.Many2one(
        "res.partner",
        "Holder",
        compute="_compute_partner_id",
        store=True,
        readonly=False,
        precompute=True,
        required=True,
        index=True,
        ondelete="restrict",
        check_company=True,
        domain="[('is_channel_partner', '=', True), ('parent_id', '=', False)]",
    )
    exclusive = fields.Boolean(
        help="No other partner is given an exclusive right to the same; deals that "
        "others register there need a reason."
    )
    category_ids = fields.Many2many(
        "product.category",
        "partner_territory_grant_category_rel",
        "grant_id",
        "category_id",
        "Product Categories",
        help="With all below them; empty for all products.",
    )
    segment_ids = fields.Many2many(
        "client.segment",
        "partner_territory_grant_segment_rel",
        "grant_id",
        "segment_id",
        "Client Segments",
        help="Empty for all clients.",
    )
    date_from = fields.Date("From", help="Empty for the beginning of the agreement.")
    date_until = fields.Date("Until", help="Empty for the end of the agreement.")
    is_in_force = fields.Boolean(
        "In Force Today",
        compute="_compute_is_in_force",
        search="_search_is_in_force",
        help="The agreement is signed, and it and the dates of the right cover today.",
    )

    _dates_ordered = models.Constraint(
        "CHECK(date_until IS NULL OR date_from IS NULL OR date_until >= date_from)",
        "A right ends after it begins.",
    )

    @api.depends("agreement_id.partner_id")
    def _compute_partner_id(self):
        for grant in self:
            if grant.agreement_id:
                grant.partner_id = grant.agreement_id.partner_id

    @api.depends_context("uid")
    @api.depends("date_from", "date_until", "agreement_state")
    def _compute_is_in_force(self):
        ids = set(self.sudo()._search(self._in_force_domain()))
        for grant in self:
            grant.is_in_force = grant._origin.id in ids

    def _search_is_in_force(self, operator, value):
        if operator != "in":
            return NotImplemented
        domain = self._in_force_domain()
        return domain if True in value else ~domain

    @api.model
    def _in_force_domain(self, day=None):
        """Rights in force on a day, by default today; as in :meth:`_in_force_sql`."""
        day = day or fields.Date.context_today(self)
        own = (
            (Domain("date_from", "=", False) | Domain("date_from", "<=", day))
            & (Domain("date_until", "=", False) | Domain("date_until", ">=", day))
            & Domain("territory_id.active", "=", True)
        )
        agreed = Domain("agreement_id", "=", False) | Domain(
            "agreement_id",
            "any",
            Domain("signed_at", "!=", False)
            & Domain("date_start", "<=", day)
            & (Domain("date_end", "=", False) | Domain("date_end", ">=", day))
            & (Domain("ended_on", "=", False) | Domain("ended_on", ">=", day)),
        )
        return own & agreed

    @api.depends("territory_id.name", "partner_id.name", "exclusive")
    @api.depends_context("partner_grant_name")
    def _compute_display_name(self):
        """Beside its partner a right is called by the territory, and the reverse."""
        called = self.env.context.get("partner_grant_name")
        for grant in self:
            territory, holder = grant.territory_id.name, grant.partner_id.name
            names = {"territory": (territory,), "holder": (holder,)}.get(
                called, (territory, holder)
            )
            grant.display_name = ": ".join(name for name in names if name)

    @api.constrains("partner_id", "agreement_id")
    def _check_partner_id(self):
        for grant in self:
            if grant.partner_id != grant.partner_id.commercial_partner_id:
                raise ValidationError(
                    self.env._("A territory is given to a company, not to a contact.")
                )
            agreed = grant.agreement_id.partner_id
            if agreed and agreed != grant.partner_id:
                raise ValidationError(
                    self.env._(
                        "The holder of a right is the partner of its agreement, "
                        "%(partner)s.",
                        partner=agreed.name,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        grants = super().create(vals_list)
        grants._refuse_late_changes()
        grants._check_standing()
        return grants

    def write(self, vals):
        self._refuse_late_changes()
        result = super().write(vals)
        self._refuse_late_changes()
        self._check_standing()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_agreed(self):
        self._refuse_late_changes()

    def _refuse_late_changes(self):
        """Rights are terms of their agreement: they change with a new version."""
        self.agreement_id._refuse_late_changes()

    def _prepare_copy(self):
        """Values of the same right in the next version of the agreement."""
        return {
            "territory_id": self.territory_id.id,
            "exclusive": self.exclusive,
            "category_ids": [Command.set(self.category_ids.ids)],
            "segment_ids": [Command.set(self.segment_ids.ids)],
        }

    def _as_right(self):
        """What the partner reads of a right: chosen values."""
        self_sudo = self.sudo()
        return {
            "territory": self_sudo.territory_id.name,
            "exclusive": self_sudo.exclusive,
            "parts": self_sudo.territory_id.line_ids.mapped("display_name"),
            "categories": self_sudo.category_ids.mapped("name"),
            "segments": self_sudo.segment_ids.mapped("name"),
        }

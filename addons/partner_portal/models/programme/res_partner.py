from odoo import api, fields, models

from ..res_partner import GROUP


class ResPartner(models.Model):
    _inherit = "res.partner"

    tier_progress_ids = fields.One2many(
        "partner.tier.progress", "partner_id", "Progress in the Programme", groups=GROUP
    )
    tier_change_ids = fields.One2many(
        "partner.tier.change", "partner_id", "Changes of Tiers", groups=GROUP
    )
    certification_ids = fields.One2many(
        "partner.certification",
        "partner_id",
        "Certificates of Its People",
        groups=GROUP,
    )
    specialisation_holder_ids = fields.One2many(
        "partner.specialisation.holder",
        "partner_id",
        "Specialisations with Dates",
        groups=GROUP,
    )
    specialisation_ids = fields.Many2many(
        "partner.specialisation",
        string="Specialisations",
        compute="_compute_specialisation_ids",
        search="_search_specialisation_ids",
        groups="base.group_user",
        help="Those that the company holds today.",
    )

    def _compute_specialisation_ids(self):
        holders_sudo = self.env["partner.specialisation.holder"].sudo()
        held = holders_sudo.search(
            [
                *holders_sudo._held_domain(),
                ("partner_id", "in", self.commercial_partner_id.ids),
                ("specialisation_id.active", "=", True),
            ]
        ).grouped("partner_id")
        for partner in self:
            company = partner.commercial_partner_id
            partner.specialisation_ids = held.get(
                company, holders_sudo
            ).specialisation_id

    @api.model
    def _search_specialisation_ids(self, operator, value):
        if operator not in ("in", "any"):
            return NotImplemented
        holders_sudo = self.env["partner.specialisation.holder"].sudo()
        if operator == "in" and False in value:
            return NotImplemented
        held = holders_sudo._search(
            [
                *holders_sudo._held_domain(),
                ("specialisation_id", operator, value),
            ]
        )
        companies = held.subselect(
            self.env["partner.specialisation.holder"]._field_to_sql(
                "partner_specialisation_holder", "partner_id"
            )
        )
        return [("commercial_partner_id", "in", companies)]

    def action_open_tier_progress(self):
        """Open where the partner stands in its programme, read as the user."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "partner_portal.partner_tier_progress_action"
        )
        progress = self.env["partner.tier.progress"].search(
            [("partner_id", "=", self.commercial_partner_id.id)], limit=1
        )
        if progress:
            action.update(views=[(False, "form")], view_mode="form", res_id=progress.id)
        else:
            action["domain"] = [("partner_id", "=", self.commercial_partner_id.id)]
        return action

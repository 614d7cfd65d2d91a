from odoo import fields, models

GROUP = "partner_portal.group_partner_portal_user"


class ResPartner(models.Model):
    _inherit = "res.partner"

    partner_profile_ids = fields.One2many(
        "partner.profile", "partner_id", "Public Profiles", groups=GROUP
    )

    def _get_profile_users(self):
        """Users of the company in the portal who keep its profile."""
        self.ensure_one()
        people_sudo = self._portal_people(self.commercial_partner_id)
        return people_sudo.filtered(lambda user: "profile" in user._channel_rights())

    def action_open_partner_profile(self):
        """Open the public profile of the company, or a new one, read as the user."""
        self.ensure_one()
        profiles = self.env["partner.profile"]
        entity = self.commercial_partner_id
        profile = profiles._working(entity) or profiles._published(entity)
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Public Profile"),
            "res_model": "partner.profile",
            "res_id": profile.id,
            "views": [(False, "form")],
            "context": {
                "default_partner_id": entity.id,
                "default_name": entity.name,
                "default_city": entity.city,
                "default_state_id": entity.state_id.id,
                "default_country_id": entity.country_id.id,
            },
        }

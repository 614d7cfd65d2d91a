from odoo import fields, models

GROUP = "partner_portal.group_partner_portal_user"


class ResPartner(models.Model):
    _inherit = "res.partner"

    partner_lead_offer_ids = fields.One2many(
        "partner.lead.offer", "partner_id", "Offers of Leads", groups=GROUP
    )
    partner_lead_offer_count = fields.Integer(
        "Leads to Answer", compute="_compute_partner_lead_offer_count", groups=GROUP
    )

    def _compute_partner_lead_offer_count(self):
        counts = dict(
            self.env["partner.lead.offer"]._read_group(
                [
                    ("partner_id", "in", self.commercial_partner_id.ids),
                    ("state", "=", "offered"),
                ],
                ["partner_id"],
                ["__count"],
            )
        )
        for partner in self:
            partner.partner_lead_offer_count = counts.get(
                partner.commercial_partner_id, 0
            )

    def _get_lead_users(self):
        """Users of the company in the portal who answer for its leads."""
        self.ensure_one()
        users_sudo = self._portal_people(self.commercial_partner_id)
        return users_sudo.filtered(lambda user: "leads" in user._channel_rights())

    def action_open_partner_lead_offers(self):
        """Open the offers of leads to this partner, read as the user."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "partner_portal.partner_lead_offer_action"
        )
        action["domain"] = [("partner_id", "=", self.commercial_partner_id.id)]
        action["context"] = {}
        return action

from odoo import fields, models

GROUP = "partner_portal.group_partner_portal_user"


class ResPartner(models.Model):
    _inherit = "res.partner"

    partner_deal_ids = fields.One2many(
        "partner.deal", "partner_id", "Registered Deals", groups=GROUP
    )
    partner_deal_count = fields.Integer(
        "Open Deals", compute="_compute_partner_deal_count", groups=GROUP
    )

    def _compute_partner_deal_count(self):
        counts = dict(
            self.env["partner.deal"]._read_group(
                [
                    ("partner_id", "in", self.commercial_partner_id.ids),
                    ("state", "in", ("submitted", "approved")),
                ],
                ["partner_id"],
                ["__count"],
            )
        )
        for partner in self:
            partner.partner_deal_count = counts.get(partner.commercial_partner_id, 0)

    def action_open_partner_deals(self):
        """Open the deals that this partner has registered, read as the user."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "partner_portal.partner_deal_action"
        )
        entity = self.commercial_partner_id
        action["domain"] = [("partner_id", "=", entity.id)]
        action["context"] = {"default_partner_id": entity.id}
        return action

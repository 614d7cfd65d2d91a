from odoo import fields, models

GROUP = "partner_portal.group_partner_portal_user"


class ResPartner(models.Model):
    _inherit = "res.partner"

    partner_agreement_ids = fields.One2many(
        "partner.agreement", "partner_id", "Agreements", groups=GROUP
    )
    partner_agreement_count = fields.Integer(
        "Current Agreements", compute="_compute_partner_agreement_count", groups=GROUP
    )
    partner_grant_ids = fields.One2many(
        "partner.territory.grant", "partner_id", "Territories", groups=GROUP
    )

    def _compute_partner_agreement_count(self):
        counts = dict(
            self.env["partner.agreement"]._read_group(
                [
                    ("partner_id", "in", self.commercial_partner_id.ids),
                    ("state", "in", ("offered", "signed", "active")),
                ],
                ["partner_id"],
                ["__count"],
            )
        )
        for partner in self:
            entity = partner.commercial_partner_id
            partner.partner_agreement_count = counts.get(entity, 0)

    def action_open_partner_agreements(self):
        """Open the agreements with this partner, read as the user."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "partner_portal.partner_agreement_action"
        )
        entity = self.commercial_partner_id
        action["domain"] = [("partner_id", "=", entity.id)]
        action["context"] = {"default_partner_id": entity.id}
        return action

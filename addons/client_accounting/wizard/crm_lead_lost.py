from odoo import api, fields, models


class CrmLeadLost(models.TransientModel):
    """Asks to whom the opportunity is lost."""

    _inherit = "crm.lead.lost"

    client_competitor_id = fields.Many2one(
        "client.competitor",
        "Lost To",
        compute="_compute_client_competitor_id",
        store=True,
        readonly=False,
        groups="base.group_user",
        help="The competitor who got it; empty where nobody did.",
    )

    @api.depends("lead_ids")
    def _compute_client_competitor_id(self):
        for wizard in self:
            wizard.client_competitor_id = wizard.lead_ids.client_competitor_id[:1]

    def action_lost_reason_apply(self):
        # EXTENDS crm
        competitor = self.client_competitor_id
        if competitor:
            self.lead_ids.write({"client_competitor_id": competitor.id})
            today = self.env["client.work.days"]._today()
            self.env["client.competitor.presence"]._heard_of(
                [
                    {
                        "partner_id": lead.partner_id.commercial_partner_id.id,
                        "competitor_id": competitor.id,
                        "date_from": today,
                        "user_id": self.env.uid,
                    }
                    for lead in self.lead_ids
                    if lead.partner_id
                ]
            )
        return super().action_lost_reason_apply()

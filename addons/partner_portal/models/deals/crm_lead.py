from odoo import api, fields, models

#: A change of these makes a lead one for another client or another partner.
WATCHED = {"partner_id", "partner_assigned_id", "company_id"}


class CrmLead(models.Model):
    """Leads of a protected client are for its partner."""

    _inherit = "crm.lead"

    partner_deal_id = fields.Many2one(
        "partner.deal",
        "Registered Deal",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
        groups="base.group_user",
        help="The registration that this opportunity was made of.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        leads = super().create(vals_list)
        leads._respect_partner_deals()
        return leads

    def write(self, vals):
        result = super().write(vals)
        if not WATCHED.isdisjoint(vals):
            self._respect_partner_deals()
        if vals.keys() & {"stage_id", "probability", "active", "lost_reason_id"}:
            self._close_partner_deals()
        return result

    def _respect_partner_deals(self):
        """Refuse leads of our own people for clients of a partner; tell of others."""
        Deal = self.env["partner.deal"]
        for lead in self.sudo().filtered("partner_id"):
            client = lead.partner_id.commercial_partner_id
            company = lead.company_id or self.env.company
            deal_sudo = Deal._check_protected(client, company, lead.partner_assigned_id)
            if deal_sudo and not self.env.user._is_internal():
                deal_sudo._plan_for_manager(
                    self.env._(
                        "A lead came in for a protected client: %(lead)s",
                        lead=lead.name,
                    )
                )

    def _close_partner_deals(self):
        """A won or lost opportunity ends its deal."""
        for lead in self.sudo().filtered("partner_deal_id"):
            deal = lead.partner_deal_id
            if deal.state == "approved" and lead.won_status == "won":
                deal._close("won")

from odoo import api, fields, models

WATCHED = {"partner_id", "partner_shipping_id", "opportunity_id", "partner_deal_id"}


class SaleOrder(models.Model):
    """Quotations for a protected client come from its deal."""

    _inherit = "sale.order"

    partner_deal_id = fields.Many2one(
        "partner.deal",
        "Registered Deal",
        compute="_compute_partner_deal_id",
        store=True,
        readonly=False,
        precompute=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
        groups="base.group_user",
        domain="[('state', '=', 'approved'), ('partner_id', 'parent_of', partner_id)]",
        help="The registration of the partner that this order is for; its special "
        "prices apply.",
    )

    @api.depends("opportunity_id")
    def _compute_partner_deal_id(self):
        for order in self:
            deal = order.opportunity_id.sudo().partner_deal_id
            if deal:
                order.partner_deal_id = deal

    @api.depends("partner_deal_id")
    def _compute_pricelist_id(self):
        result = super()._compute_pricelist_id()
        for order in self.filtered(lambda order: order.state == "draft"):
            deal_sudo = order.sudo().partner_deal_id
            if deal_sudo.state == "approved" and deal_sudo.pricelist_id:
                order.pricelist_id = deal_sudo.pricelist_id
        return result

    @api.model_create_multi
    def create(self, vals_list):
        orders = super().create(vals_list)
        orders._respect_partner_deals()
        return orders

    def write(self, vals):
        result = super().write(vals)
        if not WATCHED.isdisjoint(vals):
            self._respect_partner_deals()
        return result

    def action_confirm(self):
        self._respect_partner_deals()
        return super().action_confirm()

    def _respect_partner_deals(self):
        """Refuse orders of our own people with clients of a partner.

        Billed to the partner or made from the deal they are the partner's own.
        """
        Deal = self.env["partner.deal"]
        for order in self.sudo().filtered(lambda one: one.state in ("draft", "sent")):
            client = order.partner_id.commercial_partner_id
            deal = order.partner_deal_id or order.opportunity_id.partner_deal_id
            partner = deal.partner_id or order.opportunity_id.partner_assigned_id
            Deal._check_protected(client, order.company_id, partner)

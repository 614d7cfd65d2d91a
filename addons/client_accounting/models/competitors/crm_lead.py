from odoo import fields, models


class CrmLead(models.Model):
    """Against whom an opportunity was won, or to whom it was lost."""

    _inherit = "crm.lead"

    client_competitor_id = fields.Many2one(
        "client.competitor",
        "Competitor",
        ondelete="set null",
        index="btree_not_null",
        groups="base.group_user",
        help="Who else makes an offer; asked when the opportunity is lost.",
    )

    def action_open_comparison(self):
        """Open what to say about the competitors of this opportunity."""
        self.ensure_one()
        self.check_access("read")
        competitors = self.client_competitor_id
        if not competitors:
            competitors = competitors._of_client(self.partner_id)
        return competitors._comparison_action(self.partner_id)

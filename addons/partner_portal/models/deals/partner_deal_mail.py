from odoo import models


class PartnerDeal(models.Model):
    """What the partner is told, in its own language, by the templates of the data."""

    _inherit = "partner.deal"

    def _tell(self, template):
        """Send one of our templates to who registered the deal, and show it there."""
        for deal in self:
            contact = deal.contact_id or deal.partner_id
            if not contact.email:
                continue
            deal.sudo().message_post_with_source(
                self.env.ref(f"partner_portal.{template}"),
                subtype_xmlid="mail.mt_comment",
                partner_ids=contact.ids,
            )

    def _tell_submitted(self):
        """The same answer whatever the check has found."""
        self._tell("mail_template_partner_deal_submitted")
        self._plan_for_manager(
            self.env._("Registration to decide: %(client)s", client=self.client_name)
        )

    def _tell_decided(self):
        """The decision, the end by time."""
        for deal in self:
            deal.sudo().activity_ids.filtered("automated").unlink()
            deal._tell(f"mail_template_partner_deal_{deal.state}")

    def _tell_ending(self):
        self._tell("mail_template_partner_deal_ending")

    def _tell_extension(self):
        self.sudo().activity_ids.filtered("automated").unlink()
        self._tell("mail_template_partner_deal_extension")

from odoo import fields, models


class PartnerAgreement(models.Model):
    """Whom an agreement tells what, by the templates of the data."""

    _inherit = "partner.agreement"

    def _tell(self, template):
        """Send one of our templates to the addressee at the partner."""
        for agreement in self:
            contact = agreement.contact_id or agreement.partner_id
            if not contact.sudo().email:
                continue
            agreement.sudo().message_post_with_source(
                self.env.ref(f"partner_portal.{template}"),
                subtype_xmlid="mail.mt_comment",
                partner_ids=contact.ids,
            )

    def _tell_offered(self):
        self._tell("mail_template_partner_agreement_offered")

    def _tell_signed(self):
        self._tell("mail_template_partner_agreement_signed")
        if self.signed_way == "portal":
            self._plan_for_manager(
                self.env._("Agreement accepted by %(name)s", name=self.signed_by)
            )

    def _plan_for_manager(self, summary, note=None):
        """An activity today for who looks after the agreement."""
        self.ensure_one()
        user = self.manager_id or self.company_id.sudo().partner_deal_user_id
        if not user:
            return
        self.sudo().activity_schedule(
            "mail.mail_activity_data_todo",
            date_deadline=fields.Date.context_today(self),
            summary=summary,
            note=note,
            user_id=user.id,
        )

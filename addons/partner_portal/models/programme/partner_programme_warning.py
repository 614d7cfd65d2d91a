from odoo import api, fields, models

BATCH = 200


class PartnerProgramme(models.Model):
    """Partners hear in time that they lose a tier, and what they can do."""

    _inherit = "partner.programme"

    @api.model
    def _to_warn(self, limit=None):
        """Who loses its tier soon and has not heard of it."""
        today = self._today()
        progress = self.env["partner.tier.progress"]
        found = progress.browse()
        for programme in self.search([]):
            last = fields.Date.add(today, days=programme.warning_days)
            at_risk = progress.search(
                [
                    ("programme_id", "=", programme.id),
                    ("status", "in", ("below", "risk")),
                    ("loss_date", "<=", last),
                    ("loss_date", ">", today),
                ]
            )
            found |= at_risk.filtered(lambda one: one.warned_for != one.loss_date)
        return found[:limit] if limit else found

    @api.model
    def _warn(self):
        """Warn one batch of partners.

        :return: number of partners warned
        """
        due = self._to_warn(BATCH).try_lock_for_update()
        template = self.env.ref("partner_portal.mail_template_partner_tier_warning")
        for progress in due:
            recipients = progress._recipients()
            if recipients:
                template.send_mail(
                    progress.id, email_values={"recipient_ids": recipients.ids}
                )
            progress.warned_for = progress.loss_date
        return len(due)

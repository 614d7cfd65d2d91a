from odoo import api, fields, models
from odoo.fields import Domain

#: Leads and offers handled between two commits.
BATCH = 500


class PartnerLeadOffer(models.Model):
    """Deadlines, the queue of new leads, mails."""

    _inherit = "partner.lead.offer"

    def _time_used(self, now):
        """Part of the working hours allowed that have gone by, 0 to 1."""
        self.ensure_one()
        company = self.company_id
        allowed = company._count_working_hours(self.offered_at, self.deadline)
        used = company._count_working_hours(self.offered_at, min(now, self.deadline))
        return min(1.0, used / allowed) if allowed else 1.0

    @api.model
    def _late_domain(self):
        return Domain("state", "=", "offered") & Domain(
            "deadline", "<", fields.Datetime.now()
        )

    @api.model
    def _cron_offers(self):
        """Offer queued leads, pass on those without an answer, tell the partners."""
        cron = self.env["ir.cron"]
        leads = self.env["crm.lead"]
        queue = leads._get_offer_queue_domain()
        remaining = leads.search_count(queue) + self.search_count(self._late_domain())
        time_left = cron._commit_progress(remaining=remaining)
        for found, step in (
            (lambda: leads.search(queue, limit=BATCH), self._offer_queued),
            (lambda: self.search(self._late_domain(), limit=BATCH), self._expire),
        ):
            while time_left:
                records = found().try_lock_for_update()
                if not records:
                    break
                step(records)
                remaining = max(0, remaining - len(records))
                time_left = cron._commit_progress(len(records), remaining=remaining)
        if time_left:
            self.search(
                [("state", "=", "offered"), ("told_at", "=", False)]
            )._tell_partners()

    @api.model
    def _offer_queued(self, leads):
        leads._set_offer_state(False)
        leads._distribute()

    @api.model
    def _expire(self, offers):
        """No answer in time: the next partners are asked, in one go."""
        offers = offers.filtered_domain(self._late_domain())
        offers.write(
            {
                "state": "expired",
                "answered_at": fields.Datetime.now(),
                "answer_share": 1.0,
            }
        )
        offers.lead_id._distribute()

    def _tell_partners(self):
        """One mail to each partner about its new offers; the mail names no client."""
        now = fields.Datetime.now()
        waiting = self.filtered(
            lambda offer: offer.state == "offered" and not offer.told_at
        )
        template = self.env.ref("partner_portal.mail_template_partner_lead_offer")
        for offers in waiting.grouped("partner_id").values():
            first = offers.sorted("deadline")[0]
            for user in first.partner_id._get_lead_users():
                if user.email:
                    template.with_context(
                        lang=user.lang, offer_count=len(offers), reader_name=user.name
                    ).send_mail(
                        first.id,
                        email_values={"recipient_ids": user.partner_id.ids},
                    )
        waiting.write({"told_at": now})
        return self

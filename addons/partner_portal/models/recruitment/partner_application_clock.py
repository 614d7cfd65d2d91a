from markupsafe import Markup

from odoo import api, fields, models
from odoo.fields import Domain

BATCH = 200


class PartnerApplication(models.Model):
    """Deadlines, activities of ours, letters to the applicant."""

    _inherit = "partner.application"

    def _deadline_of_review(self, now):
        """The moment until which the applicant gets an answer, in UTC."""
        company_sudo = self.company_id.sudo()
        hours = company_sudo.partner_application_review_hours
        return company_sudo._plan_working_hours(hours, now)

    def _plan_for_manager(self, summary, user=None):
        """An activity today for who reviews the application, or for another user."""
        self.ensure_one()
        user = user or self.manager_id or self.company_id.sudo().partner_deal_user_id
        if user:
            self.sudo().activity_schedule(
                "mail.mail_activity_data_todo",
                date_deadline=fields.Date.context_today(self),
                summary=summary,
                user_id=user.id,
            )

    def _drop_plans(self):
        """What was planned by itself is done with."""
        self.sudo().activity_ids.filtered("automated").unlink()

    def _tell(self, template):
        """Write to the applicant, in the applicant's language, once this is stored."""
        template_sudo = self.env.ref(f"partner_portal.{template}").sudo()
        mails_sudo = self.env["mail.mail"].sudo()
        for one in self:
            mail_id = template_sudo.with_context(lang=one.lang).send_mail(one.id)
            mails_sudo |= mails_sudo.browse(mail_id)
            one.sudo()._message_log(
                body=Markup("<p>%s</p>")
                % self.env._(
                    "Mail to %(email)s: %(subject)s",
                    email=one.contact_email,
                    subject=mails_sudo.browse(mail_id).subject,
                )
            )
        mails_sudo.send_after_commit()

    def _message_post_after_hook(self, message, msg_values):
        # EXTENDS mail: the applicant has no inbox with us and hears of our message
        if (
            message.subtype_id == self.env.ref("mail.mt_comment")
            and message.message_type == "comment"
            and message.author_id.partner_share is False
        ):
            self._tell("mail_template_partner_application_message")
        return super()._message_post_after_hook(message, msg_values)

    # ------------------------------------------------------------------ by the clock
    @api.model
    def _late_domain(self):
        return (
            Domain("state", "in", ("new", "review"))
            & Domain("review_deadline", "<", fields.Datetime.now())
            & Domain("escalated_at", "=", False)
        )

    @api.model
    def _cron_deadlines(self):
        """The head of the channel hears of applications without an answer in time."""
        cron = self.env["ir.cron"]
        domain = self._late_domain()
        time_left = cron._commit_progress(remaining=self.search_count(domain))
        while time_left:
            late = self.search(domain, limit=BATCH).try_lock_for_update()
            late = late.filtered_domain(domain)
            if not late:
                break
            for one in late:
                head = one.company_id.sudo().partner_deal_user_id or one.manager_id
                one._plan_for_manager(
                    self.env._("Application without an answer: %(one)s", one=one.name),
                    user=head,
                )
            late._write_kept({"escalated_at": fields.Datetime.now()})
            time_left = cron._commit_progress(len(late))

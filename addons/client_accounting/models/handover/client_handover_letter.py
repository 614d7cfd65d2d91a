import logging

from odoo import api, models
from odoo.tools import email_normalize

_logger = logging.getLogger(__name__)


class ClientHandoverLine(models.Model):
    """The letter that introduces the new manager to a client."""

    _inherit = "client.handover.line"

    def _letter_to(self):
        """The partner whom the letter goes to: the client, else its first person with
        an address."""
        self.ensure_one()
        client = self.sudo().partner_id
        people = client | client.child_ids.filtered(lambda one: one.type == "contact")
        return people.filtered(lambda one: email_normalize(one.email))[:1]

    def _letter_refused(self):
        """Why there is no letter: ``no_address``, ``opted_out`` or nothing."""
        self.ensure_one()
        partner = self._letter_to()
        if not partner or not self.sudo().partner_id.active:
            return "no_address"
        if self._wants_none(partner):
            return "opted_out"
        return False

    @api.model
    def _wants_none(self, partner):
        """Whether letters to the partner are out of the question: on the blacklist, or
        its data may be kept but not used."""
        return partner.is_blacklisted or partner.client_privacy_restricted

    def _queue_letters(self):
        """The letters of accepted clients go out with the next run of the job."""
        for line in self.filtered(lambda line: line.letter_state == "wanted"):
            line.letter_state = line._letter_refused() or "queued"
        if any(line.letter_state == "queued" for line in self):
            self.env.ref("client_accounting.ir_cron_client_handover_letter")._trigger()

    @api.depends("handover_id.template_id", "partner_id", "receiver_id")
    def _compute_letter(self):
        for line in self:
            line.letter_subject, line.letter_body = line._render_letter()

    def _render_letter(self):
        """Subject and body in the language of the client."""
        template = self.sudo().handover_id.template_id
        if not template or not self.receiver_id or not self._origin.id:
            return False, False
        line = self.sudo()._origin
        languages = template._classify_per_lang(line.ids)
        lang, (template, ids) = next(iter(languages.items()))
        options = {"compute_lang": False}
        subject = template._render_field("subject", ids, **options)
        body = template._render_field(
            "body_html", ids, options={"post_process": True}, **options
        )
        return subject[line.id], body[line.id]

    def _send_letter(self):
        """Send the letter, in the name of the receiver, as a message on the client: so
        it lies in its history, and an answer comes back to the receiver."""
        self.ensure_one()
        if refused := self._letter_refused():
            self.letter_state = refused
            return
        subject, body = self._render_letter()
        author = self.receiver_id.partner_id
        self.partner_id.with_user(self.receiver_id).sudo().with_context(
            mail_post_autofollow=False, mail_create_nosubscribe=True
        ).message_post(
            subject=subject,
            body=body,
            author_id=author.id,
            email_from=author.email_formatted or None,
            partner_ids=self._letter_to().ids,
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
            email_layout_xmlid="mail.mail_notification_light",
        )
        self.letter_state = "sent"

    @api.model
    def _cron_send_letters(self):
        """Send the letters that wait, one by one."""
        lines = self.search([("letter_state", "=", "queued")], order="id")
        self.env["ir.cron"]._commit_progress(remaining=len(lines))
        for line in lines:
            try:
                with self.env.cr.savepoint():
                    line._send_letter()
            except Exception:
                _logger.exception("The letter of handover line %s failed", line.id)
                self.env.invalidate_all(flush=False)
                line.letter_state = "failed"
            if not self.env["ir.cron"]._commit_progress(1):
                break


class ClientHandover(models.Model):
    _inherit = "client.handover"

    @api.depends("send_letter", "line_ids.partner_id", "line_ids.letter_state")
    def _compute_letter_note(self):
        for handover in self:
            handover.letter_note = (
                handover._origin.sudo()._say_letters()
                if handover.send_letter
                else False
            )

    def _say_letters(self):
        """How many clients get the letter, as a sentence; one query."""
        self.ensure_one()
        lines = self.line_ids.filtered(lambda line: line.state != "skipped")
        clients = lines.partner_id
        people = self.env["res.partner"].search_fetch(
            [
                ("commercial_partner_id", "in", clients.ids),
                ("email_normalized", "!=", False),
            ],
            ["commercial_partner_id", "is_blacklisted", "client_privacy_restricted"],
        )
        reached = people.filtered(lambda one: not lines._wants_none(one))
        can = reached.commercial_partner_id & clients
        opted = (people.commercial_partner_id & clients) - can
        return self.env._(
            "%(can)s clients get it, %(opted)s want no mail, %(rest)s have no address.",
            can=len(can),
            opted=len(opted),
            rest=len(clients) - len(can) - len(opted),
        )

    def action_preview_letter(self):
        """Show the letter to the first client."""
        self.ensure_one()
        self.check_access("read")
        line = self.line_ids.filtered(lambda line: line.receiver_id)[:1]
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Letter"),
            "res_model": "client.handover.line",
            "res_id": line.id,
            "views": [
                (
                    self.env.ref(
                        "client_accounting.client_handover_line_view_form_letter"
                    ).id,
                    "form",
                )
            ],
            "target": "new",
            "context": {"dialog_size": "large"},
        }

from odoo import api, fields, models

WRITTEN = ("email", "comment", "email_outgoing")


class MailMessage(models.Model):
    _inherit = "mail.message"

    client_is_automatic = fields.Boolean(
        "Written by a Program",
        readonly=True,
        copy=False,
        help="An automatic reply, a bounce or a mail of a list: no contact with the "
        "client.",
        groups="base.group_user",
    )

    @api.model_create_multi
    def create(self, vals_list):
        messages = super().create(vals_list)
        if self.env.context.get("client_mail_is_automatic"):
            messages_sudo = messages.sudo()
            messages_sudo.client_is_automatic = True
        messages._queue_client_events(vals_list)
        return messages

    def _queue_client_events(self, vals_list):
        engine = self.env["client.registration"]
        documents = engine._documents()
        ids = [
            message.id
            for message, vals in zip(self, vals_list, strict=True)
            if vals.get("model") in documents
            and vals.get("message_type", "comment") in WRITTEN
            and not vals.get("is_internal")
        ]
        if ids:
            engine._queue("mail.message", ids)

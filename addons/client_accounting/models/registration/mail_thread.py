from odoo import api, models

from ...tools import mail_sender
from .mail_message import WRITTEN


class MailThread(models.AbstractModel):
    _inherit = "mail.thread"

    @api.model
    def _message_route_process(self, message, message_dict, routes):
        # EXTENDS mail: headers are not kept, and only they tell an automatic reply
        if mail_sender.is_automatic(message):
            self = self.with_context(client_mail_is_automatic=True)  # noqa: PLW0642
        return super()._message_route_process(message, message_dict, routes)

    def _notify_thread(self, message, msg_vals=False, **kwargs):
        # EXTENDS mail: now it is known who gets the mail
        result = super()._notify_thread(message, msg_vals=msg_vals, **kwargs)
        if self and message.message_type in WRITTEN and message.res_id:
            engine = self.env["client.registration"]
            if message.model in engine._documents():
                engine._queue("mail.message", message.ids)
        return result

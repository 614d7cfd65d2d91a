from odoo import models


class MailActivity(models.Model):
    _inherit = "mail.activity"

    def _action_done(self, feedback=False, attachment_ids=None):
        # EXTENDS mail: what is done has happened
        result = super()._action_done(feedback=feedback, attachment_ids=attachment_ids)
        done = self.exists()
        if done:
            self.env["client.registration"]._register_safely("mail.activity", done.ids)
        return result

from odoo import models
from odoo.tools import is_html_empty, plaintext2html


class MailActivity(models.Model):
    _inherit = "mail.activity"

    def _action_done(self, feedback=False, attachment_ids=None):
        # EXTENDS mail: what is done has happened
        result = super()._action_done(feedback=feedback, attachment_ids=attachment_ids)
        done = self.exists()
        if done:
            self.env["client.registration"]._register_safely("mail.activity", done.ids)
        if done and feedback:
            done._tell_events_of_meetings(feedback)
        return result

    def _tell_events_of_meetings(self, feedback):
        """Write what came of a meeting into its event, if that was there before."""
        keys = [f"calendar.event,{meeting.id}" for meeting in self.calendar_event_id]
        events_sudo = self.env["client.event"].sudo()
        for event_sudo in keys and events_sudo.search([("source_key", "in", keys)]):
            if is_html_empty(event_sudo.note):
                event_sudo.note = plaintext2html(feedback)

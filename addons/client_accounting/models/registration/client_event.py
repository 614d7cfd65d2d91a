from odoo import api, fields, models
from odoo.exceptions import AccessError, ValidationError

from ...tools.call_message import CallMessageError, web_address


class ClientEvent(models.Model):
    """What is registered by itself can be kept private, and stays away then."""

    _inherit = "client.event"

    recording_url = fields.Char("Recording", help="Where the recording can be heard.")

    @api.depends("source")
    def _compute_asked(self):
        # EXTENDS: who opens what registered itself is not asked to complete it first
        result = super()._compute_asked()
        for event in self:
            if event._origin.id and event.source != "manual":
                event.asked = ""
        return result

    @api.constrains("recording_url")
    def _check_recording_url(self):
        for event in self:
            try:
                web_address(event.recording_url)
            except CallMessageError:
                raise ValidationError(
                    self.env._("A recording has an address with http or https.")
                ) from None

    def unlink(self):
        # What was deleted is not registered again by the next check.
        if not self.env.context.get("client_event_not_buried"):
            self.env["client.event.exclusion"]._bury(
                self.sudo().mapped("source_key"), self.env._("Deleted")
            )
        return super().unlink()

    def action_keep_private(self):
        """Take the events out of the history for good; mails, meetings and calls
        themselves stay where they are.

        :raises AccessError: for events of others, but for administrators
        """
        self._check_may_keep_private()
        keys = self.sudo().mapped("source_key")
        self.env["client.event.exclusion"]._bury(keys, self.env._("Kept private"))
        self.sudo().unlink()
        return self._after_keep_private()

    def action_keep_document_private(self):
        """Take out of the history, now and later, what happens on the documents of the
        events.

        :raises AccessError: for events of others, but for administrators
        """
        self._check_may_keep_private()
        threads = {
            (event.res_model, event.res_id)
            for event in self.sudo()
            if event.res_id and event.res_model != "res.partner"
        }
        exclusions_sudo = self.env["client.event.exclusion"].sudo()
        exclusions_sudo.create(
            [
                {"kind": "thread", "res_model": model, "res_id": res_id}
                for model, res_id in threads
                if not exclusions_sudo.search_count(
                    [("res_model", "=", model), ("res_id", "=", res_id)], limit=1
                )
            ]
        )
        registered = self.sudo().browse()
        for model, res_id in threads:
            registered |= self.sudo().search(
                [
                    ("res_model", "=", model),
                    ("res_id", "=", res_id),
                    ("source_key", "!=", False),
                ]
            )
        registered |= self.sudo()
        registered.unlink()
        return self._after_keep_private()

    def _check_may_keep_private(self):
        self.check_access("read")
        manager = self.env.user.has_group(
            "client_accounting.group_client_accounting_manager"
        )
        own = self.filtered(lambda event: event.user_id == self.env.user)
        if not manager and self - own:
            raise AccessError(
                self.env._("Only your own events can be kept private by you.")
            )

    def _after_keep_private(self):
        # the form that the button was on has no record any more
        action = self.env["ir.actions.actions"]._for_xml_id(
            "client_accounting.client_event_action"
        )
        return {**action, "target": "main"}

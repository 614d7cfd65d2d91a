from odoo import api, models


class ClientEvent(models.Model):
    """Where one hears of a competitor, he is noted at the client."""

    _inherit = "client.event"

    @api.model_create_multi
    def create(self, vals_list):
        events = super().create(vals_list)
        if any(vals.get("competitor_id") for vals in vals_list):
            events._note_competitors()
        return events

    def write(self, vals):
        result = super().write(vals)
        if vals.get("competitor_id"):
            self._note_competitors()
        return result

    def _note_competitors(self):
        self.env["client.competitor.presence"]._heard_of(
            [
                {
                    "partner_id": event.client_id.id,
                    "competitor_id": event.competitor_id.id,
                    "date_from": event.date.date(),
                    "event_id": event.id,
                    "user_id": event.user_id.id,
                }
                for event in self
                if event.competitor_id and event.client_id
            ]
        )

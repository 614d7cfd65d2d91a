from odoo import fields, models
from odoo.tools import SQL


class ResPartner(models.Model):
    """A client keeps its history when its people come and go."""

    _inherit = "res.partner"

    client_event_ids = fields.One2many(
        "client.event",
        "client_id",
        string="Client Events",
        groups="client_accounting.group_client_accounting_user",
    )

    def write(self, vals):
        moving = {"parent_id", "is_company"} & set(vals)
        own = self.filtered(lambda p: p.commercial_partner_id == p) if moving else self
        result = super().write(vals)
        if moving:
            own._hand_events_over()
        return result

    def _hand_events_over(self):
        """Give the events of who was a client and now belongs to one to that client."""
        moved = self.filtered(lambda partner: partner.commercial_partner_id != partner)
        if not moved:
            return
        events_sudo = self.env["client.event"].sudo()
        events_sudo.flush_model(["client_id"])
        self.flush_model(["commercial_partner_id"])
        self.env.execute_query(
            SQL(
                """UPDATE client_event
                      SET client_id = partner.commercial_partner_id,
                          write_date = now() AT TIME ZONE 'UTC'
                     FROM res_partner partner
                    WHERE partner.id = client_event.client_id
                      AND partner.id = ANY(%s)
                      AND partner.commercial_partner_id <> partner.id
                RETURNING client_event.id""",
                moved.ids,
            )
        )
        events_sudo.invalidate_model(["client_id"])
        self.invalidate_model(["client_event_ids"])

    def unlink(self):
        # What was said with a person who is deleted was said with the client.
        events_sudo = (
            self.env["client.event"]
            .sudo()
            .search([("partner_id", "in", self.ids), ("client_id", "not in", self.ids)])
        )
        for client, events in events_sudo.grouped("client_id").items():
            events.partner_id = client
        return super().unlink()

from datetime import timedelta

from odoo import fields, models
from odoo.tools import SQL


class ClientProcessTrigger(models.Model):
    """Personal dates start processes, also those whose year nobody knows."""

    _inherit = "client.process.trigger"

    date_type_id = fields.Many2one(
        "client.personal.date.type", "Occasion", ondelete="cascade"
    )

    def _found_personal_date(self):
        """Dates that are so many days ahead, or were a few days ago, in case a night
        was missed."""
        today = self.env["client.work.days"]._today()
        ahead = timedelta(days=self.days)
        return SQL(
            """
            SELECT p.commercial_partner_id AS partner_id,
                   NULLIF(p.id, p.commercial_partner_id) AS person_id,
                   NULL::integer AS company_id,
                   'personal_date,' || one.id || ',' || one.next_date AS key,
                   'client.personal.date' AS res_model, one.id AS res_id
              FROM client_personal_date one
              JOIN res_partner p ON p.id = one.partner_id
             WHERE p.active AND p.client_privacy_restricted IS NOT TRUE
               AND one.type_id = %s AND one.next_date BETWEEN %s AND %s
            """,
            self.date_type_id.id,
            max(max(self.since, today - timedelta(days=3)) + ahead, today),
            today + ahead,
        )

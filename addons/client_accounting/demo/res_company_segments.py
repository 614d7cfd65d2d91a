from datetime import timedelta

from odoo import api, models
from odoo.tools import SQL

#: code of a client, segments it was in before today's and how many days ago it came
BEFORE = (
    ("client_foundry", (("rfm_champions", 300),), 120),
    ("client_chain", (("rfm_promising", 330), ("rfm_loyal", 200)), 75),
    ("client_dealer", (("rfm_champions", 340), ("rfm_loyal", 160)), 40),
    ("client_person", (("rfm_new", 310),), 90),
)


class ResCompany(models.Model):
    _inherit = "res.company"

    @api.model
    def _install_segment_demo(self):
        """The segments of the demo clients, with a history behind them.

        Run again it does nothing.
        """
        segments = self.env["client.segment"]
        memberships = self.env["client.segment.membership"]
        if memberships.search_count([], limit=1):
            return
        self.env["client.figures"]._rebuild()
        segments._evaluate_all()
        today = segments._today()
        self.env.execute_query(
            SQL(
                """
                UPDATE client_segment_membership
                   SET date_from = %s::date - (30 + id * 37 %% 300)
             RETURNING id
                """,
                today,
            )
        )
        for client, stays, since in BEFORE:
            partner = self._demo(client)
            ends = [*(days for _code, days in stays[1:]), since]
            for (code, days), end in zip(stays, ends, strict=True):
                segment = self.env.ref(f"client_accounting.client_segment_{code}")
                memberships.create(
                    {
                        "partner_id": partner.id,
                        "segment_id": segment.id,
                        "axis_id": segment.axis_id.id,
                        "date_from": today - timedelta(days=days),
                        "date_to": today - timedelta(days=end),
                        "origin": "rule",
                    }
                )
            memberships.search(
                [
                    ("partner_id", "=", partner.id),
                    ("axis_id.code", "=", "rfm"),
                    ("date_to", "=", False),
                ]
            ).date_from = today - timedelta(days=since)
        memberships.flush_model()

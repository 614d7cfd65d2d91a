from odoo import fields, models
from odoo.tools import SQL

from .client_segment import CURRENT
from .links import UncheckedMany2one, create_view


class ClientSegmentMembership(models.Model):
    """From when to when a client was in a segment. Rows are written by the evaluation
    only; the open row is the present.

    A client is in the segment on a day if ``date_from <= day`` and the row is open or
    ``day < date_to``.
    """

    _name = "client.segment.membership"
    _description = "Membership in a Segment"
    _order = "date_from desc, id desc"
    _log_access = False
    _rec_name = "segment_id"

    partner_id = fields.Many2one(
        "res.partner",
        "Client",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    segment_id = UncheckedMany2one(
        "client.segment", required=True, readonly=True, index=True
    )
    axis_id = UncheckedMany2one("client.segment.axis", required=True, readonly=True)
    company_id = fields.Many2one(related="axis_id.company_id")
    date_from = fields.Date("From", required=True, readonly=True)
    date_to = fields.Date(
        "Until", readonly=True, help="The first day without the segment."
    )
    origin = fields.Selection(
        [("rule", "Rule"), ("manual", "By hand")],
        required=True,
        readonly=True,
        help="What put the client in.",
    )
    reason = fields.Char(
        readonly=True, help="Why somebody put the client in, or took him out, by hand."
    )
    value = fields.Float(
        readonly=True,
        aggregator=None,
        help="The number of the client when he came in, where the axis computes one.",
    )

    _open_uniq = models.UniqueIndex(
        "(segment_id, partner_id) WHERE date_to IS NULL",
        "The client is in this segment already.",
    )
    _closed_idx = models.Index("(segment_id, date_to) WHERE date_to IS NOT NULL")
    _order_of_dates = models.Constraint(
        "CHECK(date_to >= date_from)", "Nobody leaves before he came."
    )

    def init(self):
        """The links that lists are filtered and grouped by: the open rows."""
        create_view(
            self.env.cr,
            CURRENT,
            SQL(
                "SELECT partner_id, segment_id FROM client_segment_membership"
                " WHERE date_to IS NULL"
            ),
        )

    def _delete_of(self, segments):
        """Delete the memberships of segments that are deleted."""
        if not segments:
            return
        self.env.cr.execute(
            SQL(
                "DELETE FROM client_segment_membership WHERE segment_id = ANY(%s)",
                segments.ids,
            )
        )
        self.invalidate_model()
        self.env["res.partner"].invalidate_model(["client_segment_ids"], flush=False)

    def _delete_orphans(self):
        """Delete memberships of segments that were deleted while who belongs to them
        was evaluated."""
        self.env.cr.execute(
            """
            DELETE FROM client_segment_membership m
             WHERE NOT EXISTS (SELECT FROM client_segment s WHERE s.id = m.segment_id)
            """
        )

    def action_open_dossier(self):
        """Open the dossier of the client."""
        self.ensure_one()
        return self.partner_id.action_open_dossier()

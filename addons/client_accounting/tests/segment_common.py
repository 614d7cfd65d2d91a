from odoo import fields
from odoo.tests import freeze_time

from .common import ClientAccountingCommon


@freeze_time("2026-06-15 10:00:00")
class SegmentCommon(ClientAccountingCommon):
    """Only the segments that a test makes; the ready-made ones are put away."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.segments = cls.env["client.segment"]
        cls.env["client.segment.axis"].search([]).active = False
        cls.env["client.segment.membership"].search([]).unlink()
        cls.axis = cls._axis("Ways", exclusive=False)

    @classmethod
    def _axis(cls, name, **values):
        return cls.env["client.segment.axis"].create({"name": name, **values})

    @classmethod
    def _segment(cls, name, domain=(), axis=None, **values):
        return cls.segments.create(
            {
                "name": name,
                "axis_id": (axis or cls.axis).id,
                "domain": repr(list(domain)),
                **values,
            }
        )

    @classmethod
    def _evaluate(cls):
        """Figures and segments of all clients, as the night does it."""
        cls.figures._rebuild()
        return cls.segments._evaluate_all()

    @classmethod
    def _members(cls, segment, day=None):
        """Clients who are in the segment now, or were at the end of a day."""
        domain = [("segment_id", "=", segment.id)]
        if day is None:
            domain.append(("date_to", "=", False))
        else:
            day = fields.Date.to_date(day)
            domain += [("date_from", "<=", day), "|", ("date_to", "=", False)]
            domain.append(("date_to", ">", day))
        return cls.env["client.segment.membership"].search(domain).partner_id

    @classmethod
    def _among(cls, segment, *clients):
        """Names of those of the clients who are in the segment now, in order."""
        found = cls._members(segment)
        return [client.name for client in clients if client in found]

    def _current(self):
        """What is stored for the open rows: {(segment code, client id)}."""
        self.env.invalidate_all()
        rows = self.env["client.segment.membership"].search([("date_to", "=", False)])
        pairs = {(row.segment_id.code, row.partner_id.id) for row in rows}
        self.env.cr.execute(
            "SELECT s.code, r.partner_id FROM client_segment_current_rel r"
            " JOIN client_segment s ON s.id = r.segment_id"
        )
        self.assertEqual(pairs, set(self.env.cr.fetchall()), "the links of lists")
        return pairs

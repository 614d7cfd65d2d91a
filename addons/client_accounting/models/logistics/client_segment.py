from odoo import api, fields, models

from .levels import IMPORTANCE


class ClientSegment(models.Model):
    """What belonging to a segment says about the care that a client is worth."""

    _inherit = "client.segment"

    importance = fields.Selection(
        IMPORTANCE,
        default="0",
        required=True,
        help="How much a client of this segment matters at least: the highest of his "
        "segments counts. Warehouse and sales sort their documents by it.",
    )

    @api.model
    def _importance_weights(self):
        """``[(segment id, level, company id or None)]`` of the segments that lift
        their clients above the ordinary."""
        segments = self.sudo().search_fetch(
            [("importance", "!=", "0")], ["importance", "company_id"]
        )
        return [
            (segment.id, segment.importance, segment.company_id.id or None)
            for segment in segments
        ]

from odoo import api, fields, models, tools

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

    @api.model_create_multi
    def create(self, vals_list):
        # EXTENDS client_accounting
        segments = super().create(vals_list)
        if any(segment.importance != IMPORTANCE[0][0] for segment in segments):
            self.env.registry.clear_cache()
        return segments

    def write(self, vals):
        # EXTENDS client_accounting
        result = super().write(vals)
        if not {"importance", "active", "axis_id"}.isdisjoint(vals):
            self.env.registry.clear_cache()
        return result

    def unlink(self):
        # EXTENDS client_accounting
        self.env.registry.clear_cache()
        return super().unlink()

    @api.model
    @tools.ormcache()
    def _importance_weights(self):
        """``((segment id, level, company id or None), ...)`` of the segments that lift
        their clients above the ordinary."""
        segments = self.sudo().search_fetch(
            [("importance", "!=", IMPORTANCE[0][0])], ["importance", "company_id"]
        )
        return tuple(
            (segment.id, segment.importance, segment.company_id.id or None)
            for segment in segments
        )


class ClientSegmentAxis(models.Model):
    _inherit = "client.segment.axis"

    def write(self, vals):
        # EXTENDS client_accounting: the company of the segments is that of the axis
        result = super().write(vals)
        if not {"company_id", "active"}.isdisjoint(vals):
            self.env.registry.clear_cache()
        return result

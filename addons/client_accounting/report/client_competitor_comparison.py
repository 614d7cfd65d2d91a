from odoo import api, models


class ReportCompetitorComparison(models.AbstractModel):
    """What to have at hand for the talk: each competitor with his strengths, his
    weaknesses and our arguments, and what is known of him at the client."""

    _name = "report.client_accounting.report_competitor_comparison"
    _description = "Comparison Sheet"

    @api.model
    def _get_report_values(self, docids, data=None):
        data = data or {}
        competitors = self.env["client.competitor"].browse(
            self._valid_ids(docids) or self._valid_ids(data.get("competitor_ids"))
        )
        competitors = competitors.exists()._filtered_access("read")
        partner = self.env["res.partner"].browse(
            self._valid_ids([data.get("partner_id")])
        )
        partner = partner.exists()._filtered_access("read").commercial_partner_id
        return {
            "doc_ids": competitors.ids,
            "doc_model": "client.competitor",
            "docs": competitors,
            "partner": partner,
            "parts": [self._part(one, partner) for one in competitors],
        }

    @api.model
    def _valid_ids(self, values):
        """Return the ids among what a browser sent."""
        if not isinstance(values, (list, tuple)):
            return []
        return [one for one in values if type(one) is int and 0 < one < 2**31]

    @api.model
    def _part(self, competitor, partner):
        presences = self.env["client.competitor.presence"]
        if partner:
            presences = presences.search(
                [
                    ("partner_id", "=", partner.id),
                    ("competitor_id", "=", competitor.id),
                    ("is_current", "=", True),
                ]
            )
        here = competitor._results(partner).get(competitor.id) if partner else None
        return {
            "competitor": competitor,
            "arguments": self._ordered(competitor.argument_ids, presences.categ_id),
            "presences": presences,
            "won": competitor.won_count,
            "lost": competitor.lost_count,
            "here": here,
        }

    @api.model
    def _ordered(self, arguments, categories):
        """What the client buys of him comes first, what holds for all next."""
        return arguments.sorted(
            lambda one: (
                one.categ_id not in categories or not one.categ_id,
                bool(one.categ_id),
                one.sequence,
            )
        )

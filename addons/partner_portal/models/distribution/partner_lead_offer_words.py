from markupsafe import Markup

from odoo import api, fields, models


class PartnerLeadOffer(models.Model):
    """Why this partner: the scores in words, in the language of the reader."""

    _inherit = "partner.lead.offer"

    explanation = fields.Html(
        "Why This Partner", compute="_compute_explanation", sanitize=False
    )

    @api.depends("scores", "score", "by_hand")
    @api.depends_context("lang")
    def _compute_explanation(self):
        for offer in self:
            offer.explanation = self._explain(
                offer.scores or [], offer.score, offer.by_hand
            )

    @api.model
    def _explain(self, scores, total, by_hand=False):
        """Return the scores as a small table with words.

        :param list scores: of ``tools.lead_scoring.Choice``
        :param float total: 0 to 100
        """
        kinds = self.env["partner.lead.criterion"]._fields["kind"]
        names = dict(kinds._description_selection(self.env))
        weight = sum(one["weight"] for one in scores) or 1
        rows = Markup().join(
            Markup(
                "<tr><td>%s</td><td>%s</td><td class='text-end text-nowrap'>"
                "%.1f / %.1f</td></tr>"
            )
            % (
                names.get(one["kind"], one["kind"]),
                self._words(one),
                100 * one["weight"] * one["score"] / weight,
                100 * one["weight"] / weight,
            )
            for one in sorted(scores, key=lambda one: -one["weight"])
        )
        hand = Markup("<p>%s</p>") % self.env._("Chosen by hand.") if by_hand else ""
        if not scores:
            return hand
        head = Markup(
            "<thead><tr><th>%s</th><th>%s</th><th class='text-end'>%s</th></tr></thead>"
        ) % (self.env._("Criterion"), self.env._("Because"), self.env._("Points"))
        foot = Markup(
            "<tfoot><tr><th colspan='2'>%s</th><th class='text-end text-nowrap'>"
            "%.1f / 100</th></tr></tfoot>"
        ) % (self.env._("Together"), total)
        return Markup(
            "%s<table class='table table-sm mb-0'>%s<tbody>%s</tbody>%s</table>"
        ) % (hand, head, rows, foot)

    @api.model
    def _words(self, one):
        """One criterion in words."""
        return {
            "territory": self._words_of_territory,
            "specialisation": lambda one: self.env._(
                "has %(held)s of %(needed)s specialisations that the lead asks for",
                held=one["held"],
                needed=one["needed"],
            ),
            "tier": lambda one: self.env._(
                "level with %(part)s %% of the highest weight", part=percent(one)
            ),
            "type": lambda one: (
                self.env._("is of a type that the rule prefers")
                if one["score"]
                else self.env._("is of another type")
            ),
            "load": lambda one: self.env._(
                "%(open)s open leads, room for %(capacity)s",
                open=one["open"],
                capacity=one["capacity"],
            ),
            "speed": lambda one: (
                self.env._(
                    "answers with %(part)s %% of the time left", part=percent(one)
                )
                if one["known"]
                else self.env._("has answered no offer yet")
            ),
            "conversion": lambda one: self.env._(
                "has won %(won)s of %(decided)s leads decided in a year",
                won=one["won"],
                decided=one["decided"],
            ),
            "share": lambda one: self.env._(
                "took %(received)s of %(total)s leads in 90 days, %(due)s %% are due",
                received=one["received"],
                total=one["total"],
                due=round(100 * one["due"]),
            ),
        }[one["kind"]](one)

    @api.model
    def _words_of_territory(self, one):
        if one["territory"]:
            return self.env._(
                "holds the territory %(territory)s", territory=one["territory"]
            )
        if one["score"] >= 0.6:
            return self.env._("sits in the region of the lead")
        if one["score"] > 0:
            return self.env._("sits in the country of the lead")
        return self.env._("sits elsewhere")


def percent(one):
    """A score in whole percent."""
    return round(100 * one["score"])

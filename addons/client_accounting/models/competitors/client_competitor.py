from odoo import fields, models


class ClientCompetitor(models.Model):
    """What to say of a competitor, where he is met, and how one fares against him."""

    _inherit = "client.competitor"

    argument_ids = fields.One2many(
        "client.competitor.argument", "competitor_id", "Comparison"
    )
    presence_ids = fields.One2many(
        "client.competitor.presence", "competitor_id", "At Clients"
    )
    client_count = fields.Integer("Clients", compute="_compute_client_count")
    won_count = fields.Integer("Won Against Him", compute="_compute_results")
    lost_count = fields.Integer("Lost to Him", compute="_compute_results")

    def _compute_client_count(self):
        counts = dict(
            self.env["client.competitor.presence"]._read_group(
                [("competitor_id", "in", self.ids), ("is_current", "=", True)],
                ["competitor_id"],
                ["partner_id:count_distinct"],
            )
        )
        for competitor in self:
            competitor.client_count = counts.get(competitor._origin, 0)

    def _compute_results(self):
        counts = self._results()
        for competitor in self:
            won, lost = counts.get(competitor.id, (0, 0))
            competitor.won_count, competitor.lost_count = won, lost

    def _results(self, partner=None):
        """Return ``{competitor id: (won, lost)}`` of opportunities that the user sees.

        :param partner: the client, for his only
        """
        leads = self.env["crm.lead"].with_context(active_test=False)
        if not leads.has_access("read"):
            return {}
        domain = fields.Domain("client_competitor_id", "in", self.ids)
        if partner:
            client = partner.commercial_partner_id
            domain &= fields.Domain("partner_id.commercial_partner_id", "=", client.id)
        found = {}
        for competitor, status, count in leads._read_group(
            domain, ["client_competitor_id", "won_status"], ["__count"]
        ):
            won, lost = found.get(competitor.id, (0, 0))
            found[competitor.id] = (
                won + (count if status == "won" else 0),
                lost + (count if status == "lost" else 0),
            )
        return found

    # ------------------------------------------------------------------ actions
    def _comparison_action(self, partner=None):
        """Return the action that opens the comparison sheet of these competitors.

        :param partner: the client whom one speaks with, if it is known
        """
        report = self.env.ref("client_accounting.action_report_competitor_comparison")
        return report.report_action(
            self.ids,
            data={
                "competitor_ids": self.ids,
                "partner_id": partner.id if partner else False,
            },
            config=False,
        )

    def action_open_comparison(self):
        """Open what to say about the competitor."""
        self.check_access("read")
        return self._comparison_action()

    def action_open_clients(self):
        """Open the clients where the competitor is met."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "client_accounting.client_competitor_presence_action"
        )
        return {
            **action,
            "domain": [("competitor_id", "=", self.id)],
            "context": {
                "default_competitor_id": self.id,
                "search_default_current": 1,
            },
        }

    def action_open_results(self):
        """Open the opportunities won against the competitor and lost to him."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "client_accounting.client_competitor_result_action"
        )
        return {
            **action,
            "views": [(False, "list"), (False, "pivot"), (False, "graph")],
            "domain": [("competitor_id", "=", self.id)],
            "context": {},
        }

    def _of_client(self, partner):
        """The competitors that are met at a client; all of them where none is."""
        client = partner.commercial_partner_id
        found = (
            self.env["client.competitor.presence"]
            .search([("partner_id", "=", client.id), ("is_current", "=", True)])
            .competitor_id
        )
        return found or self.search([("argument_ids", "!=", False)])

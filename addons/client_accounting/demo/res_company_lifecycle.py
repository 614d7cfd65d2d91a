from datetime import timedelta

from odoo import api, models

from .lifecycle_history import STAYS, WINBACK


class ResCompany(models.Model):
    _inherit = "res.company"

    @api.model
    def _install_lifecycle_demo(self, company_id):
        """The stages of the demo clients by the rules, with a history behind them.

        Run again it does nothing.
        """
        company = self.browse(company_id)
        states = self.env["client.lifecycle.state"]
        if states.search_count([("company_id", "=", company.id)], limit=1):
            return
        self.env["client.figures"]._rebuild()
        states._evaluate(company)
        for client, *stays in STAYS:
            for state in company._lifecycle_demo_state(client):
                company._create_demo_stays(state, stays)
        for client, reason, note, offer in WINBACK:
            company._lifecycle_demo_state(client).write(
                {
                    "churn_reason_id": reason
                    and self._demo(f"client_churn_reason_{reason}").id,
                    "churn_note": note,
                    "offer_id": offer
                    and self._demo(f"client_winback_offer_{offer}").id,
                }
            )

    def _lifecycle_demo_state(self, client):
        return self.env["client.lifecycle.state"].search(
            [("partner_id", "=", self._demo(client).id), ("company_id", "=", self.id)]
        )

    def _create_demo_stays(self, state, stays):
        """Write the stays of the client before today's, and when the last one began.

        :param stays: (code of the stage, days ago when it began), the last one going on
        """
        today = state._today()
        stages = {
            stage.code: stage for stage in self.env["client.lifecycle.stage"].search([])
        }
        for (code, begin), (following, end) in zip(stays, stays[1:], strict=False):
            self.env["client.lifecycle.transition"].create(
                {
                    "partner_id": state.partner_id.id,
                    "company_id": self.id,
                    "from_stage_id": stages[code].id,
                    "to_stage_id": stages[following].id,
                    "entered": today - timedelta(days=begin),
                    "date": today - timedelta(days=end),
                    "days": begin - end,
                    "reason": "rule",
                    "salesperson_id": state.partner_id.user_id.id,
                }
            )
        code, begin = stays[-1]
        since = today - timedelta(days=begin)
        state.write(
            {
                "stage_id": stages[code].id,
                "rule_stage_id": stages[code].id,
                "since": since,
                "rule_since": since,
                "previous_stage_id": stages[stays[-2][0]].id,
            }
        )
        if state.stage_id.kind == "returned":
            state._note_bonus()
            self.env["client.winback.bonus"].search(
                [("partner_id", "=", state.partner_id.id)]
            ).date = since

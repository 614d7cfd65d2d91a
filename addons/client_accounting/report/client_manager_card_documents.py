from odoo import fields, models
from odoo.fields import Domain

from ..models.managers.client_month import month_in_utc
from .client_manager_card import PERIODS


class ClientManagerCard(models.Model):
    """From the figures of a manager to what they count."""

    _inherit = "client.manager.card"

    def _action(self, xmlid, name, domain, **context):
        action = self.env["ir.actions.act_window"]._for_xml_id(
            f"client_accounting.{xmlid}"
        )
        return {**action, "name": name, "domain": list(domain), "context": context}

    def _utc(self):
        start = self.date_from
        months = PERIODS[self.period][2]
        return month_in_utc(start, self.env, months)

    def action_open_contacts(self):
        """Open the contacts of the manager in the period, as the user."""
        self.ensure_one()
        start, stop = self._utc()
        return self._action(
            "client_event_action",
            self.env._("Contacts of %(name)s", name=self.user_id.name),
            [
                ("user_id", "=", self.user_id.id),
                ("date", ">=", fields.Datetime.to_string(start)),
                ("date", "<", fields.Datetime.to_string(stop)),
            ],
        )

    def action_open_answers(self):
        """Open what the manager had to answer in the period, as the user."""
        self.ensure_one()
        results = self.env["client.manager.result"].search(
            [*self._result_domain(), ("kind", "=", "response")]
        )
        return self._action(
            "client_event_action",
            self.env._("To Be Answered by %(name)s", name=self.user_id.name),
            [("id", "in", results.event_id.ids)],
        )

    def action_open_overdue(self):
        """Open the overdue activities of the manager, as the user."""
        self.ensure_one()
        today = self.env["client.figures"]._figures_scope().today
        models_ = list(self.env["client.registration"]._documents())
        return self.env["client.manager.result"]._act_window(
            self.env._("Overdue: %(name)s", name=self.user_id.name),
            "mail.activity",
            Domain("user_id", "=", self.user_id.id)
            & Domain("date_deadline", "<", fields.Date.to_string(today))
            & Domain("res_model", "in", models_),
        )

    def action_open_breaches(self):
        """Open the manager's clients without a next step, as the user."""
        self.ensure_one()
        return self._action(
            "client_next_step_breach_action",
            self.env._("Without a Next Step: %(name)s", name=self.user_id.name),
            [
                ("user_id", "=", self.user_id.id),
                ("date_to", "=", False),
                ("kind", "=", "none"),
            ],
        )

    def action_open_dossiers(self):
        """Open the completeness of the dossiers of the manager's clients."""
        self.ensure_one()
        return self._action(
            "client_completeness_action",
            self.env._("Dossiers of %(name)s", name=self.user_id.name),
            [("user_id", "=", self.user_id.id)],
        )

    def action_open_results(self):
        """Open the results behind the card, by month."""
        self.ensure_one()
        return self._action(
            "client_manager_result_action",
            self.env._("Results of %(name)s", name=self.user_id.name),
            self._result_domain(),
        )

    def action_open_appraisals(self):
        """Open the appraisal sheets of the manager that the user may see."""
        self.ensure_one()
        return self._action(
            "client_appraisal_action",
            self.env._("Appraisals of %(name)s", name=self.user_id.name),
            [("user_id", "=", self.user_id.id)],
        )

    def _result_domain(self):
        return [
            ("user_id", "=", self.user_id.id),
            ("company_id", "in", self.env.companies.ids),
            ("month", ">=", fields.Date.to_string(self.date_from)),
            ("month", "<=", fields.Date.to_string(self.date_to)),
        ]

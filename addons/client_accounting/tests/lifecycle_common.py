from datetime import timedelta

from odoo.tests import freeze_time

from .common import USER_GROUP, ClientAccountingCommon, day


class LifecycleCommon(ClientAccountingCommon):
    """Builders of histories of purchases, and the rules on the days that follow."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.states = cls.env["client.lifecycle.state"].sudo()
        cls.transitions = cls.env["client.lifecycle.transition"].sudo()
        cls.stages = {
            stage.code: stage
            for stage in cls.env["client.lifecycle.stage"].search([])
            if stage.get_external_id()[stage.id].startswith("client_accounting.")
        }
        cls.seller = cls._user(
            "seller", USER_GROUP, "sales_team.group_sale_salesman_all_leads"
        )

    @classmethod
    def _bought(cls, client, *dates, company=None):
        for date in dates:
            with freeze_time(f"{day(date)} 10:00:00"):
                cls._invoice(client, 100, date, company=company)

    @classmethod
    def _decide(cls, date, clients=None, company=None):
        """Let the rules decide on a day; with what the documents say on it."""
        with freeze_time(f"{day(date)} 10:00:00"):
            cls.env["client.figures"]._rebuild()
            return cls.states._evaluate(
                company or cls.company, clients.ids if clients else None
            )

    def _state(self, client=None, company=None):
        self.env.invalidate_all()
        return self.states.search(
            [
                ("partner_id", "=", (client or self.client).id),
                ("company_id", "=", (company or self.company).id),
            ]
        )

    @classmethod
    def _as(cls, user, records):
        """The records as the user sees them in the first company."""
        return records.with_user(user).with_context(
            allowed_company_ids=cls.company.ids, client_lifecycle_by_hand=None
        )

    def _stage(self, client=None, company=None):
        return self._state(client, company).stage_id.code

    def _path(self, client=None):
        """``(from, to, date, reason)`` of all transitions, the earliest first."""
        return [
            (
                transition.from_stage_id.code,
                transition.to_stage_id.code,
                str(transition.date),
                transition.reason,
            )
            for transition in self.transitions.search(
                [("partner_id", "=", (client or self.client).id)], order="date, id"
            )
        ]

    @classmethod
    def _after(cls, date, days):
        return str(day(date) + timedelta(days=days))

from odoo import Command, fields
from odoo.tests import TransactionCase, freeze_time, new_test_user

from .common import MANAGER_GROUP, USER_GROUP


@freeze_time("2026-06-15 10:00:00")
class ManagerCommon(TransactionCase):
    """Two managers of a team with a head in a company that works from Monday to Friday,
    8 to 12 and 13 to 17 UTC, and builders of what they did."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(context=dict(cls.env.context, tracking_disable=True))
        cls.company = cls.env.company
        cls.company.partner_id.tz = "UTC"
        cls.env.ref("base.main_company").partner_id.tz = "UTC"
        cls.calendar = cls.env["resource.calendar"].create(
            {"name": "Five days", "company_id": cls.company.id, "tz": "UTC"}
        )
        cls.company.resource_calendar_id = cls.calendar
        cls.company.client_effect_days = 30
        cls.company.client_response_hours = 4
        cls.boss = cls._user("boss")
        cls.ann = cls._user("ann")
        cls.bob = cls._user("bob")
        cls.stranger = cls._user("stranger")
        cls.admin = cls._user("admin", MANAGER_GROUP)
        cls.team = cls.env["crm.team"].create(
            {
                "name": "North",
                "user_id": cls.boss.id,
                "company_id": False,
                "member_ids": [Command.set((cls.ann | cls.bob).ids)],
            }
        )
        cls.vega = cls._client("Vega", user_id=cls.ann.id)
        cls.rigel = cls._client("Rigel", user_id=cls.bob.id)
        cls.results = cls.env["client.manager.result"]

    @classmethod
    def _user(cls, login, *groups):
        return new_test_user(
            cls.env,
            login=f"result_{login}",
            name=login.capitalize(),
            groups=",".join(("base.group_user", USER_GROUP, *groups)),
            tz="UTC",
        )

    @classmethod
    def _client(cls, name, **values):
        return cls.env["res.partner"].create(
            {"name": name, "is_company": True, **values}
        )

    # ------------------------------------------------------------------ builders
    def _events(self, *rows, **values):
        """Events of rows ``(user, client, type code, date)``."""
        return self.env["client.event"]._register_events(
            [
                {
                    "user_id": user.id,
                    "partner_id": client.id,
                    "type_code": code,
                    "date": fields.Datetime.to_datetime(date),
                    "company_id": self.company.id,
                    **values,
                }
                for user, client, code, date in rows
            ],
            live=False,
        )

    def _order(self, client, offered, confirmed=None):
        """An order whose quotation was sent, and confirmed, on these moments."""
        order = self.env["sale.order"].create({"partner_id": client.id})
        with freeze_time(offered):
            order.write({"state": "sent"})
        if confirmed:
            order.write({"state": "sale", "date_order": confirmed})
        return order

    def _activity(self, user, client, deadline, done=None):
        activity = self.env["mail.activity"].create(
            {
                "res_model_id": self.env["ir.model"]._get_id("res.partner"),
                "res_id": client.id,
                "activity_type_id": self.env.ref("mail.mail_activity_data_call").id,
                "date_deadline": deadline,
                "user_id": user.id,
            }
        )
        if done:
            activity.write({"active": False, "date_done": done})
        return activity

    def _refresh(self, since=None):
        self.results._refresh(since and fields.Date.to_date(since))

    def _group(self, groupby, *aggregates, domain=(), user=None):
        """``{group: (aggregates)}`` of results, rounded."""
        model = self.results.with_user(user) if user else self.results
        rows = model._read_group(
            [("user_id", "in", (self.ann | self.bob | self.boss).ids), *domain],
            [groupby] if groupby else [],
            list(aggregates),
        )
        found = {}
        for row in rows:
            key, values = (row[0], row[1:]) if groupby else (None, row)
            found[key] = tuple(
                None if value is False else round(value, 4) for value in values
            )
        return found

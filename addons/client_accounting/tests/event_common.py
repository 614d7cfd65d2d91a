from odoo import fields
from odoo.tests import freeze_time, new_test_user

from .common import MANAGER_GROUP, USER_GROUP, ClientAccountingCommon

NOW = fields.Datetime.to_datetime("2026-06-15 10:00:00")


@freeze_time("2026-06-15 10:00:00")
class ClientEventCommon(ClientAccountingCommon):
    """Users, types and builders of events around the client of the common class."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.events = cls.env["client.event"]
        cls.types = cls.env["client.event.type"]
        cls.timeline = cls.env["client.timeline"]
        cls.seller = cls._user("event_seller", "sales_team.group_sale_salesman")
        cls.colleague = cls._user("event_colleague", "sales_team.group_sale_salesman")
        cls.manager = cls._user("event_manager", MANAGER_GROUP)
        cls.foreigner = cls._user(
            "event_foreigner", USER_GROUP, companies=cls.other_company
        )
        cls.portal = new_test_user(
            cls.env, login="event_portal", groups="base.group_portal"
        )
        cls.agreed = cls.env.ref("client_accounting.client_event_outcome_agreed")
        cls.refused = cls.env.ref("client_accounting.client_event_outcome_refused")
        cls.silent = cls._type("silent", "Silence")

    @classmethod
    def _type(cls, code, name=None, **values):
        """A type with this code that asks for nothing, or one of the ready ones."""
        found = cls.types.browse(cls.types._id_by_code(code))
        if found:
            return found
        return cls.types.create(
            {"name": name or code, "code": code, "channel": "other", **values}
        )

    @classmethod
    def _event(cls, partner=None, date="2026-06-14 09:00:00", user=None, **values):
        values.setdefault("type_id", cls.silent.id)
        return (
            cls._as(cls.events, user or cls.env.user)
            .create(
                {
                    "partner_id": (partner or cls.client).id,
                    "date": date,
                    "company_id": cls.company.id,
                    **values,
                }
            )
            .with_env(cls.env)
        )

    @classmethod
    def _as(cls, records, user):
        """The records as the user sees them in all of his companies."""
        return records.with_user(user).with_context(
            allowed_company_ids=user.sudo().company_ids.ids
        )

    @classmethod
    def _activities(cls, record):
        return cls.env["mail.activity"].search(
            [("res_model", "=", record._name), ("res_id", "=", record.id)]
        )

    def _lines(self, record=None, user=None, **options):
        """Titles of the lines of a timeline as that user sees it."""
        record = record or self.client
        page = self._as(self.timeline, user or self.env.user).get_timeline(
            record._name, record.id, **options
        )
        return [item["title"] for item in page["items"]]

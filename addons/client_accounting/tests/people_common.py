from .event_common import ClientEventCommon


class ClientPeopleCommon(ClientEventCommon):
    """A person with a card at Vega and builders of roles and dates around her."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.roles = cls.env["client.contact.role"]
        cls.dates = cls.env["client.personal.date"]
        cls.known = cls.env["client.acquaintance"]
        cls.birthday = cls.env.ref(
            "client_accounting.client_personal_date_type_birthday"
        )
        cls.decider = cls.env.ref("client_accounting.client_buying_role_decision_maker")
        cls.client.user_id = cls.seller
        cls.anna = cls._client(
            "Anna Petrova",
            parent_id=cls.client.id,
            is_company=False,
            function="Director",
            email="anna@vega.example.com",
            phone="+1 412-555-0141",
        )

    @classmethod
    def _role(cls, client, partner=None, **values):
        return cls.roles.create(
            {"partner_id": (partner or cls.anna).id, "client_id": client.id, **values}
        )

    @classmethod
    def _date(cls, day, month, year=0, partner=None, **values):
        return cls.dates.create(
            {
                "partner_id": (partner or cls.anna).id,
                "type_id": cls.birthday.id,
                "day": day,
                "month": str(month),
                "year": year,
                **values,
            }
        )

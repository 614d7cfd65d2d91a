from .common import PartnerPortalCommon

#: A Monday, 10:00 UTC.
NOW = "2026-03-02 10:00:00"


class PartnerAgreementCommon(PartnerPortalCommon):
    """Two partners, a channel manager, places, agreements."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.manager = cls._create_employee(
            "agreement-manager", "partner_portal.group_partner_portal_manager"
        )
        cls.channel_user = cls._create_employee(
            "agreement-seller", "partner_portal.group_partner_portal_user"
        )
        cls.rival = cls._create_partner(name="Rival Dealer", grade_id=cls.gold.id)
        cls.dealer.write({"user_id": cls.manager.id, "email": "dealer@example.com"})
        cls.germany = cls.env.ref("base.de")
        cls.france = cls.env.ref("base.fr")
        cls.usa = cls.env.ref("base.us")
        cls.texas = cls.env.ref("base.state_us_44")
        cls.type = cls.env["partner.agreement.type"].create(
            {
                "name": "Test Agreement",
                "months": 12,
                "text": "<p>Sell honestly.</p>",
                "remind_days": 60,
                "remind_last_days": 14,
            }
        )
        cls.goods = cls.env["product.category"].create({"name": "Goods"})
        cls.chairs = cls.env["product.category"].create(
            {"name": "Chairs", "parent_id": cls.goods.id}
        )
        cls.tools = cls.env["product.category"].create({"name": "Tools"})

    @classmethod
    def _create_territory(cls, name, *lines):
        return cls.env["partner.territory"].create(
            {"name": name, "line_ids": [(0, 0, line) for line in lines]}
        )

    @classmethod
    def _place(cls, country, state=None, first=None, last=None):
        return {
            "country_id": country.id,
            "state_id": state and state.id,
            "zip_from": first,
            "zip_to": last,
        }

    @classmethod
    def _grant(cls, territory, partner, exclusive=True, **values):
        return cls.env["partner.territory.grant"].create(
            {
                "territory_id": territory.id,
                "partner_id": partner.id,
                "exclusive": exclusive,
                **values,
            }
        )

    @classmethod
    def _create_agreement(cls, partner=None, territories=(), **values):
        """A draft that gives exclusive rights to territories."""
        return cls.env["partner.agreement"].create(
            {
                "type_id": cls.type.id,
                "partner_id": (partner or cls.dealer).id,
                "date_start": "2026-03-02",
                "grant_ids": [
                    (0, 0, {"territory_id": one.id, "exclusive": True})
                    for one in territories
                ],
                **values,
            }
        )

    @classmethod
    def _offer(cls, agreement):
        agreement.with_user(cls.manager).action_offer()
        return agreement

    @classmethod
    def _sign(cls, agreement):
        """Offered and accepted in the portal by the test user."""
        cls._offer(agreement)
        agreement._accept("Ada Dealer", agreement.seal, cls.env.user, "192.0.2.7")
        return agreement

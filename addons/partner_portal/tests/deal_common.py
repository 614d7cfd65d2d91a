from odoo.fields import Command

from .common import PartnerPortalCommon

#: A Monday, 10:00 UTC.
NOW = "2026-03-02 10:00:00"
CLIENT = {
    "client_name": "Northern Mills Ltd",
    "client_vat": "BE0477472701",
    "client_email": "office@northern-mills.example",
    "client_phone": "+32 2 555 01 01",
    "client_city": "Ghent",
    "subject": "New packing line",
    "amount": 50000,
    "date_expected": "2026-06-30",
}


class PartnerDealCommon(PartnerPortalCommon):
    """Two partners, their manager, a seller of our own, registrations."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.manager = cls._create_employee(
            "deal-manager", "partner_portal.group_partner_portal_manager"
        )
        cls.seller = cls._create_employee(
            "deal-seller", "sales_team.group_sale_salesman_all_leads"
        )
        cls.gold.deal_days = 120
        cls.rival = cls._create_partner(name="Rival Dealer", grade_id=cls.gold.id)
        cls.dealer.write({"user_id": cls.manager.id, "email": "dealer@example.com"})
        cls.dealer_contact.email = "contact@dealer.example"
        cls.reason = cls.env.ref("partner_portal.partner_deal_reason_not_available")
        cls.lost = cls.env.ref("partner_portal.partner_deal_reason_price")
        cls.Deal = cls.env["partner.deal"]

    @classmethod
    def _create_deal(cls, partner=None, submit=True, **values):
        partner = partner or cls.dealer
        deal = cls.env["partner.deal"].create(
            {**CLIENT, "partner_id": partner.id, **values}
        )
        if submit:
            deal._submit()
        return deal

    @classmethod
    def _approve(cls, deal, reason=None):
        deal.with_user(cls.manager)._approve(reason)
        return deal

    def _kinds(self, deal):
        return {(one.kind, one.weight) for one in deal.conflict_ids}

    @classmethod
    def _create_client(cls, **values):
        return cls._create_partner(
            name=CLIENT["client_name"], vat=CLIENT["client_vat"], **values
        )

    @classmethod
    def _add_user(cls, login, company, **values):
        user = cls._create_portal_user(login, company)
        user.write({"company_ids": [Command.set(cls.env.company.ids)], **values})
        return user

from odoo.fields import Command

from .common import PartnerPortalCommon

#: A Monday, 10:00 UTC; the company works 8-12 and 13-17 in UTC.
NOW = "2026-03-02 10:00:00"
LATER = "2026-03-03 10:30:00"


class DistributionCommon(PartnerPortalCommon):
    """Two dealers with users in the portal, a third without, leads of two countries."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["partner.lead.rule"].search([]).active = False
        cls.env["res.partner"].search([("partner_weight", ">", 0)]).partner_weight = 0
        cls.manager = cls._create_employee(
            "lead-manager", "partner_portal.group_partner_portal_manager"
        )
        cls.seller = cls._create_employee(
            "lead-seller", "partner_portal.group_partner_portal_user"
        )
        cls.company = cls.env.company
        cls.company.partner_deal_user_id = cls.manager
        cls.company.resource_calendar_id = cls._create_calendar()
        cls.gold.partner_weight = 3
        cls.silver = cls.env["res.partner.grade"].create(
            {"name": "Silver", "sequence": 2, "partner_weight": 1}
        )
        cls.latvia = cls.env.ref("base.lv")
        cls.belgium = cls.env.ref("base.be")
        cls.dealer.write({"country_id": cls.belgium.id, "partner_weight": 3})
        cls.rival = cls._create_partner(
            name="Rival Dealer", grade_id=cls.silver.id, country_id=cls.latvia.id
        )
        cls.offline = cls._create_partner(
            name="Offline Dealer", grade_id=cls.gold.id, country_id=cls.belgium.id
        )
        cls.owner = cls._add_user("lead-owner", cls.dealer)
        cls.other = cls._add_user("lead-rival", cls.rival)
        cls.rule = cls._create_rule()
        cls.reason = cls.env.ref("partner_portal.partner_lead_reason_capacity")
        cls.vague = cls.env.ref("partner_portal.partner_lead_reason_other")
        cls.Offer = cls.env["partner.lead.offer"]

    @classmethod
    def _create_calendar(cls):
        hours = ((8, 12, "morning"), (13, 17, "afternoon"))
        return cls.env["resource.calendar"].create(
            {
                "name": "Office",
                "tz": "UTC",
                "company_id": cls.company.id,
                "attendance_ids": [
                    Command.create(
                        {
                            "name": period,
                            "dayofweek": str(day),
                            "hour_from": start,
                            "hour_to": end,
                            "day_period": period,
                        }
                    )
                    for day in range(5)
                    for start, end, period in hours
                ],
            }
        )

    @classmethod
    def _create_rule(cls, weights=None, **values):
        weights = weights or {"territory": 30, "tier": 10, "load": 10}
        return cls.env["partner.lead.rule"].create(
            {
                "name": "Test rule",
                "answer_hours": 8,
                "rounds": 2,
                "criterion_ids": [
                    Command.create({"kind": kind, "weight": weight})
                    for kind, weight in weights.items()
                ],
                **values,
            }
        )

    @classmethod
    def _create_free(cls, **values):
        return cls.env["crm.lead"].create(
            {
                "name": "Mill looks for a packing line",
                "partner_name": "Northern Mills",
                "contact_name": "Helga Field",
                "email_from": "helga@northern-mills.example",
                "phone": "+32 2 555 01 77",
                "type": "lead",
                "country_id": cls.belgium.id,
                "city": "Ghent",
                "expected_revenue": 12000,
                "company_id": cls.company.id,
                "user_id": False,
                "team_id": False,
                **values,
            }
        )

    @classmethod
    def _add_user(cls, login, company, **values):
        user = cls._create_portal_user(login, company)
        user.write({"company_ids": [Command.set(cls.env.company.ids)], **values})
        user.partner_id.email = f"{login}@example.com"
        return user

    @classmethod
    def _offer(cls, lead=None):
        lead = lead or cls._create_free()
        return lead._distribute()

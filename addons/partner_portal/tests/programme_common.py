from odoo.fields import Command

from .common import PartnerPortalCommon

#: A Monday in the first quarter, 10:00 UTC.
NOW = "2026-03-02 10:00:00"


class PartnerProgrammeCommon(PartnerPortalCommon):
    """A programme of dealers with three tiers, checked every quarter, 30 days of grace:
    Gold for 50,000 in 12 months, or for 30,000 and three registered deals won; Silver
    for 20,000; Bronze for nothing."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        Grade = cls.env["res.partner.grade"]
        cls.gold.write({"sequence": 1, "company_id": False})
        cls.silver = Grade.create(
            {"name": "Silver", "sequence": 2, "company_id": False}
        )
        cls.bronze = Grade.create(
            {"name": "Bronze", "sequence": 3, "company_id": False}
        )
        cls.type_dealer = cls.env["partner.type"].create({"name": "Tier dealer"})
        cls.env["partner.programme"].search([]).active = False
        cls.programme = cls.env["partner.programme"].create(
            {
                "name": "Dealers",
                "company_id": cls.env.company.id,
                "type_ids": [Command.set(cls.type_dealer.ids)],
                "grade_ids": [Command.set((cls.gold | cls.silver | cls.bronze).ids)],
                "period": "3",
                "grace_days": 30,
                "warning_days": 60,
            }
        )
        cls.by_turnover = cls._require(cls.gold, 50000)
        cls.by_less = cls._require(cls.gold, 30000, way=2)
        cls.by_deals = cls._require(cls.gold, 3, way=2, measure="deals")
        cls.for_silver = cls._require(cls.silver, 20000)
        cls.dealer.write({"channel_type_id": cls.type_dealer.id})
        cls.dealer.email = "dealer@example.com"
        cls.manager = cls._create_employee(
            "tier-manager", "partner_portal.group_partner_portal_manager"
        )
        cls.worker = cls._create_employee(
            "tier-user", "partner_portal.group_partner_portal_user"
        )
        cls.Change = cls.env["partner.tier.change"]
        cls.Progress = cls.env["partner.tier.progress"]

    @classmethod
    def _require(cls, grade, threshold, way=1, measure="turnover", **values):
        return cls.env["partner.tier.requirement"].create(
            {
                "programme_id": cls.programme.id,
                "grade_id": grade.id,
                "way": way,
                "measure": measure,
                "threshold": threshold,
                **values,
            }
        )

    @classmethod
    def _sell(cls, partner, amount, date, product=None):
        """A posted invoice without taxes."""
        return cls._create_invoice_one_line(
            product_id=product or cls.product_a,
            price_unit=amount,
            quantity=1,
            tax_ids=[],
            partner_id=partner,
            invoice_date=date,
            post=True,
        )

    @classmethod
    def _create_course(cls, name, **values):
        courses_sudo = cls.env["slide.channel"].sudo()
        return courses_sudo.create({"name": name, "is_published": True, **values})

    @classmethod
    def _certify(cls, company, name, course, expiry=False, **values):
        person = cls._create_contact(company, name)
        return cls.env["partner.certification"].create(
            {
                "person_id": person.id,
                "channel_id": course.id,
                "date_expiry": expiry,
                **values,
            }
        )

    @classmethod
    def _evaluate(cls):
        cls.env["client.figures"]._rebuild()
        cls.programme._run()

    def _progress(self, partner=None):
        return self.Progress.search([("partner_id", "=", (partner or self.dealer).id)])

    def _line(self, requirement, partner=None):
        lines = self._progress(partner).line_ids
        return lines.filtered(lambda line: line.requirement_id == requirement)

from odoo.fields import Command
from odoo.tests import new_test_user

from odoo.addons.account.tests.common import AccountTestInvoicingCommon


class PartnerPortalCommon(AccountTestInvoicingCommon):
    """A channel partner with a level, one without, a client that is none of it."""

    @classmethod
    def get_default_groups(cls):
        return (
            super().get_default_groups()
            | cls.env.ref("sales_team.group_sale_manager")
            | cls.env.ref("partner_portal.group_partner_portal_manager")
        )

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.gold = cls.env["res.partner.grade"].create({"name": "Gold", "sequence": 1})
        cls.dealer = cls._create_partner(name="Dealer", grade_id=cls.gold.id)
        cls.dealer_contact = cls._create_contact(cls.dealer, "Dealer Contact")
        cls.agent = cls._create_partner(name="Agent")
        cls.customer = cls._create_partner(name="Customer")
        cls.stage = cls.env["crm.stage"].create({"name": "Talks", "sequence": 1})
        cls.stage_won = cls.env["crm.stage"].create(
            {"name": "Done", "sequence": 70, "is_won": True}
        )

    @classmethod
    def _create_partner(cls, **values):
        return cls.env["res.partner"].create({"is_company": True, **values})

    @classmethod
    def _create_contact(cls, company, name):
        return cls.env["res.partner"].create({"name": name, "parent_id": company.id})

    @classmethod
    def _create_lead(cls, partner, state="work", amount=0.0, **values):
        values = {
            "name": f"Lead {state}",
            "type": "lead" if state == "new" else "opportunity",
            "partner_assigned_id": partner.id,
            "expected_revenue": amount,
            "stage_id": cls.stage.id,
            "company_id": cls.env.company.id,
            "team_id": False,
            "user_id": False,
            **values,
        }
        lead = cls.env["crm.lead"].create(values)
        if state == "won":
            lead.write({"stage_id": cls.stage_won.id, "probability": 100})
        elif state == "lost":
            lead.action_set_lost()
        return lead

    @classmethod
    def _create_portal_user(cls, login, company, company_ids=None):
        """Return a user of the portal whose contact belongs to the company."""
        companies = company_ids or cls.env.company
        user = new_test_user(
            cls.env,
            login=login,
            groups="base.group_portal",
            company_id=companies[0].id,
            company_ids=[Command.set(companies.ids)],
        )
        user.partner_id.parent_id = company
        return user

    @classmethod
    def _create_employee(cls, login, groups):
        return new_test_user(
            cls.env,
            login=login,
            groups=groups,
            company_id=cls.env.company.id,
            company_ids=[Command.set(cls.env.company.ids)],
        )

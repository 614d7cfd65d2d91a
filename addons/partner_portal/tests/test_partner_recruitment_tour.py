from odoo.tests import HttpCase, tagged

from ..controllers import recruitment
from .recruitment_common import PartnerRecruitmentCommon


@tagged("post_install", "-at_install")
class TestPartnerRecruitmentTour(PartnerRecruitmentCommon, HttpCase):
    def test_applicant_becomes_a_partner(self):
        website = self.env["website"].get_current_website()
        website.company_id = self.env.company
        self.env.company.partner_deal_user_id = self.manager
        # a tour fills in the form faster than a person
        self.patch(recruitment, "FASTEST", 0)
        self.start_tour("/partners/apply", "partner_portal_apply")
        application = self.Application.search([("company_name", "=", "Tour Traders")])
        self.assertEqual(application.score_percent, 100)
        self.start_tour(
            f"/partners/application/{application.id}/{application.access_token}",
            "partner_portal_application_message",
        )
        self.assertTrue(application.email_confirmed_at)
        self.start_tour(
            "/odoo/partner-applications",
            "partner_portal_application_decide",
            login="app-manager",
        )
        self.assertEqual(application.state, "approved")
        company = application.partner_id
        self.assertEqual(company.child_ids.channel_role, "owner")
        self.assertTrue(company.child_ids.user_ids._is_portal())
        self.assertEqual(len(company.onboarding_task_ids), 2)

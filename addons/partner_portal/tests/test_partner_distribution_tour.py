from odoo.tests import HttpCase, tagged

from .distribution_common import DistributionCommon


@tagged("post_install", "-at_install")
class TestPartnerDistributionTour(DistributionCommon, HttpCase):
    def test_manager_offers_partner_takes_and_publishes(self):
        lead = self._create_free(name="Tour Winery", user_id=self.manager.id)
        self.start_tour(
            "/odoo/partner-leads-to-offer",
            "partner_portal_lead_offer",
            login="lead-manager",
        )
        self.start_tour("/my/partner", "partner_portal_lead_answer", login="lead-owner")
        self.assertEqual(lead.partner_assigned_id, self.dealer)
        self.start_tour(
            "/odoo/partner-profiles",
            "partner_portal_profile_approve",
            login="lead-manager",
        )
        profile = self.env["partner.profile"].search(
            [("partner_id", "=", self.dealer.id)]
        )
        self.assertRecordValues(
            profile,
            [{"state": "published", "summary": "Cellars and tasting rooms"}],
        )

from odoo.tests import HttpCase, tagged

from .programme_common import PartnerProgrammeCommon


@tagged("post_install", "-at_install")
class TestPartnerProgrammeTour(PartnerProgrammeCommon, HttpCase):
    def test_manager_confirms_and_partner_sees_its_tier(self):
        self.programme.promotion_approval = True
        newcomer = self._create_partner(
            name="Tour Newcomer", channel_type_id=self.type_dealer.id
        )
        self._create_portal_user("tour-newcomer", newcomer)
        self._sell(newcomer, 21000, self.env["partner.programme"]._today())
        self._evaluate()
        self.start_tour(
            "/odoo/partner-tier-changes",
            "partner_portal_tier_decide",
            login="tier-manager",
        )
        self.assertEqual(newcomer.grade_id, self.silver)
        self.start_tour("/my", "partner_portal_programme", login="tour-newcomer")

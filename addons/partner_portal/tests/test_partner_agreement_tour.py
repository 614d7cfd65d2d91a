from odoo.tests import HttpCase, tagged

from .agreement_common import PartnerAgreementCommon


@tagged("post_install", "-at_install")
class TestPartnerAgreementTour(PartnerAgreementCommon, HttpCase):
    def test_manager_offers_and_the_partner_accepts(self):
        user = self._create_portal_user("agreement-owner", self.dealer)
        agreement = self._create_agreement(date_start="2020-01-01", date_end=False)
        self.start_tour(
            "/odoo/partner-agreements",
            "partner_portal_agreement_offer",
            login="agreement-manager",
        )
        self.assertEqual(agreement.state, "offered")
        self.start_tour(
            "/my/partner", "partner_portal_agreement_accept", login="agreement-owner"
        )
        self.assertRecordValues(
            agreement,
            [
                {
                    "state": "active",
                    "signed_by": "Ada Dealer",
                    "signed_user_id": user.id,
                    "is_intact": True,
                }
            ],
        )

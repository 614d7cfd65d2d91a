from odoo.tests import HttpCase, tagged

from .common import PartnerPortalCommon


@tagged("post_install", "-at_install")
class TestPartnerPortalTours(PartnerPortalCommon, HttpCase):
    def test_partner_looks_at_its_desk(self):
        self._create_portal_user("tour-owner", self.dealer)
        self._create_lead(self.dealer, "new", 100, name="Furniture for a school")
        self.start_tour("/my", "partner_portal_desk", login="tour-owner")

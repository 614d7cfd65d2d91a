from odoo.tests import HttpCase, new_test_user, tagged

from .common import MANAGER_GROUP


@tagged("post_install", "-at_install")
class TestClientSegmentTour(HttpCase):
    def test_build_preview_save_and_see(self):
        builder = new_test_user(
            self.env,
            "segment_builder",
            f"base.group_user,base.group_partner_manager,{MANAGER_GROUP}",
        )
        self.env["client.segment.axis"].create({"name": "Tour Axis"})
        clients = self.env["res.partner"].create(
            [
                {"name": f"Tour Client {number}", "is_company": True, "ref": "TOUR"}
                for number in ("One", "Two")
            ]
        )
        self.start_tour(
            "/odoo/segments", "client_accounting_segment", login=builder.login
        )
        segment = self.env["client.segment"].search([("name", "=", "Tour Segment")])
        self.assertEqual(segment.membership_ids.partner_id, clients)
        self.assertEqual(clients.client_segment_ids & segment, segment)

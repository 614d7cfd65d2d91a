from odoo import Command
from odoo.tests import HttpCase, new_test_user, tagged

from .common import MANAGER_GROUP, USER_GROUP


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

    def test_find_by_attribute_and_segment_in_two_clicks(self):
        reader = new_test_user(
            self.env, "client_finder", f"base.group_user,{USER_GROUP}"
        )
        attribute = self.env["client.attribute"].create(
            {
                "name": "Tour Press",
                "code": "tour_press",
                "type": "selection",
                "option_ids": [
                    Command.create({"name": "Hydraulic", "code": "hydraulic"}),
                    Command.create({"name": "Steam", "code": "steam"}),
                ],
            }
        )
        profile = self.env["client.profile"].create(
            {
                "name": "Tour Works",
                "line_ids": [Command.create({"attribute_id": attribute.id})],
            }
        )
        found, other_press, _other_segment = self.env["res.partner"].create(
            [
                {
                    "name": f"Tour Works {name}",
                    "is_company": True,
                    "client_profile_ids": [Command.set(profile.ids)],
                    "client_attributes": {"tour_press": press},
                }
                for name, press in (
                    ("One", "hydraulic"),
                    ("Two", "steam"),
                    ("Three", "hydraulic"),
                )
            ]
        )
        axis = self.env["client.segment.axis"].create({"name": "Tour Axis"})
        segment = self.env["client.segment"].create(
            {
                "name": "Tour Segment",
                "axis_id": axis.id,
                "description": "Meaning of the tour",
                "domain": repr([("id", "in", (found + other_press).ids)]),
            }
        )
        segment._evaluate_all()
        self.start_tour("/odoo/clients", "client_accounting_find", login=reader.login)

from odoo.tests import HttpCase, new_test_user, tagged

from .common import MANAGER_GROUP


@tagged("post_install", "-at_install")
class TestClientPeopleTour(HttpCase):
    def test_a_person_with_two_roles_leaves_a_company(self):
        user = new_test_user(
            self.env,
            "people_browser",
            groups=f"base.group_user,base.group_partner_manager,{MANAGER_GROUP},"
            "sales_team.group_sale_manager",
            tz="UTC",
        )
        partners = self.env["res.partner"]
        client, second = partners.create(
            [
                {"name": "Tour Client", "is_company": True},
                {"name": "Tour Second", "is_company": True},
            ]
        )
        person, successor = partners.create(
            [
                {
                    "name": "Tour Person",
                    "parent_id": client.id,
                    "function": "Director",
                },
                {"name": "Tour Successor", "parent_id": client.id},
            ]
        )
        self.env["client.contact.role"].create(
            {"partner_id": person.id, "client_id": second.id, "position": "Owner"}
        )
        lead = self.env["crm.lead"].create(
            {"name": "Tour Lead", "partner_id": person.id, "user_id": user.id}
        )
        self.start_tour(
            f"/odoo/res.partner/{client.id}",
            "client_accounting_people",
            login=user.login,
        )
        self.start_tour(
            f"/odoo/res.partner/{person.id}",
            "client_accounting_people_leave",
            login=user.login,
        )
        self.assertEqual(person.parent_id, second)
        self.assertEqual(lead.partner_id, successor)
        self.assertRecordValues(
            person.client_role_ids.sorted("id"),
            [
                {"client_id": client.id, "is_current": True, "is_main": False},
                {"client_id": second.id, "is_current": True, "is_main": True},
            ],
        )

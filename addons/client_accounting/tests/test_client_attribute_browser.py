from odoo.tests import HttpCase, tagged

from .attribute_common import AttributeCommon


@tagged("post_install", "-at_install")
class TestClientAttributeTour(AttributeCommon, HttpCase):
    def test_define_a_profile_and_use_it(self):
        self.start_tour(
            "/odoo/action-client_accounting.client_profile_action",
            "client_accounting_attribute",
            login=self.manager.login,
        )
        client = self.partners.search([("name", "=", "Tour Client")])
        self.assertEqual(self._stored(client), {"tour_headcount": "Three hundred"})

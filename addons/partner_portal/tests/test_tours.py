from odoo.tests import HttpCase, tagged

from .common import PartnerPortalCommon


@tagged("post_install", "-at_install")
class TestPartnerPortalTours(PartnerPortalCommon, HttpCase):
    def test_partner_looks_at_its_desk(self):
        self._create_portal_user("tour-owner", self.dealer)
        self._create_lead(self.dealer, "new", 100, name="Furniture for a school")
        self.env["partner.announcement"].create(
            {
                "name": "Prices change",
                "body": "<p>Order before</p>",
                "state": "published",
            }
        )
        self.start_tour("/my", "partner_portal_desk", login="tour-owner")

    def test_partner_registers_a_deal_and_the_manager_approves(self):
        self._create_portal_user("tour-owner", self.dealer)
        manager = self._create_employee(
            "tour-manager", "partner_portal.group_partner_portal_manager"
        )
        self.dealer.user_id = manager
        self.start_tour("/my", "partner_portal_deal_register", login="tour-owner")
        deal = self.env["partner.deal"].search([("partner_id", "=", self.dealer.id)])
        self.assertEqual(deal.state, "submitted")
        self.start_tour(
            "/odoo/partner-deals-to-decide",
            "partner_portal_deal_decide",
            login="tour-manager",
        )
        self.assertEqual(deal.state, "approved")
        self.assertEqual(deal.decision_note, "Good luck")
        self.assertEqual(deal.lead_id.partner_assigned_id, self.dealer)

    def test_channel_manager_opens_work_from_the_cockpit(self):
        manager = self._create_employee(
            "tour-manager", "partner_portal.group_partner_portal_manager"
        )
        self.dealer.user_id = manager
        deal = self.env["partner.deal"].create(
            {
                "partner_id": self.dealer.id,
                "client_name": "Northern Mills",
                "client_email": "office@northern-mills.example",
                "subject": "New packing line",
                "amount": 50000,
                "date_expected": "2999-12-31",
            }
        )
        deal._submit()
        self.start_tour(
            "/odoo/partner-cockpit", "partner_portal_cockpit", login="tour-manager"
        )

    def test_partner_orders_and_the_manager_approves(self):
        self._create_portal_user("tour-owner", self.dealer)
        manager = self._create_employee(
            "tour-manager", "partner_portal.group_partner_portal_manager"
        )
        self.dealer.user_id = manager
        self.env.company.partner_order_approval = "all"
        self.env["product.product"].create(
            {
                "name": "Tour Grinder",
                "default_code": "TG-10",
                "type": "consu",
                "list_price": 40,
                "partner_packing_qty": 5,
                "taxes_id": False,
            }
        )
        self.start_tour("/my", "partner_portal_order", login="tour-owner")
        order = self.env["sale.order"].search([("partner_id", "=", self.dealer.id)])
        self.assertRecordValues(
            order,
            [{"partner_order_state": "approval", "partner_end_client_name": "Mill Co"}],
        )
        self.assertEqual(order.order_line.product_uom_qty, 15)
        self.start_tour(
            "/odoo/partner-orders-to-approve",
            "partner_portal_order_approve",
            login="tour-manager",
        )
        self.assertEqual(order.partner_order_state, "confirmed")
        self.assertEqual(order.partner_order_answer, "Truck on Monday")
        self.start_tour(
            "/my/partner/orders",
            "partner_portal_order_confirmed",
            login="tour-owner",
        )

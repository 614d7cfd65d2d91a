from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import freeze_time, tagged

from .order_common import NOW, PartnerOrderCommon


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestPartnerReturn(PartnerOrderCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.reason = cls.env.ref("partner_portal.partner_return_reason_wrong")
        cls.defect = cls.env.ref("partner_portal.partner_return_reason_defect")

    def _delivered(self, quantity=4):
        order = self._send({self.drill: quantity})
        self._deliver(order)
        self.assertEqual(order.order_line.qty_delivered, quantity)
        return order

    def _ask(self, order, quantity, reason=None, note=""):
        return self.env["partner.return"]._request(
            order, self.dealer_contact, reason or self.reason,
            {order.order_line: quantity}, note,
        )  # fmt: skip

    def test_from_request_to_goods(self):
        order = self._delivered()
        record = self._ask(order, 3)
        self.assertRecordValues(
            record,
            [
                {
                    "state": "requested",
                    "partner_id": self.dealer.id,
                    "manager_id": self.manager.id,
                    "company_id": self.company.id,
                }
            ],
        )
        self.assertEqual(record.activity_ids.user_id, self.manager)
        record.with_user(self.manager)._approve("Gate 2")
        picking = record.picking_ids
        self.assertRecordValues(
            picking, [{"picking_type_code": "incoming", "partner_id": self.depot.id}]
        )
        self.assertEqual(picking.move_ids.product_uom_qty, 3)
        self.assertEqual(
            picking.move_ids.origin_returned_move_id, order.order_line.move_ids[0]
        )
        self.assertEqual((record.state, record.answer), ("approved", "Gate 2"))
        picking.move_ids.quantity = 3
        picking.move_ids.picked = True
        picking._action_done()
        self.assertEqual(record.state, "received")
        self.assertEqual(order.order_line.qty_delivered, 1)
        # one is left, and no more than that
        self._ask(order, 1)
        with self.assertRaisesRegex(UserError, "DR-1: 0 can be sent back"):
            self._ask(order, 1)

    def test_from_two_deliveries(self):
        order = self._send({self.drill: 4})
        first = order.picking_ids
        first.move_ids.quantity = 1
        first.move_ids.picked = True
        first.with_context(skip_backorder=True)._action_done()
        self._deliver(order)
        record = self._ask(order, 4)
        record.with_user(self.manager)._approve()
        self.assertEqual(
            sorted(record.picking_ids.move_ids.mapped("product_uom_qty")), [1, 3]
        )

    def test_bad_requests(self):
        order = self._delivered()
        with self.assertRaisesRegex(UserError, "4 can be sent back"):
            self._ask(order, 5)
        with self.assertRaisesRegex(UserError, "Describe what is wrong"):
            self._ask(order, 1, self.defect, " ")
        with self.assertRaisesRegex(UserError, "at least one product"):
            self.env["partner.return"]._request(
                order, self.dealer_contact, self.reason, {}, ""
            )
        with freeze_time("2026-04-02 10:00:00"):
            with self.assertRaisesRegex(UserError, "until"):
                self._ask(order, 1)
            self.company.partner_return_days = 0
            self._ask(order, 1)

    def test_declined_and_withdrawn(self):
        order = self._delivered()
        record = self._ask(order, 4)
        with self.assertRaises(UserError):
            record.with_user(self.manager)._decline("")
        record.with_user(self.manager)._decline("Used goods do not come back")
        self.assertEqual(record.state, "declined")
        self.assertIn("could not accept", "".join(record.message_ids.mapped("body")))
        again = self._ask(order, 4)
        again._withdraw()
        self.assertFalse(again.activity_ids)
        with self.assertRaisesRegex(UserError, "decided or changed"):
            again.with_user(self.manager)._approve()

    def test_rights(self):
        record = self._ask(self._delivered(), 1)
        seller = self._create_employee(
            "return-user", "partner_portal.group_partner_portal_user"
        )
        self.assertFalse(record.with_user(seller).search([]), "not his partner")
        with self.assertRaises(AccessError):
            record.with_user(seller).action_decide()
        with self.assertRaises(AccessError):
            record.with_user(self.seller).read(["name"])
        for values in ({"state": "received"}, {"name": "X"}):
            with self.assertRaises(AccessError):
                record.with_user(self.manager).write(values)
        with self.assertRaises(ValidationError):
            record.contact_id = self.customer
        record.with_user(self.manager)._approve()
        with self.assertRaisesRegex(UserError, "stays in the history"):
            record.with_user(self.manager).unlink()

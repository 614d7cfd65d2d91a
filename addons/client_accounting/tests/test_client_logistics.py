from odoo.tests import freeze_time, tagged

from .logistics_common import LogisticsCommon


@tagged("post_install", "-at_install")
@freeze_time("2026-06-15 10:00:00")
class TestDeliveryService(LogisticsCommon):
    """On time in full, worked out by hand: promised for 1 June, today is 15 June."""

    def test_all_at_once_in_time(self):
        order = self._create_order((self.desk, 10), promised="2026-06-01")
        self._deliver(order.picking_ids, "2026-05-30")
        self.assertEqual(self._judge(order), [(1, 1, 1, 0)])

    def test_the_rest_came_late(self):
        order = self._create_order((self.desk, 10), promised="2026-06-01")
        self._deliver(order.picking_ids, "2026-05-30", 6)
        self.assertEqual(self._judge(order), [(0, 0, 0, 14)])
        self._deliver(self._open(order), "2026-06-05")
        self.assertEqual(self._judge(order), [(0, 0, 1, 4)])

    def test_two_parts_in_time(self):
        order = self._create_order((self.desk, 10), promised="2026-06-01")
        self._deliver(order.picking_ids, "2026-05-28", 6)
        self._deliver(self._open(order), "2026-06-01")
        self.assertEqual(self._judge(order), [(1, 1, 1, 0)])

    def test_the_rest_is_not_sent(self):
        order = self._create_order((self.desk, 10), promised="2026-06-01")
        self._deliver(order.picking_ids, "2026-05-30", 6, backorder=False)
        self.assertEqual(self._judge(order), [(0, 1, 0, 0)])

    def test_tolerance(self):
        order = self._create_order((self.desk, 10), promised="2026-06-01")
        self._deliver(order.picking_ids, "2026-06-03")
        for days, expected in ((0, (0, 0, 1, 2)), (1, (0, 0, 1, 2)), (2, (1, 1, 1, 0))):
            with self.subTest(days=days):
                self.company.client_otif_tolerance = days
                self.assertEqual(self._judge(order), [expected])

    def test_a_day_that_is_not_over_is_not_judged(self):
        order = self._create_order((self.desk, 10), promised="2026-06-15")
        self.assertEqual(self._judge(order), [])
        with freeze_time("2026-06-16 00:30:00"):
            self.assertEqual(self._judge(order), [(0, 0, 0, 1)])

    def test_without_a_date_the_lead_time_is_the_promise(self):
        order = self._create_order((self.desk, 1), ordered="2026-05-20")
        order.order_line.customer_lead = 5
        self._deliver(order.picking_ids, "2026-05-26")
        row = self.service.search([("order_id", "=", order.id)])
        self.assertEqual(str(row.promise_date), "2026-05-25")
        self.assertEqual((row.otif, row.days_late), (0, 1))

    def test_all_called_off_is_not_judged(self):
        order = self._create_order((self.desk, 10), promised="2026-06-01")
        order.picking_ids.action_cancel()
        self.assertEqual(self._judge(order), [])

    def test_units_of_measure(self):
        dozen = self.env.ref("uom.product_uom_dozen")
        order = self._create_order((self.desk, 2, dozen), promised="2026-06-01")
        self._deliver(order.picking_ids, "2026-05-30")
        row = self.service.search([("order_id", "=", order.id)])
        self.assertEqual((row.ordered, row.delivered, row.otif), (2, 2, 1))

    def test_a_return_does_not_undo_the_delivery(self):
        order = self._create_order((self.desk, 10), promised="2026-06-01")
        self._deliver(order.picking_ids, "2026-05-30")
        reason = self.env.ref("client_accounting.client_return_reason_damaged")
        back = self._take_back(order.picking_ids, "2026-06-02", reason)
        self.assertEqual(back.client_return_reason_id, reason)
        self.assertTrue(back.client_is_return)
        self.assertEqual(self._judge(order), [(1, 1, 1, 0)])

    def test_only_the_last_step_delivers(self):
        self.warehouse.delivery_steps = "pick_pack_ship"
        order = self._create_order((self.desk, 10), promised="2026-06-01")
        self._deliver(self._open(order), "2026-05-28")
        self.assertEqual(self._judge(order), [(0, 0, 0, 14)])
        promise = self.promises.search([("order_id", "=", order.id)])
        self.assertEqual((promise.delivered, promise.reserved), (0, 10))
        self._deliver(self._open(order), "2026-05-29")
        self._deliver(self._open(order), "2026-06-02")
        self.assertFalse(self._open(order))
        self.assertEqual(self._judge(order), [(0, 0, 1, 1)])

    def test_the_supplier_sends_it_directly(self):
        order = self._create_order((self.lamp, 5), promised="2026-06-01")
        order.picking_ids.action_cancel()
        direct = self.env["stock.move"].create(
            {
                "product_id": self.lamp.id,
                "product_uom_qty": 5,
                "location_id": self.suppliers.id,
                "location_dest_id": self.customers.id,
                "sale_line_id": order.order_line.id,
                "company_id": self.company.id,
            }
        )
        direct._action_confirm()
        promise = self.promises.search([("order_id", "=", order.id)])
        self.assertEqual((promise.reserved, promise.waiting), (0, 5))
        self.assertEqual(promise.reason_id.code, "purchase")
        with freeze_time("2026-06-01 09:00:00"):
            direct.write({"quantity": 5, "picked": True})
            direct._action_done()
        self.assertEqual(self._judge(order), [(1, 1, 1, 0)])
        self.assertFalse(self.promises.search([("order_id", "=", order.id)]))

    def test_a_kit_counts_once(self):
        """As with bills of material: the moves are those of the components, and what
        is delivered of the kit is known to the order line only."""
        kit = self._create_goods("Set", 0)
        order = self._create_order((kit, 2), promised="2026-06-01")
        order.picking_ids.action_cancel()
        moves = self.env["stock.move"].create(
            [
                {
                    "product_id": product.id,
                    "product_uom_qty": quantity,
                    "location_id": self.stock.id,
                    "location_dest_id": self.customers.id,
                    "sale_line_id": order.order_line.id,
                    "company_id": self.company.id,
                }
                for product, quantity in ((self.desk, 2), (self.lamp, 8))
            ]
        )
        self.env["stock.quant"]._update_available_quantity(self.lamp, self.stock, 4)
        moves._action_confirm()
        moves._action_assign()
        promise = self.promises.search([("order_id", "=", order.id)])
        self.assertEqual(len(promise), 1)
        self.assertEqual(
            (promise.ordered, promise.reserved, promise.waiting), (2, 1, 1)
        )
        self.env["stock.quant"]._update_available_quantity(self.lamp, self.stock, 4)
        with freeze_time("2026-06-04 09:00:00"):
            for move in moves:
                move.write({"quantity": move.product_uom_qty, "picked": True})
            moves._action_done()
        order.order_line.qty_delivered = 2
        self.assertEqual(self._judge(order), [(0, 0, 1, 3)])

    def test_average_over_lines(self):
        for date in ("2026-05-30", "2026-06-01", "2026-06-04", "2026-06-09"):
            order = self._create_order((self.desk, 1), promised="2026-06-01")
            self._deliver(order.picking_ids, date)
        self.env.flush_all()
        [(otif, on_time, in_full, lines)] = self.service._read_group(
            [("partner_id", "=", self.client.id)],
            [],
            ["otif:avg", "on_time:avg", "in_full:avg", "__count"],
        )
        self.assertEqual((otif, on_time, in_full, lines), (0.5, 0.5, 1, 4))

    def test_dossier_shows_it(self):
        order = self._create_order((self.desk, 4), promised="2026-06-01")
        self._deliver(order.picking_ids, "2026-06-04", 1)
        reason = self.env.ref("client_accounting.client_return_reason_defect")
        self._take_back(order.picking_ids.filtered("date_done"), "2026-06-05", reason)
        dossier = self.env["client.dossier"].get_dossier(self.dock.id)
        sections = {part["key"]: part["data"] for part in dossier["sections"]}
        service = sections["delivery_service"]
        facts = {fact["name"]: fact["value"] for fact in service["facts"]}
        self.assertEqual(facts["otif"], "0 %")
        self.assertEqual((facts["lines"], facts["backorders"]), (1, 1))
        [line] = sections["promises"]["rows"]
        self.assertEqual(line["values"]["reserved"], 3)
        self.assertEqual(line["values"]["status"]["label"], "14 days late: Our delay")
        [back] = sections["returns"]["rows"]
        self.assertEqual(back["values"]["name"], "Desk × 1")
        self.assertEqual(back["values"]["reason"], "Defect")

    def test_goods_of_the_client_and_at_the_client(self):
        place = self.env["stock.location"].create(
            {"name": "At Vega", "usage": "internal", "location_id": self.stock.id}
        )
        self.client.with_company(self.company).property_stock_customer = place
        quants = self.env["stock.quant"]
        quants._update_available_quantity(self.desk, place, 5)
        quants._update_available_quantity(
            self.lamp, self.stock, 3, owner_id=self.client
        )
        dossier = self.env["client.dossier"].get_dossier(self.client.id)
        [part] = [
            part for part in dossier["sections"] if part["key"] == "delivery_service"
        ]
        facts = {fact["name"]: fact["value"] for fact in part["data"]["facts"]}
        self.assertEqual((facts["owned"], facts["placed"]), (1, 1))


@tagged("post_install", "-at_install")
@freeze_time("2026-06-15 10:00:00")
class TestDelays(LogisticsCommon):
    def _promise(self, order):
        self.env.flush_all()
        self.env.invalidate_all()
        return self.promises.search([("order_id", "=", order.id)])

    def _move(self, source, product, quantity=10):
        move = self.env["stock.move"].create(
            {
                "product_id": product.id,
                "product_uom_qty": quantity,
                "location_id": source.id,
                "location_dest_id": self.stock.id,
                "company_id": self.company.id,
            }
        )
        move._action_confirm()
        return move

    def test_what_is_promised(self):
        self.env["stock.quant"]._update_available_quantity(self.lamp, self.stock, 3)
        order = self._create_order(
            (self.desk, 10), (self.lamp, 5), promised="2026-06-18"
        )
        desks, lamps = self._promise(order)
        self.assertEqual((desks.state, desks.reserved, desks.waiting), ("ready", 10, 0))
        self.assertEqual((lamps.state, lamps.reserved, lamps.waiting), ("part", 3, 2))
        self.assertFalse((desks | lamps).reason_id)
        self.assertEqual(desks.partner_id, self.client)
        self._deliver(order.picking_ids, "2026-06-15", 3)
        desks, lamps = self._promise(order)
        self.assertEqual((desks.delivered, desks.is_partial), (3, True))
        self.assertEqual(
            (lamps.delivered, lamps.reserved, lamps.state), (3, 0, "waiting")
        )

    def test_reasons_found_from_documents(self):
        production = self.env["stock.location"].search(
            [("usage", "=", "production"), ("company_id", "=", self.company.id)],
            limit=1,
        )
        cases = (
            ("no_stock", self.lamp, None),
            ("purchase", self._create_goods("Chair", 0), self.suppliers),
            ("production", self._create_goods("Shelf", 0), production),
            ("ours", self.desk, None),
        )
        for code, product, source in cases:
            with self.subTest(code=code):
                order = self._create_order((product, 10), promised="2026-06-10")
                if source:
                    self._move(source, product)
                promise = self._promise(order)
                self.assertEqual(promise.reason_id.code, code)
                self.assertEqual((promise.state, promise.days_late), ("late", 5))
                picking = order.picking_ids
                self.assertEqual(picking.client_delay_reason_id.code, code)
                self.assertEqual(picking.client_days_late, 5)

    def test_the_logistician_knows_better(self):
        order = self._create_order((self.lamp, 10), promised="2026-06-10")
        picking = order.picking_ids
        asked = self.env.ref("client_accounting.client_delay_reason_client")
        picking.write(
            {"client_delay_reason_id": asked.id, "client_delay_note": "After the fair"}
        )
        promise = self._promise(order)
        self.assertEqual((promise.reason_id, promise.note), (asked, "After the fair"))
        Picking = self.env["stock.picking"]
        domain = [("client_delay_reason_id", "=", asked.id)]
        self.assertEqual(Picking.search(domain), picking)
        other = self.env.ref("client_accounting.client_delay_reason_no_stock")
        found = Picking.search([("client_delay_reason_id", "=", other.id)])
        self.assertNotIn(picking, found)
        picking.client_delay_reason_id = False
        self.env.invalidate_all()
        self.assertEqual(picking.client_delay_reason_id, other)

    def test_why_it_left_late_is_kept(self):
        order = self._create_order((self.desk, 10), promised="2026-06-10")
        picking = self._deliver(order.picking_ids, "2026-06-15")
        self.assertEqual(picking.client_delay_found_id.code, "ours")
        self.assertEqual(picking.client_delay_reason_id.code, "ours")
        self.env.flush_all()
        row = self.service.search([("order_id", "=", order.id)])
        self.assertEqual(row.reason_id.code, "ours")
        in_time = self._create_order((self.desk, 1), promised="2026-06-20")
        self._deliver(in_time.picking_ids, "2026-06-15")
        self.assertFalse(in_time.picking_ids.client_delay_found_id)

    def test_several_steps_wait_for_us(self):
        self.warehouse.delivery_steps = "pick_ship"
        order = self._create_order((self.desk, 10), promised="2026-06-10")
        promise = self._promise(order)
        self.assertEqual((promise.reserved, promise.reason_id.code), (10, "ours"))
        self.assertEqual(promise.picking_id, order.picking_ids)

    def test_promise_date_sorts_and_searches(self):
        first = self._create_order((self.desk, 1), promised="2026-06-11").picking_ids
        second = self._create_order((self.desk, 1), promised="2026-06-12").picking_ids
        Picking = self.env["stock.picking"]
        domain = [
            ("partner_id", "child_of", self.client.id),
            ("client_promise_date", "<", "2026-06-13"),
        ]
        self.assertEqual(
            Picking.search(domain, order="client_promise_date desc"), second | first
        )


@tagged("post_install", "-at_install")
@freeze_time("2026-06-15 10:00:00")
class TestImportance(LogisticsCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.axis = cls.env["client.segment.axis"].create({"name": "Care"})
        cls.key, cls.notable = cls.env["client.segment"].create(
            [
                {
                    "name": name,
                    "axis_id": cls.axis.id,
                    "method": "manual",
                    "importance": level,
                }
                for name, level in (("Key Client", "3"), ("Known", "1"))
            ]
        )
        cls.other = cls._create_client("Rigel")
        for client, segment in ((cls.client, cls.key), (cls.other, cls.notable)):
            cls.env["client.segment.override"].create(
                {"partner_id": client.id, "segment_id": segment.id, "reason": "test"}
            )
        (cls.key | cls.notable).sudo()._evaluate()
        cls.pickings = cls.env["stock.picking"]
        for partner in (cls.other, cls.dock, cls._create_client("Nobody")):
            cls.pickings |= cls.env["stock.picking"].create(
                {
                    "partner_id": partner.id,
                    "picking_type_id": cls.warehouse.out_type_id.id,
                    "location_id": cls.stock.id,
                    "location_dest_id": cls.customers.id,
                }
            )

    def test_levels(self):
        self.assertEqual(self.pickings.mapped("client_importance"), ["1", "3", "0"])
        self.assertEqual(self.pickings[1].client_class, "Key Client")
        self.assertEqual(self.client.client_importance, "3")

    def test_sorted_grouped_and_searched(self):
        domain = [("id", "in", self.pickings.ids)]
        Picking = self.env["stock.picking"]
        ordered = Picking.search(domain, order="client_importance desc, id")
        self.assertEqual(ordered.mapped("client_importance"), ["3", "1", "0"])
        groups = Picking._read_group(domain, ["client_importance"], ["__count"])
        self.assertEqual(dict(groups), {"0": 1, "1": 1, "3": 1})
        found = Picking.search([*domain, ("client_importance", "in", ["2", "3"])])
        self.assertEqual(found.partner_id, self.dock)
        found = Picking.search([*domain, ("client_importance", "!=", "3")])
        self.assertEqual(len(found), 2)
        partners = self.env["res.partner"].search(
            [("client_importance", "=", "3"), ("id", "in", self.client.ids)],
            order="client_importance",
        )
        self.assertEqual(partners, self.client)

    def test_a_changed_segment_counts_at_once(self):
        self.key.importance = "0"
        self.env.invalidate_all()
        self.assertEqual(self.pickings[1].client_importance, "0")

    def test_lists_cost_two_queries(self):
        """The card of all rows is one query, the weights of segments another."""
        for index in range(20):
            self.pickings |= self.pickings[0].copy(
                {"partner_id": self._create_client(f"Client {index}").id}
            )
        self.env.flush_all()
        self.env.invalidate_all()
        self.pickings.fetch(["partner_id", "company_id"])
        self.env["client.segment"]._importance_weights()
        with self.assertQueryCount(2):
            self.pickings.mapped("client_importance")
            self.pickings.mapped("client_is_overdue")

    def test_delays_are_read_in_sets(self):
        for _index in range(5):
            self._create_order((self.lamp, 1), promised="2026-06-10")
        late = self.env["stock.picking"].search(
            [("partner_id", "child_of", self.client.id), ("sale_id", "!=", False)]
        )
        self.env.flush_all()
        self.env.invalidate_all()
        with self.assertQueryCount(12):
            self.assertEqual(
                set(late.client_delay_reason_id.mapped("code")), {"no_stock"}
            )

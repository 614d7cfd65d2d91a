from odoo.tests import HttpCase, freeze_time, tagged

from .handover_common import HandoverCommon


@tagged("post_install", "-at_install")
class TestClientHandoverTour(HandoverCommon, HttpCase):
    @freeze_time("2026-06-15 10:00:00")
    def test_handover_and_undo(self):
        other = self._client("Deneb", user_id=self.manager.id)
        task, lead = self._activity(self.client), self._lead(other)
        self.start_tour(
            "/odoo/client-handovers",
            "client_accounting_handover",
            login=self.boss.login,
        )
        self.env.invalidate_all()
        handover = self.handovers.search([("from_user_id", "=", self.manager.id)])
        self.assertEqual(handover.state, "undone")
        self.assertEqual(handover.line_ids.partner_id, self.client | other)
        items = self.env["client.handover.item"].search(
            [("handover_id", "=", handover.id)]
        )
        self.assertEqual(set(items.mapped("state")), {"back"})
        self.assertIn((task.id, "activity"), {(one.res_id, one.kind) for one in items})
        for record in (self.client, other, task, lead):
            self.assertEqual(record.user_id, self.manager)

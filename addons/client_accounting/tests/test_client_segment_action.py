from psycopg2.errors import UniqueViolation

from odoo import Command
from odoo.exceptions import ValidationError
from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from .segment_common import SegmentCommon


@tagged("post_install", "-at_install")
@freeze_time("2026-06-15 10:00:00")
class TestClientSegmentAction(SegmentCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.tag = cls.env["res.partner.category"].create({"name": "Loyal"})
        cls.named = cls._segment("Named", [("ref", "=", "x")])
        cls.logs = cls.env["client.segment.action.log"]
        cls.call = cls.env.ref("mail.mail_activity_data_call")

    def _action(self, **values):
        return self.env["client.segment.action"].create(
            {
                "segment_id": self.named.id,
                "kind": "tag_add",
                "category_id": self.tag.id,
                **values,
            }
        )

    def _enter(self, *clients):
        for client in clients:
            client.ref = "x"
        self._evaluate()
        self.logs._run_due()
        self.env.invalidate_all()

    def _leave(self, *clients):
        for client in clients:
            client.ref = False
        self._evaluate()
        self.logs._run_due()
        self.env.invalidate_all()

    def test_first_evaluation_leaves_who_is_there_alone(self):
        action = self._action()
        self._enter(self.client)
        self.assertFalse(self.client.category_id)
        self._enter(self.stranger)
        self.assertEqual(self.stranger.category_id, self.tag)
        self.assertFalse(self.client.category_id)
        action.action_run_for_existing()
        self.logs._run_due()
        self.assertEqual(self.client.category_id, self.tag)
        self.assertEqual(len(action.log_ids), 2)

    def test_first_evaluation_where_chosen(self):
        self._action(for_existing=True)
        self._enter(self.client)
        self.assertEqual(self.client.category_id, self.tag)

    def test_once_for_each_entry(self):
        self._evaluate()
        action = self._action(kind="activity", activity_type_id=self.call.id)
        self._enter(self.client)
        self._enter(self.client)
        self.segments._refresh_clients(self.client.ids)
        action.action_run_for_existing()
        self.logs._run_due()
        self.assertEqual(len(self.client.activity_ids), 1)
        self._leave(self.client)
        self._enter(self.client)  # the same day: it was the same stay
        self.assertEqual(len(self.client.activity_ids), 1)
        with freeze_time("2026-06-16 10:00:00"):
            self._leave(self.client)
        with freeze_time("2026-06-20 10:00:00"):
            self._enter(self.client)
        self.assertEqual(len(self.client.activity_ids), 2)

    def test_leaving(self):
        self._evaluate()
        self._action(trigger="leave")
        self._enter(self.client)
        self.assertFalse(self.client.category_id)
        with freeze_time("2026-06-16 10:00:00"):
            self._leave(self.client)
        self.assertEqual(self.client.category_id, self.tag)

    def test_not_done_for_who_left_before(self):
        self._evaluate()
        action = self._action()
        self.client.ref = "x"
        self._evaluate()
        self.client.ref = False
        self._evaluate()
        self.logs._run_due()
        self.assertFalse(self.client.category_id)
        self.assertEqual(action.log_ids.state, "skipped")

    def test_activity_goes_to_the_salesperson(self):
        self._evaluate()
        self.client.user_id = self.reader
        self._action(
            kind="activity",
            activity_type_id=self.call.id,
            activity_days=2,
            activity_summary="Say hello",
        )
        self._enter(self.client)
        self.assertRecordValues(
            self.client.activity_ids,
            [
                {
                    "user_id": self.reader.id,
                    "summary": "Say hello",
                    "date_deadline": self.env["client.figures"]
                    ._figures_scope()
                    .today.replace(day=17),
                }
            ],
        )

    def test_price_list_and_tag_and_server_action(self):
        self._evaluate()
        other_tag = self.tag.copy({"name": "Old"})
        self.client.category_id = [Command.link(other_tag.id)]
        server = self.env["ir.actions.server"].sudo()
        server = server.create(
            {
                "name": "Comment",
                "model_id": self.env["ir.model"]._get("res.partner").id,
                "state": "code",
                "code": "records.write({'comment': 'Came in'})",
            }
        )
        self._action(kind="pricelist", pricelist_id=self.euro_prices.id)
        self._action(kind="tag_remove", category_id=other_tag.id)
        action = self._action()
        action.sudo().write({"kind": "server", "server_action_id": server.id})
        self._enter(self.client)
        self.assertEqual(self.client.property_product_pricelist, self.euro_prices)
        self.assertFalse(self.client.category_id)
        self.assertIn("Came in", self.client.comment)

    def test_failure_of_one_does_not_stop_the_others(self):
        self._evaluate()
        server = self.env["ir.actions.server"].sudo()
        server = server.create(
            {
                "name": "Fails for one",
                "model_id": self.env["ir.model"]._get("res.partner").id,
                "state": "code",
                "code": "for record in records:\n"
                "    if record.name == 'Vega':\n"
                "        raise UserError('Vega may not')\n"
                "    record.write({'comment': 'Done'})",
            }
        )
        action = self._action()
        action.sudo().write({"kind": "server", "server_action_id": server.id})
        with self.assertLogs("odoo.addons.client_accounting", "WARNING"):
            self._enter(self.client, self.stranger)
        self.assertIn("Done", self.stranger.comment)
        self.assertFalse(self.client.comment)
        states = {log.partner_id: (log.state, log.message) for log in action.log_ids}
        self.assertEqual(states[self.stranger], ("done", False))
        self.assertEqual(states[self.client], ("failed", "Vega may not"))
        self.assertEqual(action.failed_count, 1)
        self.client.name = "Not so bright"
        action.log_ids.action_retry()
        self.logs._run_due()
        self.assertEqual(set(action.log_ids.mapped("state")), {"done"})

    def test_pair_is_unique_in_the_database(self):
        self._evaluate()
        action = self._action()
        self._enter(self.client)
        [log] = action.log_ids
        values = {
            "action_id": action.id,
            "membership_id": log.membership_id.id,
            "partner_id": self.client.id,
        }
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(UniqueViolation),
            self.env.cr.savepoint(),
        ):
            self.logs.sudo().create(values)

    def test_action_says_what_is_missing(self):
        with self.assertRaisesRegex(ValidationError, "Tag"):
            self._action(category_id=False)
        with self.assertRaisesRegex(ValidationError, "Activity"):
            self._action(kind="activity")

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import freeze_time, new_test_user, tagged

from .common import MANAGER_GROUP
from .segment_common import SegmentCommon


@tagged("post_install", "-at_install")
@freeze_time("2026-06-15 10:00:00")
class TestClientSegmentAccess(SegmentCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.rich = cls._segment("Rich", [("client_turnover_12m", ">=", 100)])
        theirs = cls._axis("Theirs", company_id=cls.other_company.id)
        cls.foreign = cls._segment("Foreign", axis=theirs)
        cls._invoice(cls.client, 150, -10)
        cls._evaluate()
        cls.manager = cls._user("chief", MANAGER_GROUP)

    def _as(self, user, records):
        """The records as the user has them in his own companies."""
        return records.with_context(allowed_company_ids=user.company_ids.ids).with_user(
            user
        )

    def test_reader_reads_and_does_not_configure(self):
        rich = self._as(self.reader, self.rich)
        self.assertEqual(rich.client_count, 1)
        self.assertEqual(
            self._as(self.reader, self.client).client_segment_ids.mapped("name"),
            ["Rich"],
        )
        for action in (
            lambda: rich.write({"name": "Poor"}),
            lambda: rich.action_evaluate(),
            lambda: rich.axis_id.action_evaluate(),
            lambda: rich.membership_ids.write({"reason": "x"}),
            lambda: rich.create({"name": "New", "axis_id": self.axis.id}),
        ):
            with self.assertRaises(AccessError):
                action()

    def test_reader_opens_a_stale_segment_without_evaluating(self):
        self.rich.domain = "[('client_turnover_12m', '>=', 1000)]"
        action = self._as(self.reader, self.rich).action_open_clients()
        self.assertEqual(action["res_model"], "res.partner")
        self.assertTrue(self.rich.is_stale)
        self._as(self.manager, self.rich).action_open_clients()
        self.assertFalse(self.rich.is_stale)
        self.assertFalse(self._members(self.rich))

    def test_reader_puts_in_by_hand(self):
        self._as(self.reader, self.env["client.segment.override"]).create(
            {
                "partner_id": self.stranger.id,
                "segment_id": self.rich.id,
                "reason": "Will buy",
            }
        )
        self.assertIn(self.stranger, self._members(self.rich))

    def test_other_company_stays_unseen(self):
        self._evaluate()
        self.assertTrue(self._members(self.foreign))
        env = self.env(user=self.reader, context={})
        for model in (
            "client.segment",
            "client.segment.axis",
            "client.segment.membership",
            "client.segment.report",
            "client.segment.trend",
        ):
            with self.subTest(model=model):
                records = env[model].search([])
                companies = records.sudo().company_id
                self.assertNotIn(self.other_company, companies)
        vega = self._as(self.reader, self.client)
        self.assertNotIn(self.foreign, vega.client_segment_ids)

    def test_client_of_another_company_stays_unseen(self):
        secret = self._client("Secret", company_id=self.other_company.id)
        self._invoice(secret, 500, -3, company=self.other_company)
        self._evaluate()
        self.assertIn(secret, self._members(self.rich))
        env = self.env(user=self.reader, context={})
        found = env["client.segment.membership"].search([]).partner_id
        self.assertNotIn(secret, found)
        report = env["client.segment.report"].search([]).partner_id
        self.assertNotIn(secret, report)

    def test_portal_and_employee_read_nothing(self):
        portal = new_test_user(self.env, "segment_portal", "base.group_portal")
        employee = self._user("employee")
        portal.partner_id.parent_id = self.client
        for user in (portal, employee):
            for model in (
                "client.segment",
                "client.segment.axis",
                "client.segment.membership",
                "client.segment.override",
                "client.segment.action",
                "client.segment.action.log",
                "client.segment.report",
                "client.segment.migration.report",
            ):
                with self.subTest(user=user.login, model=model):
                    with self.assertRaises(AccessError):
                        self.env[model].with_user(user).search_count([])
            with self.assertRaises(AccessError):
                self.client.with_user(user).read(["client_segment_ids"])
            with self.assertRaises(AccessError):
                self.env["res.partner"].with_user(user).search(
                    [("client_segment_ids", "!=", False)]
                )

    def test_manager_may_not_ask_what_he_may_not_read(self):
        segments = self._as(self.manager, self.segments)
        values = {
            "name": "Spy",
            "axis_id": self.axis.id,
            "domain": "[('invoice_ids.amount_total', '>', 100)]",
        }
        with self.assertRaisesRegex(ValidationError, "Journal Entry"):
            segments.create(values)
        unsaved = segments.new(values)
        self.assertIn("Journal Entry", unsaved.preview_problem)
        self.assertEqual(unsaved.preview_count, 0)

    def test_server_action_is_for_administrators_of_the_system(self):
        field = self.env["client.segment.action"]._fields["server_action_id"]
        self.assertEqual(field.groups, "base.group_system")
        with self.assertRaises(AccessError):
            self._as(self.manager, self.env["client.segment.action"]).create(
                {
                    "segment_id": self.rich.id,
                    "kind": "server",
                    "server_action_id": self.env["ir.actions.server"]
                    .sudo()
                    .search([], limit=1)
                    .id,
                }
            )

    def test_nonsense_in_the_context_of_the_migration(self):
        report = self._as(self.reader, self.env["client.segment.migration.report"])
        for context in (
            {},
            {"migration_axis_id": "1; DROP TABLE x", "migration_from": "yesterday"},
            {"migration_axis_id": 10**12, "migration_to": [1]},
        ):
            with self.subTest(context=context):
                self.assertFalse(report.with_context(**context).search([]))

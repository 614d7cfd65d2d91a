from odoo import Command, fields
from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from .common import TODAY, ClientAccountingCommon
from .process_common import ProcessCommon

SQL_ENGINE = "odoo.addons.client_accounting.models.processes.client_process_trigger_sql"


@tagged("post_install", "-at_install")
@freeze_time("2026-06-15 10:00:00")
class TestClientProcessTriggers(ProcessCommon):
    """What starts a process, each once."""

    def _fire(self, *triggers):
        for trigger in triggers:
            self.env["client.process.trigger"]._fire(trigger)
        self.runs._cron_advance()

    def _runs(self, process):
        return self.runs.search([("process_id", "=", process.id)], order="id")

    def test_stage(self):
        stages = self.env["client.lifecycle.stage"].search([], limit=2)
        process = self._process({}, restart="always")
        trigger = self._trigger(process, "stage", stage_id=stages[0].id)
        transition = {
            "partner_id": self.client.id,
            "company_id": self.company.id,
            "from_stage_id": stages[1].id,
            "to_stage_id": stages[0].id,
            "date": "2026-06-15",
            "reason": "rule",
        }
        transitions = self.env["client.lifecycle.transition"]
        transitions.create(
            [
                transition,
                {**transition, "to_stage_id": stages[1].id},
                {**transition, "date": "2026-06-14"},  # before the trigger was there
            ]
        )
        self._fire(trigger)
        self._fire(trigger)
        run = self._runs(process)
        self.assertRecordValues(
            run,
            [
                {
                    "partner_id": self.client.id,
                    "started_by": "stage",
                    "trigger_id": trigger.id,
                    "state": "running",
                }
            ],
        )
        transitions.create(transition)
        self._fire(trigger)
        self.assertEqual(len(self._runs(process)), 2, "reached once more")

    def test_outcome(self):
        process = self._process({}, restart="always")
        trigger = self._trigger(
            process, "outcome", event_type_id=self.call.id, outcome_id=self.refused.id
        )
        events = self.env["client.event"]
        values = {"partner_id": self.person.id, "type_id": self.call.id}
        events._register_events([{**values, "outcome_id": self.agreed.id}])
        self.assertFalse(self._runs(process))
        [event] = events._register_events([{**values, "outcome_id": self.refused.id}])
        self.assertRecordValues(
            self._runs(process),
            [
                {
                    "partner_id": self.client.id,
                    "res_model": "client.event",
                    "res_id": event.id,
                    "trigger_id": trigger.id,
                }
            ],
        )
        event.outcome_id = self.refused
        self.assertEqual(len(self._runs(process)), 1, "once for an event")

    def test_birthday(self):
        field = self.env["ir.model.fields"]._get("res.partner", "client_birthday")
        self.person.client_birthday = "1980-06-18"
        self.client.client_birthday = "2001-06-19"
        process = self._process(
            {
                "name": "Greet",
                "delay_from": "date",
                "date_field_id": field.id,
                "delay_unit": "calendar",
            }
        )
        trigger = self._trigger(process, "date", field_id=field.id, days=3)
        self._fire(trigger)
        self._fire(trigger)
        run = self._runs(process)
        self.assertRecordValues(
            run,
            [
                {
                    "partner_id": self.client.id,
                    "person_id": self.person.id,
                    "next_date": fields.Date.to_date("2026-06-18"),
                }
            ],
        )
        self.assertEqual(run.line_id.activity_id.res_id, self.person.id)
        self._finish(run)
        with freeze_time("2026-06-16 10:00:00"):
            self._fire(trigger)
        self.assertEqual(len(self._runs(process)), 2, "now that of the client")
        with freeze_time("2027-06-15 10:00:00"):
            self._fire(trigger)
        self.assertEqual(
            self._runs(process)[2].next_date, fields.Date.to_date("2027-06-18")
        )

    def test_leap_day(self):
        field = self.env["ir.model.fields"]._get("res.partner", "client_birthday")
        self.client.client_birthday = "2000-02-29"
        process = self._process({})
        trigger = self._trigger(
            process, "date", field_id=field.id, days=0, since="2026-01-01"
        )
        for today, count in (
            ("2027-02-27", 0),
            ("2027-02-28", 1),
            ("2027-03-01", 1),
            ("2028-02-28", 1),
            ("2028-02-29", 2),
        ):
            with self.subTest(today=today), freeze_time(f"{today} 10:00:00"):
                self._fire(trigger)
                self.assertEqual(len(self._runs(process)), count)
                for run in self._runs(process).filtered(
                    lambda run: run.state == "running"
                ):
                    self._finish(run)

    def test_rule(self):
        process = self._process({}, restart_days=60)
        trigger = self._trigger(process, "rule", domain="[('city', '=', 'Oslo')]")
        self.client.city = "Oslo"
        self._fire(trigger)
        self._finish(self._runs(process))
        self._fire(trigger)
        self.assertEqual(len(self._runs(process)), 1)
        with freeze_time("2026-08-14 10:00:00"):
            self._fire(trigger)
        self.assertEqual(len(self._runs(process)), 2)

    @mute_logger(SQL_ENGINE)
    def test_broken_rule_stops_nobody_else(self):
        broken = self._trigger(
            self._process({}), "rule", domain="[('city', '=', 'Oslo')]"
        )
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE client_process_trigger SET domain = %s WHERE id = %s",
            ["[('nothing', '=', 1)]", broken.id],
        )
        self.env.invalidate_all()
        process = self._process({})
        sound = self._trigger(process, "rule", domain="[('city', '=', 'Oslo')]")
        self.client.city = "Oslo"
        self._fire(broken | sound)
        self.assertEqual(len(self._runs(process)), 1)

    def test_archived_process(self):
        process = self._process({})
        trigger = self._trigger(process, "rule", domain="[('city', '=', 'Oslo')]")
        self.client.city = "Oslo"
        process.active = False
        self._fire(trigger)
        self.assertFalse(self._runs(process))

    def test_switched_on_again(self):
        trigger = self._trigger(self._process({}), "rule", domain="[(1, '=', 1)]")
        trigger.since = "2020-01-01"
        trigger.active = False
        trigger.active = True
        self.assertEqual(trigger.since, fields.Date.to_date("2026-06-15"))

    def test_segment_action(self):
        axis = self.env["client.segment.axis"].create({"name": "Axis"})
        segment = self.env["client.segment"].create(
            {"name": "Segment", "axis_id": axis.id}
        )
        process = self._process({})
        action = self.env["client.segment.action"].create(
            {"segment_id": segment.id, "kind": "process", "process_id": process.id}
        )
        action._perform(self.client)
        action._perform(self.client)
        self.runs._cron_advance()
        self.assertRecordValues(
            self._runs(process), [{"started_by": "segment", "state": "running"}]
        )


@tagged("post_install", "-at_install")
@freeze_time("2026-06-15 10:00:00")
class TestClientProcessDocuments(ClientAccountingCommon):
    """Documents that start a process."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["client.process.trigger"].search([]).active = False
        cls.env.ref("base.main_company").partner_id.tz = "UTC"
        cls.client.user_id = cls.env.user
        cls.process = cls.env["client.process"].create(
            {
                "name": "Care",
                "restart": "always",
                "step_ids": [Command.create({"name": "Call"})],
            }
        )

    def _fire(self, kind, **values):
        trigger = self.env["client.process.trigger"].create(
            {"process_id": self.process.id, "kind": kind, **values}
        )
        self.env["client.figures"]._rebuild()
        trigger._fire(trigger)
        trigger._fire(trigger)
        return self.env["client.process.run"].search(
            [("process_id", "=", self.process.id)]
        )

    def test_first_invoice(self):
        self._invoice(self.client, 100, 0)
        self._invoice(self.client, 100, 0)
        self._invoice(self.stranger, 100, -10)  # before the trigger was there
        self._invoice(self.stranger, 100, 0)
        runs = self._fire("first_invoice")
        self.assertRecordValues(
            runs,
            [
                {
                    "partner_id": self.client.id,
                    "company_id": self.company.id,
                    "date_start": TODAY,
                }
            ],
        )

    def test_quotation_sent(self):
        draft = self._order(self.client, 100, confirm=False)
        self.assertFalse(self._fire("quotation"))
        draft.action_quotation_sent()
        sent = self._order(self.person, 100, confirm=False)
        sent.action_quotation_sent()
        runs = self._fire("quotation")
        self.assertEqual(set(runs.mapped("res_id")), {draft.id, sent.id})
        self.assertEqual(runs.partner_id, self.client)

    def test_overdue(self):
        self._invoice(self.client, 100, -20, invoice_date_due="2026-06-11")
        self.assertFalse(self._fire("overdue", days=5))
        runs = self._fire("overdue", days=4)
        self.assertEqual(runs.partner_id, self.client)
        self.assertEqual(len(runs), 1)

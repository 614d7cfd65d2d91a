from odoo import Command, fields
from odoo.tests import TransactionCase, freeze_time, new_test_user

from .common import MANAGER_GROUP, USER_GROUP

#: a Monday
MONDAY = fields.Date.to_date("2026-06-15")


@freeze_time("2026-06-15 10:00:00")
class ProcessCommon(TransactionCase):
    """A client with a manager in a company that works from Monday to Friday, and
    builders of processes."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(context=dict(cls.env.context, tracking_disable=True))
        cls.company = cls.env.company
        cls.company.partner_id.tz = "UTC"
        cls.env.ref("base.main_company").partner_id.tz = "UTC"
        cls.calendar = cls.env["resource.calendar"].create(
            {"name": "Five days", "company_id": cls.company.id, "tz": "UTC"}
        )
        cls.company.resource_calendar_id = cls.calendar
        # what the data of the module brings must not stand in the way
        cls.env["client.next.step.rule"].search([]).active = False
        cls.env["client.process.trigger"].search([]).active = False
        cls.manager = cls._user("manager")
        cls.colleague = cls._user("colleague")
        cls.head = cls._user("head")
        cls.client = cls._client("Vega", user_id=cls.manager.id)
        cls.person = cls._client("Anna", parent_id=cls.client.id, is_company=False)
        cls.call = cls.env.ref("client_accounting.client_event_type_call_out")
        cls.agreed = cls.env.ref("client_accounting.client_event_outcome_agreed")
        cls.refused = cls.env.ref("client_accounting.client_event_outcome_refused")
        cls.processes = cls.env["client.process"]
        cls.runs = cls.env["client.process.run"]

    def setUp(self):
        super().setUp()
        # a test does not commit; there is time enough
        self.patch(
            type(self.env["ir.cron"]),
            "_commit_progress",
            lambda cron, *args, **options: float("inf"),
        )

    # ------------------------------------------------------------------ builders
    @classmethod
    def _user(cls, login, *groups, companies=None):
        companies = companies or cls.company
        return new_test_user(
            cls.env,
            login=f"process_{login}",
            groups=",".join(("base.group_user", USER_GROUP, *groups)),
            company_id=companies[0].id,
            company_ids=[Command.set(companies.ids)],
            tz="UTC",
        )

    @classmethod
    def _client(cls, name, **values):
        return cls.env["res.partner"].create(
            {"name": name, "is_company": True, **values}
        )

    @classmethod
    def _process(cls, *steps, **values):
        """A process of steps, each a dict of values over those of a call."""
        return cls.processes.create(
            {
                "name": "Care",
                "step_ids": [
                    Command.create(
                        {
                            "name": f"Step {number}",
                            "sequence": number * 10,
                            "event_type_id": cls.call.id,
                            **step,
                        }
                    )
                    for number, step in enumerate(steps, 1)
                ],
                **values,
            }
        )

    @classmethod
    def _branch(cls, step, outcome, target="end", to=None):
        values = {"step_id": step.id, "outcome_id": outcome.id, "target": target}
        if target == "step":
            values["target_step_id"] = to.id
        elif target == "process":
            values["target_process_id"] = to.id
        return cls.env["client.process.branch"].create(values)

    @classmethod
    def _trigger(cls, process, kind, **values):
        return cls.env["client.process.trigger"].create(
            {"process_id": process.id, "kind": kind, **values}
        )

    @classmethod
    def _holiday(cls, first, last=None, user=None):
        """A day, or days, that nobody works, or that the user is absent."""
        resource = cls.env["resource.resource"]
        if user:
            resource = user.resource_ids or resource.create(
                {
                    "name": user.name,
                    "user_id": user.id,
                    "company_id": cls.company.id,
                    "calendar_id": cls.calendar.id,
                    "tz": "UTC",
                }
            )
        cls.env["resource.calendar.leaves"].create(
            {
                "name": "Free",
                "company_id": cls.company.id,
                "calendar_id": cls.calendar.id,
                "resource_id": resource.id,
                "date_from": f"{first} 00:00:00",
                "date_to": f"{last or first} 23:59:59",
            }
        )

    def _substitute(self, absent, substitute, first, last):
        return self.env["client.substitution"].create(
            {
                "user_id": absent.id,
                "substitute_id": substitute.id,
                "date_from": first,
                "date_to": last,
            }
        )

    # ------------------------------------------------------------------ doing
    def _start(self, process, client=None, **options):
        return process._start(client or self.client, "hand", **options)

    def _finish(self, run, outcome=None, user=None):
        """Do the activity of the current step, with an event if there is an outcome."""
        activity = run.line_id.activity_id.with_user(user or self.manager)
        activity.action_feedback(feedback="Done")
        if outcome:
            self._happen(run, activity, outcome)
        return activity

    def _happen(self, run, activity, outcome):
        """The event of an activity, registered by itself or now, with an outcome."""
        key = f"mail.activity,{activity.id}"
        events = self.env["client.event"]
        event = events.search([("source_key", "=", key)])
        if event:
            event.outcome_id = outcome
            return event
        return events._register_events(
            [
                {
                    "partner_id": run.partner_id.id,
                    "type_id": self.call.id,
                    "outcome_id": outcome.id,
                    "source_key": key,
                }
            ]
        )

    def _states(self, run):
        return [(line.step_id.name, line.state) for line in run.line_ids]


__all__ = ["MANAGER_GROUP", "MONDAY", "USER_GROUP", "ProcessCommon", "freeze_time"]

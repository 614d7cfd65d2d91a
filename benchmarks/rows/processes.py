"""The night of processes and of next steps: all clients, 1 % of them changed."""

from datetime import timedelta

from odoo.tools import SQL

from ..hand_sql.processes import BIRTHDAYS, CARE, DELAY, NEXT_STEPS
from ..registry import Row, register

CARE_RULE = (
    "[('client_days_since_contact', '>', 60),"
    " ('client_last_purchase_date', '>', 'today -12m')]"
)
#: clients in whose process a step is planned
TAKEN = 100
#: clients up to whom a base is small
SMALL = 5000
#: places of the clients to be started; birthdays are given to ids that end in 3
PLACES = (1, 3)
#: runs moved on in one transaction
NIGHT_BATCH = 500


def _part(bench):
    """Of how many clients two are to be started: of a hundred, of four where a base is
    so small that a fiftieth of it may hold none that the triggers look for."""
    return 100 if len(bench.clients_by_invoices) > SMALL else 4


def _lifecycle(bench):
    bench.env["client.lifecycle.state"]._evaluate(bench.env.company)


@register
class NextSteps(Row):
    """Who has no next step: a hundredth of the clients has lost or got one."""

    name = "next-steps"
    title = "next steps: look at all clients"

    def before(self, bench, way):
        _lifecycle(bench)
        # the autovacuum has seen tables that are filled night by night
        bench.env.cr.execute("ANALYZE client_lifecycle_state")
        breaches = bench.env["client.next.step.breach"]
        breaches._evaluate(bench.env.company)
        bench.env.cr.execute("ANALYZE client_next_step_breach")
        bench.env.cr.execute(
            SQL(
                """UPDATE client_figures
                      SET next_contact_date = CASE WHEN next_contact_date IS NULL
                              THEN %s::date + 7 END
                    WHERE partner_id %% 100 = 7""",
                bench.today,
            )
        )

    def ways(self, bench):
        return {"ours": self._ours, "sql": self._by_hand, "usual": self._usual}

    def _ours(self, bench):
        counts = bench.env["client.next.step.breach"]._evaluate(bench.env.company)
        return counts["opened"], counts["closed"]

    def _by_hand(self, bench):
        rules = bench.env["client.next.step.rule"].search(
            [("stage_ids", "!=", False), ("is_exempt", "=", False)]
        )
        calendar = bench.env["client.work.days"]._of_company(bench.env.company)
        rows = [
            SQL(
                "(%s, %s, %s::date, %s::date)",
                stage.id,
                rule.id,
                calendar.add(bench.today, -rule.max_days),
                calendar.add(bench.today, -rule.overdue_days),
            )
            for rule in rules
            for stage in rule.stage_ids
        ]
        [counts] = bench.rows(
            NEXT_STEPS,
            rules=SQL(", ").join(rows),
            company=bench.company_id,
            today=bench.today,
        )
        return counts

    def _usual(self, bench):
        """A scheduled action that looks at the activities of each client's card."""
        partners = bench.env["res.partner"].search(
            [("is_company", "=", True), ("parent_id", "=", False)]
        )
        late = bench.today - timedelta(days=3)
        return [
            partner.id
            for partner in partners
            if not partner.activity_ids
            or min(partner.activity_ids.mapped("date_deadline")) < late
        ]

    def check(self, bench, results):
        if results["ours"] != results["sql"]:
            return f"other clients: {results['ours']} and {results['sql']}"
        return ""


@register
class ProcessesStart(Row):
    """Three triggers over all clients: a rule, overdue invoices, birthdays. A fiftieth
    of the clients is to be started."""

    name = "processes-start"
    title = "processes: triggers of a night over all clients"

    def before(self, bench, way):
        env = bench.env
        self.triggers = env["client.process.trigger"]
        birthday = env["ir.model.fields"]._get("res.partner", "client_birthday")
        env.cr.execute(
            """UPDATE res_partner
                  SET client_birthday = date '1980-01-01' + id % 365
                WHERE id % 10 = 3"""
        )
        self.processes = []
        for kind, values in (
            ("rule", {"domain": CARE_RULE}),
            ("overdue", {"days": 3}),
            ("date", {"field_id": birthday.id, "days": 5}),
        ):
            process = env["client.process"].create(
                {
                    "name": kind,
                    "restart_days": 60 if kind == "rule" else 0,
                    "step_ids": [(0, 0, {"name": "Call"})],
                }
            )
            self.processes.append(process)
            self.triggers |= env["client.process.trigger"].create(
                {
                    "process_id": process.id,
                    "kind": kind,
                    "since": bench.today - timedelta(days=30),
                    **values,
                }
            )
        self.triggers._fire(self.triggers)
        env.cr.execute(
            SQL(
                "DELETE FROM client_process_run WHERE mod(partner_id, %s) IN %s",
                _part(bench),
                PLACES,
            )
        )
        env.cr.execute("ANALYZE client_process_run")

    def ways(self, bench):
        return {"ours": self._ours, "sql": self._by_hand}

    def _ours(self, bench):
        return self.triggers._fire(self.triggers)

    def _by_hand(self, bench):
        count = 0
        for process, statement in zip(
            self.processes, (CARE, DELAY, BIRTHDAYS), strict=True
        ):
            count += len(
                bench.rows(
                    statement,
                    process=process.id,
                    version=process.version_ids[:1].id,
                    company=bench.company_id,
                    today=bench.today,
                )
            )
        return count

    def check(self, bench, results):
        if results["ours"] != results["sql"]:
            return f"other runs: {results['ours']} and {results['sql']}"
        return ""


@register
class ProcessesNight(ProcessesStart):
    """The whole night: the same triggers, and each run that is started takes its first
    step, an activity with a day and a responsible person."""

    name = "processes-night"
    title = "processes: the night of all clients"
    runs = 1

    def ways(self, bench):
        return {"ours": self._ours, "usual": self._usual}

    def _ours(self, bench):
        count = self.triggers._fire(self.triggers)
        runs = bench.env["client.process.run"].sudo()
        waiting = runs.search(
            [
                ("process_id", "in", [process.id for process in self.processes]),
                ("state", "=", "waiting"),
                ("next_date", "<=", bench.today),
                ("partner_id", "in", self._begun(bench)),
            ],
            order="id",
        )
        for start in range(0, len(waiting), NIGHT_BATCH):
            waiting[start : start + NIGHT_BATCH]._continue()
            bench.env.flush_all()
        return count

    def _begun(self, bench):
        """Clients that no run was left of before."""
        return [
            row[0]
            for row in bench.env.execute_query(
                SQL(
                    "SELECT id FROM res_partner WHERE id = commercial_partner_id"
                    " AND mod(id, %s) IN %s",
                    _part(bench),
                    PLACES,
                )
            )
        ]

    def _usual(self, bench):
        """Scheduled actions as one writes them: search, leave out who has the activity,
        plan it for the others."""
        env = bench.env
        partners, today = env["res.partner"], bench.today
        begun = set(self._begun(bench))
        ours = [("id", "in", list(begun))]
        late = env["account.move.line"]._read_group(
            [
                ("account_type", "=", "asset_receivable"),
                ("parent_state", "=", "posted"),
                ("reconciled", "=", False),
                ("date_maturity", "<=", today - timedelta(days=3)),
                ("date_maturity", ">=", today - timedelta(days=33)),
            ],
            ["partner_id"],
            ["__count"],
        )
        found = {
            "Care": partners.search(
                [
                    ("client_days_since_contact", ">", 60),
                    ("client_last_purchase_date", ">", today - timedelta(days=365)),
                    *ours,
                ]
            ),
            "Overdue": partners.browse(
                [client.id for client, _count in late if client.id in begun]
            ),
            "Birthday": partners.search(
                [("client_birthday", "!=", False), *ours]
            ).filtered(
                lambda person: (
                    0
                    <= (person.client_birthday.replace(year=today.year) - today).days
                    <= 5
                )
            ),
        }
        count = 0
        for summary, clients in found.items():
            for client in clients:
                if summary not in client.activity_ids.mapped("summary"):
                    client.activity_schedule(
                        "mail.mail_activity_data_call",
                        date_deadline=today,
                        summary=summary,
                        user_id=client.user_id.id or env.uid,
                    )
                    count += 1
        env.flush_all()
        return count

    def check(self, bench, results):
        return "" if results["ours"] else "nothing was started"


@register
class ProcessesAdvance(Row):
    """Runs take their first step: an activity in the calendar of the manager."""

    name = "processes-advance"
    title = f"processes: {TAKEN} runs take a step"
    runs = 3

    def before(self, bench, way):
        env = bench.env
        clients = [client for client, _count in bench.clients_by_invoices[-TAKEN:]]
        self.clients = env["res.partner"].browse(clients)
        process = env["client.process"].create(
            {
                "name": "Care",
                "user_id": env.uid,
                "step_ids": [(0, 0, {"name": "Call"}), (0, 0, {"name": "Visit"})],
            }
        )
        self.started = process._start(self.clients, "hand", later=True)

    def ways(self, bench):
        return {"ours": self._ours, "usual": self._usual}

    def _ours(self, bench):
        self.started._continue()
        bench.env.flush_all()
        return set(self.started.mapped("state"))

    def _usual(self, bench):
        """An activity for each client, as a scheduled action plans it."""
        for client in self.clients:
            client.activity_schedule(
                "mail.mail_activity_data_call",
                date_deadline=bench.today,
                summary="Call",
                user_id=client.user_id.id or bench.env.uid,
            )
        bench.env.flush_all()

    def check(self, bench, results):
        if results["ours"] != {"running"}:
            return f"runs are {results['ours']}"
        return ""

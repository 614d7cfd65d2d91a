import logging
from datetime import timedelta

from psycopg2 import OperationalError

from odoo import api, models
from odoo.tools import SQL

from .client_process_trigger import NIGHTLY

_logger = logging.getLogger(__name__)

#: what happened longer ago starts nothing any more: its time has passed
WINDOW = timedelta(days=7)


class ClientProcessTrigger(models.Model):
    """What the triggers find, as SQL over all clients.

    Each kind gives ``SELECT partner_id, person_id, company_id, key, res_model,
    res_id``: the client, the contact or NULL, the company or NULL for that of the
    client, what happened as a text that starts the process once, its document.
    """

    _inherit = "client.process.trigger"

    @api.model
    def _cron_start(self):
        """Start what has happened in the last minutes, and go on with what is due."""
        self._fire(self.search([("kind", "not in", NIGHTLY)]))
        self.env["ir.cron"]._commit_progress()
        self.env["client.process.run"]._cron_advance()

    @api.model
    def _cron_nightly(self):
        """Start what a day brings: dates, rules."""
        self._fire(self.search([("kind", "in", NIGHTLY)]))
        self.env["ir.cron"]._commit_progress()
        runs = self.env["client.process.run"]
        runs._cron_repair()
        self.env["ir.cron"]._commit_progress()
        runs._cron_advance()

    @api.model
    def _fire(self, triggers):
        """Start the processes of triggers for all clients; one that cannot be
        evaluated starts nothing, which the log tells, and the others go on.

        :return: number of runs started
        """
        count = 0
        for trigger in triggers.filtered("process_id.active"):
            try:
                with self.env.cr.savepoint():
                    count += len(trigger._start())
            except OperationalError:
                raise  # a conflict with another transaction: all of it is tried again
            except Exception as error:
                self.env.invalidate_all(flush=False)
                _logger.warning(
                    "Trigger %s of the process %s started nothing: %s",
                    trigger.id,
                    trigger.process_id.code,
                    error,
                )
        return count

    def _start(self):
        """Start the process of the trigger where it has happened, all in one
        statement; the first steps are taken by the batches of the schedule."""
        self.ensure_one()
        process = self.process_id
        if not process.step_ids or self.kind == "outcome":
            return self.env["client.process.run"]
        self.env.flush_all()
        found = getattr(self, f"_found_{self.kind}")()
        return process._start_found(found, self.kind, trigger=self)

    def _from_day(self):
        """The first day that still counts."""
        today = self.env["client.work.days"]._today()
        return max(self.since, today - WINDOW)

    # ------------------------------------------------------------------ kinds
    def _found_stage(self):
        return SQL(
            """
            SELECT t.partner_id, NULL::integer AS person_id, t.company_id,
                   'transition,' || t.id AS key,
                   'client.lifecycle.transition' AS res_model, t.id AS res_id
              FROM client_lifecycle_transition t
             WHERE t.date >= %s AND t.to_stage_id = %s AND %s
            """,
            self._from_day(),
            self.stage_id.id,
            SQL("t.from_stage_id = %s", self.from_stage_id.id)
            if self.from_stage_id
            else SQL("TRUE"),
        )

    def _found_first_invoice(self):
        return SQL(
            """
            SELECT f.partner_id, NULL::integer AS person_id, f.company_id,
                   'first,' || f.partner_id || ',' || f.company_id AS key,
                   NULL AS res_model, NULL::integer AS res_id
              FROM client_figures f
             WHERE f.first_purchase_date >= %s
            """,
            self._from_day(),
        )

    def _found_quotation(self):
        return SQL(
            """
            SELECT p.commercial_partner_id AS partner_id, NULL::integer AS person_id,
                   o.company_id, 'order,' || o.id AS key, 'sale.order' AS res_model,
                   o.id AS res_id
              FROM sale_order o
              JOIN res_partner p ON p.id = o.partner_id
             WHERE o.state = 'sent' AND o.write_date >= %s AND o.date_order >= %s
            """,
            self._from_day(),
            self._from_day() - timedelta(days=60),
        )

    def _found_overdue(self):
        today = self.env["client.work.days"]._today()
        return SQL(
            """
            SELECT f.partner_id, NULL::integer AS person_id, f.company_id,
                   'overdue,' || f.partner_id || ',' || f.company_id || ','
                   || f.oldest_due_date AS key,
                   NULL AS res_model, NULL::integer AS res_id
              FROM client_figures f
             WHERE f.oldest_due_date <= %s AND f.receivable_overdue > 0
            """,
            today - timedelta(days=max(self.days, 1)),
        )

    def _found_date(self):
        """Days of the year: those for which today is so many days before, and those of
        a few days ago, in case a night was missed."""
        today = self.env["client.work.days"]._today()
        first = max(self.since, today - timedelta(days=3)) + timedelta(days=self.days)
        last = today + timedelta(days=self.days)
        days = {}
        while first <= last:
            days[first.month, first.day] = first.year
            if (first.month, first.day) == (2, 28) and not self._is_leap(first.year):
                days[2, 29] = first.year
            first += timedelta(days=1)
        return SQL(
            """
            SELECT p.commercial_partner_id AS partner_id,
                   NULLIF(p.id, p.commercial_partner_id) AS person_id,
                   NULL::integer AS company_id,
                   'date,' || %(field)s || ',' || p.id || ',' || day.year AS key,
                   'res.partner' AS res_model, p.id AS res_id
              FROM res_partner p
              JOIN (VALUES %(days)s) day (month, day, year)
                ON day.month = EXTRACT(MONTH FROM %(column)s)
               AND day.day = EXTRACT(DAY FROM %(column)s)
             WHERE p.active AND %(column)s IS NOT NULL
            """,
            field=self.field_id.sudo().name,
            days=SQL(", ").join(
                SQL("(%s, %s, %s)", month, day, year)
                for (month, day), year in days.items()
            )
            if days
            else SQL("(0, 0, 0)"),
            column=SQL.identifier("p", self.field_id.sudo().name),
        )

    def _is_leap(self, year):
        return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)

    def _found_rule(self):
        rules = self.env["client.rule"]
        domain = rules._parse_rule(self.domain)
        companies = self.process_id.company_id or self.env["res.company"].search([])
        return SQL(" UNION ALL ").join(
            SQL(
                """
                SELECT rule.partner_id, NULL::integer AS person_id,
                       %s AS company_id, NULL AS key, NULL AS res_model,
                       NULL::integer AS res_id
                  FROM (%s) rule
                 WHERE 0 = ANY(rule.flags)
                """,
                company.id,
                rules._flags([domain], company),
            )
            for company in companies
        )

    # ------------------------------------------------------------------ events
    @api.model
    def _take_events(self, events):
        """Start the processes that outcomes of these events start, at once."""
        triggers = self.search([("kind", "=", "outcome")]).filtered("process_id.active")
        for trigger in triggers if events else ():
            for event in events.sudo():
                if (
                    event.type_id != trigger.event_type_id
                    or (trigger.outcome_id and event.outcome_id != trigger.outcome_id)
                    or not (event.outcome_id or not trigger.outcome_id)
                    or event.date.date() < trigger._from_day()
                    or not event.client_id
                    or not trigger.process_id.step_ids
                ):
                    continue
                trigger.process_id._start(
                    event.client_id,
                    "outcome",
                    company=event.company_id or None,
                    key=f"event,{event.id}",
                    values={
                        "trigger_id": trigger.id,
                        "res_model": "client.event",
                        "res_id": event.id,
                    },
                )

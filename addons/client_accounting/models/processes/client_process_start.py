from odoo import models
from odoo.tools import SQL


class ClientProcess(models.Model):
    """How runs come about: in sets, by one statement that leaves out whoever may not
    be started, also under two who start at once."""

    _inherit = "client.process"

    def _start(
        self,
        partners,
        started_by,
        *,
        company=None,
        person=None,
        key=None,
        values=None,
        later=False,
    ):
        """Start the process for clients.

        :param partners: clients; contacts stand for theirs
        :param str started_by: a value of the field of that name of runs
        :param company: of the runs; without one that of each client
        :param person: the contact whom the run is about
        :param str key: what happened; it starts the process once only
        :param dict values: ``trigger_id``, ``res_model``, ``res_id``, ``parent_id``,
            ``depth`` of the runs
        :param bool later: leave the first steps to the schedule
        :return: the new runs; clients who may not be started have none
        :raise UserError: for a process without steps
        """
        self.ensure_one()
        values = dict(values or {})
        rows = SQL(", ").join(
            SQL(
                "(%s, %s::integer, %s::integer, %s::varchar, %s::varchar, %s::integer)",
                client.id,
                person.id or None if person else None,
                company.id or None if company else None,
                key,
                values.get("res_model"),
                values.get("res_id"),
            )
            for client in partners.commercial_partner_id
        )
        if not partners:
            return self.env["client.process.run"]
        self.env.flush_all()
        found = SQL(
            "SELECT column1 AS partner_id, column2 AS person_id,"
            " column3 AS company_id, column4 AS key, column5 AS res_model,"
            " column6 AS res_id FROM (VALUES %s) given",
            rows,
        )
        runs = self._start_found(
            found,
            started_by,
            trigger=self.env["client.process.trigger"].browse(values.get("trigger_id")),
            parent=values.get("parent_id"),
            depth=values.get("depth", 0),
        )
        if runs and not later:
            runs._guarded(
                runs, lambda some: some._enter({run: run._first_step() for run in some})
            )
        elif runs:
            self.env.ref("client_accounting.ir_cron_client_process_start")._trigger()
        return runs

    def _start_found(self, found, started_by, *, trigger=None, parent=None, depth=0):
        """Start the process for what SQL has found, in one statement.

        :param SQL found: select of ``partner_id, person_id, company_id, key, res_model,
            res_id``
        :return: the new runs, with all rights, waiting for their first step
        """
        process = self.sudo()
        version = process._current_version()
        self.env.flush_all()
        today = self.env["client.work.days"]._today()
        runs = self.env["client.process.run"].sudo()
        rows = self.env.execute_query(
            SQL(
                """
                WITH found AS MATERIALIZED (%(found)s)
                INSERT INTO client_process_run (
                    process_id, version_id, partner_id, person_id, company_id, state,
                    next_date, date_start, started_by, trigger_id, trigger_key,
                    res_model, res_id, parent_id, depth, steps_taken, exclusive,
                    create_uid, create_date, write_uid, write_date)
                SELECT DISTINCT ON (
                       c.partner_id, c.person_id, c.company_id, c.unique_key)
                       %(process)s, %(version)s, c.partner_id, c.person_id,
                       c.company_id, 'waiting', %(today)s::date, %(today)s::date,
                       %(started_by)s, %(trigger)s::integer, c.key, c.res_model,
                       c.res_id, %(parent)s::integer, %(depth)s, 0, %(exclusive)s,
                       %(uid)s, %(now)s, %(uid)s, %(now)s
                  FROM (%(candidates)s) c
                 WHERE %(wanted)s
              ORDER BY c.partner_id, c.person_id, c.company_id, c.unique_key, c.res_id
           ON CONFLICT DO NOTHING
             RETURNING id
                """,
                process=process.id,
                version=version.id,
                today=today,
                started_by=started_by,
                trigger=trigger.id or None if trigger else None,
                parent=parent or None,
                depth=depth,
                exclusive=process.restart != "always",
                uid=self.env.uid,
                now=self.env.cr.now(),
                found=found,
                candidates=process._candidates(),
                wanted=process._wanted(today),
            )
        )
        runs.invalidate_model()
        self.env["res.partner"].invalidate_model(
            ["client_run_ids", "client_run_count"], flush=False
        )
        return runs.browse([id_ for (id_,) in rows])

    def _candidates(self):
        """What was found, with the company of each client where none was given, and
        only where client and process belong to that company."""
        main_id = self.env["client.figures"]._figures_scope().main_company_id
        return SQL(
            """
            SELECT c.*
              FROM (%(rows)s) c
              JOIN res_company com ON com.id = c.company_id
             WHERE c.only_id IS NULL
                OR '/' || com.parent_path LIKE '%%/' || c.only_id || '/%%'
            """,
            rows=self._candidate_rows(main_id),
        )

    def _candidate_rows(self, main_id):
        """Candidates, with the company to which the client belongs alone, if any."""
        return SQL(
            """
            SELECT f.partner_id, f.person_id, f.key, f.res_model, f.res_id,
                   res_partner.company_id AS only_id,
                   COALESCE(f.company_id, %(own)s::integer, res_partner.company_id,
                            u.company_id, %(main)s) AS company_id,
                   CASE WHEN %(always)s THEN f.key END AS unique_key
              FROM found f
              JOIN res_partner ON res_partner.id = f.partner_id
         LEFT JOIN res_users u ON u.id = res_partner.user_id
             WHERE %(population)s
               AND (f.company_id IS NULL OR %(own)s::integer IS NULL
                    OR f.company_id = %(own)s::integer)
            """,
            own=self.company_id.id or None,
            main=main_id,
            always=self.restart == "always",
            population=self.env["client.rule"]._population_condition(),
        )

    def _wanted(self, today):
        """Condition on a candidate ``c``: it may be started, by the conditions of the
        process and by what runs it has."""
        wanted = [
            SQL(
                """NOT EXISTS (
                    SELECT 1 FROM client_process_run r
                     WHERE r.process_id = %s AND r.partner_id = c.partner_id
                       AND r.company_id = c.company_id
                       AND COALESCE(r.person_id, 0) = COALESCE(c.person_id, 0)
                       AND (r.exclusive OR r.date_start > %s::date - %s))""",
                self.id,
                today,
                self.restart_days,
            )
            if self.restart != "always"
            else SQL("TRUE"),
            SQL(
                """NOT EXISTS (
                    SELECT 1 FROM client_process_run k
                     WHERE k.process_id = %s AND k.trigger_key = c.key)""",
                self.id,
            ),
        ]
        if self.domain:
            rules = self.env["client.rule"]
            wanted.append(
                SQL(
                    "c.partner_id IN (SELECT held.partner_id FROM (%s) held"
                    " WHERE 0 = ANY(held.flags))",
                    rules._flags([rules._parse_rule(self.domain)], self.company_id),
                )
            )
        return SQL(" AND ").join(wanted)

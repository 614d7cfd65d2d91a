import logging

from odoo import api, models
from odoo.tools import SQL

_logger = logging.getLogger(__name__)


class ClientNextStepBreach(models.Model):
    """How the rows come about: one statement looks at all clients of a company.

    The next step of a client is the figure of that name: its earliest open activity or
    coming meeting, on the client itself or on its documents.
    """

    _inherit = "client.next.step.breach"

    @api.model
    def _cron_evaluate(self):
        """Once a night: look at all clients, tell the heads."""
        cron = self.env["ir.cron"]
        companies = self.env["res.company"].search([])
        for number, company in enumerate(companies, 1):
            counts = self._evaluate(company)
            _logger.info("Next steps in company %s: %s", company.id, counts)
            cron._commit_progress(1, remaining=len(companies) - number)
            self._escalate(company)
            cron._commit_progress()

    @api.model
    def _cron_close(self):
        """Every few minutes: take clients off the list who have their step again."""
        self._close_kept()

    @api.model
    def _close_kept(self):
        """Close the rows of clients whose figures show a next step that is not late.

        :return: number of rows closed
        """
        self.env.flush_all()
        rows = self.env.execute_query(
            SQL(
                """
                UPDATE client_next_step_breach b
                   SET date_to = %(today)s
                  FROM client_figures f
                 WHERE b.date_to IS NULL
                   AND f.partner_id = b.partner_id AND f.company_id = b.company_id
                   AND f.next_contact_date >= %(today)s
             RETURNING b.id
                """,
                today=self.env["client.work.days"]._today(),
            )
        )
        self.invalidate_model()
        return len(rows)

    @api.model
    def _evaluate(self, company):
        """Bring the list of a company up to date, in the transaction of the caller.

        :return: dict of the numbers of rows ``opened``, ``changed``, ``closed``
        """
        self.env.execute_query(
            SQL("SELECT pg_advisory_xact_lock(hashtext('client.next.step'))")
        )
        self.env.flush_all()
        rules = self._rules_of(company)
        [row] = self.env.execute_query_dict(self._evaluation(company, rules))
        self.invalidate_model()
        return row

    @api.model
    def _rules_of(self, company):
        """``(rule, domain)`` of the rules of a company in their order. A rule that
        cannot be evaluated takes nobody, which the log tells."""
        found = []
        for rule in (
            self.env["client.next.step.rule"]
            .sudo()
            .search([("company_id", "in", (False, company.id))])
        ):
            try:
                domain = rule._client_domain()
                problem = self.env["client.rule"]._rule_problem(domain)
            except Exception as error:
                problem = str(error)
            if problem:
                _logger.warning(
                    "The rule of next steps %s is left out: %s", rule.code, problem
                )
            else:
                found.append((rule, domain))
        return found

    @api.model
    def _limits(self, company, rules):
        """``VALUES (index, rule, without, late)`` of the rules that ask for a step: the
        day before which the last contact, or the step, is too long ago."""
        days = self.env["client.work.days"]._of_company(company)
        today = self.env["client.work.days"]._today()
        return SQL(", ").join(
            SQL(
                "(%s, %s, %s::date, %s::date)",
                index,
                rule.id,
                days.add(today, -rule.max_days) if rule.max_days else today,
                days.add(today, -rule.overdue_days) if rule.overdue_days else today,
            )
            for index, (rule, _domain) in enumerate(rules)
            if not rule.is_exempt
        )

    @api.model
    def _target(self, company, rules):
        """``SELECT partner_id, rule_id, user_id, kind, since``: who breaks a rule.

        Clients are those of the company: its own, or shared ones whose manager works
        there mainly; without a manager those who have documents there.
        """
        limits = self._limits(company, rules)
        if not limits.code:
            return SQL(
                "SELECT NULL::integer AS partner_id, NULL::integer AS rule_id,"
                " NULL::integer AS user_id, NULL AS kind, NULL::date AS since"
                " WHERE FALSE"
            )
        return SQL(
            """
            SELECT c.partner_id, l.rule_id, p.user_id,
                   CASE WHEN f.next_contact_date IS NULL THEN 'none' ELSE 'late' END
                       AS kind,
                   COALESCE(f.next_contact_date, f.last_contact_date,
                            p.create_date::date) AS since
              FROM (%(flags)s) c
              JOIN res_partner p ON p.id = c.partner_id
         LEFT JOIN res_users u ON u.id = p.user_id
         LEFT JOIN client_figures f
                ON f.partner_id = c.partner_id AND f.company_id = %(company)s
              JOIN (VALUES %(limits)s) l (index, rule_id, without, late)
                ON l.index = c.flags[1]
             WHERE COALESCE(p.company_id, u.company_id, f.company_id) = %(company)s
               AND CASE WHEN f.next_contact_date IS NULL
                        THEN COALESCE(f.last_contact_date, p.create_date::date)
                             < l.without
                        ELSE f.next_contact_date < l.late END
            """,
            flags=self.env["client.rule"]._flags(
                [domain for _rule, domain in rules], company
            ),
            company=company.id,
            limits=limits,
        )

    @api.model
    def _evaluation(self, company, rules):
        """The statement that opens, changes and closes rows. The full join is a hash
        join whatever the planner thinks of the number of rows."""
        return SQL(
            """
            WITH target AS MATERIALIZED (%(target)s), found AS MATERIALIZED (
                SELECT id, partner_id AS client_id, kind AS old_kind,
                       date_from AS old_since, rule_id AS old_rule_id,
                       user_id AS old_user_id
                  FROM client_next_step_breach
                 WHERE company_id = %(company)s AND date_to IS NULL
            ), compared AS MATERIALIZED (
                SELECT * FROM target FULL JOIN found ON client_id = partner_id
            ), closed AS (
                UPDATE client_next_step_breach b
                   SET date_to = %(today)s
                  FROM compared c
                 WHERE b.id = c.id AND c.partner_id IS NULL
             RETURNING b.id
            ), changed AS (
                UPDATE client_next_step_breach b
                   SET kind = c.kind, date_from = c.since, rule_id = c.rule_id,
                       user_id = c.user_id
                  FROM compared c
                 WHERE b.id = c.id AND c.partner_id IS NOT NULL
                   AND (old_kind, old_since, old_rule_id, old_user_id)
                       IS DISTINCT FROM (c.kind, since, c.rule_id, c.user_id)
             RETURNING b.id
            ), opened AS (
                INSERT INTO client_next_step_breach
                       (partner_id, company_id, rule_id, user_id, kind, date_from,
                        date_found)
                SELECT partner_id, %(company)s, rule_id, user_id, kind, since, %(today)s
                  FROM compared
                 WHERE id IS NULL
           ON CONFLICT DO NOTHING
             RETURNING id
            )
            SELECT (SELECT COUNT(*) FROM opened) AS opened,
                   (SELECT COUNT(*) FROM changed) AS changed,
                   (SELECT COUNT(*) FROM closed) AS closed
            """,
            target=self._target(company, rules),
            company=company.id,
            today=self.env["client.work.days"]._today(),
        )

import logging
from contextlib import contextmanager

from psycopg2 import errors

from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL

_logger = logging.getLogger(__name__)

#: to evaluate a company whose clients are being moved by hand at the same moment
ATTEMPTS = 3
#: condition: the client has bought since he came to the stage that he is at
PURCHASED = SQL(
    """EXISTS (SELECT FROM client_figures f
                WHERE f.partner_id = s.partner_id AND f.company_id = s.company_id
                  AND f.last_purchase_date >= s.since)"""
)


class ClientLifecycleState(models.Model):
    """How the rows come about: one statement decides on all clients of a company.

    For each client the stages are asked by ``rule_sequence``; the first one that takes
    or keeps him is his. What holds is told by ``client.rule``, in one pass.
    """

    _inherit = "client.lifecycle.state"

    @api.model
    def _evaluate(self, company, clients=None, absent=False):
        """Let the rules decide and store what differs, with its transitions.

        Runs in the transaction of the caller; evaluations wait for one another.
        Manual stages stay until their last day.

        :param company: whose figures, rules and clients
        :param clients: ids of commercial partners, None for all
        :param absent: also clients who have documents in other companies only
        :return: dict of the numbers of rows ``inserted``, ``moved``, ``deleted``
        """
        self.env.execute_query(
            SQL("SELECT pg_advisory_xact_lock(hashtext('client.lifecycle'))")
        )
        self.env.flush_all()
        stages = self._stages_of(company)
        if not stages:
            return {"inserted": 0, "moved": 0, "deleted": 0}
        target = self._target(company, stages, clients, absent)
        with self._joins_by_hash(clients is None):
            [row] = self.env.execute_query_dict(
                self._evaluation(company, stages, target, clients)
            )
        returned = row.pop("returned") or []
        self.invalidate_model()
        self.env["client.lifecycle.transition"].invalidate_model()
        self.env["res.partner"].invalidate_model(
            ["client_lifecycle_stage_id"], flush=False
        )
        if returned:
            self.browse(returned)._note_bonus()
        return row

    @contextmanager
    def _joins_by_hash(self, is_needed):
        """Keep the planner, who takes all clients for a few, from looking each of
        them up."""
        setting = SQL("SELECT set_config('enable_nestloop', %s, TRUE)", "off")
        if is_needed:
            self.env.execute_query(setting)
        yield
        if is_needed:
            setting = SQL("SELECT set_config('enable_nestloop', %s, TRUE)", "on")
            self.env.execute_query(setting)

    @api.model
    def _stages_of(self, company):
        """Stages of a company in the order in which their rules are asked."""
        return (
            self.env["client.lifecycle.stage"]
            .sudo()
            .search([("company_id", "in", (False, company.id))])
            .sorted(lambda stage: (stage.rule_sequence, stage.sequence, stage.id))
        )

    @api.model
    def _rules_of(self, stages):
        """``(domains, entry, stay)``: the domains of all rules, and the index of the
        rule of each stage by its id. A rule that cannot be evaluated takes nobody,
        and is told in the log; the others go on."""
        domains, entry, stay = [], {}, {}
        for stage in stages - stages.filtered("is_manual"):
            texts = [(stage.entry_domain or "[]", entry)]
            if stage.stay_domain and stage.stay_domain.strip() != "[]":
                texts.append((stage.stay_domain, stay))
            for text, index in texts:
                index[stage.id] = len(domains)
                domains.append(self._rule_of(stage, text))
        return domains, entry, stay

    @api.model
    def _rule_of(self, stage, text):
        """The domain of a rule; one for nobody where it cannot be evaluated."""
        rules = self.env["client.rule"]
        try:
            domain = rules._parse_rule(text)
            rules._check_known(domain, self.env["res.partner"].sudo())
        except Exception as error:
            _logger.warning(
                "A rule of the lifecycle stage %s is left out: %s", stage.code, error
            )
            return Domain.FALSE
        return domain

    @api.model
    def _flags_of(self, domains, company, clients):
        """The rules that hold for each client; one that the engine refuses is left
        out, the others go on."""
        rules = self.env["client.rule"]
        try:
            return rules._flags(domains, company, clients)
        except Exception:
            _logger.warning("A rule of the lifecycle is left out", exc_info=True)
        sound = [
            Domain.FALSE if rules._rule_problem(domain) else domain
            for domain in domains
        ]
        return rules._flags(sound, company, clients)

    @api.model
    def _choice(self, stages, entry, stay, today):
        """SQL of the id of the first stage that takes or keeps a client, over his row
        ``s`` and his ``flags``."""
        cases = []
        for stage in stages:
            here = SQL("s.rule_stage_id = %s", stage.id)
            terms = []
            if stage.id in entry:
                term = SQL("%s = ANY(flags)", entry[stage.id])
                if stage.from_stage_ids:
                    term = SQL(
                        "%s AND s.stage_id = ANY(%s)", term, stage.from_stage_ids.ids
                    )
                if stage.needs_purchase:
                    term = SQL("%s AND %s", term, PURCHASED)
                terms.append(SQL("(%s)", term))
            # where there is no rule to stay, that to enter decides, but without what
            # it asks of the stage before, which the client has left
            index = stay.get(stage.id, entry.get(stage.id))
            if index is not None:
                term = SQL("%s AND %s = ANY(flags)", here, index)
                if stage.max_days:
                    term = SQL(
                        "%s AND s.rule_since + %s > %s", term, stage.max_days, today
                    )
                terms.append(SQL("(%s)", term))
            if terms:
                cases.append(SQL("WHEN %s THEN %s", SQL(" OR ").join(terms), stage.id))
        return SQL("CASE %s END", SQL(" ").join(cases)) if cases else SQL("NULL")

    @api.model
    def _target(self, company, stages, clients, absent):
        """``SELECT partner_id, state_id, old, since, rule, new, is_over``: where each
        client is and where he belongs."""
        today = self._today()
        domains, entry, stay = self._rules_of(stages)
        fallback = stages.filtered(lambda stage: stage.kind == "potential")[-1:]
        return SQL(
            """
            SELECT t.*, t.new <> t.old OR t.rule IS DISTINCT FROM t.old_rule
                   OR t.override_stage_id IS NOT NULL AND NOT t.is_held AS is_changed
              FROM (
                SELECT *, CASE WHEN is_held THEN override_stage_id ELSE rule END AS new
                  FROM (
                SELECT c.partner_id, s.id AS state_id, s.stage_id AS old, s.since,
                       s.rule_stage_id AS old_rule, s.override_stage_id,
                       s.override_stage_id IS NOT NULL
                           AND COALESCE(s.override_until >= %(today)s, TRUE) AS is_held,
                       COALESCE(%(choice)s, %(kept)s, %(fallback)s) AS rule
                  FROM (%(flags)s OFFSET 0) c
             LEFT JOIN client_lifecycle_state s
                    ON s.partner_id = c.partner_id AND s.company_id = %(company)s
                 WHERE s.id IS NOT NULL OR %(absent)s
                    OR EXISTS (SELECT FROM client_figures f
                                WHERE f.partner_id = c.partner_id
                                  AND f.company_id = %(company)s)
                    OR NOT EXISTS (SELECT FROM client_figures f
                                    WHERE f.partner_id = c.partner_id)
                OFFSET 0
                 ) decided
                ) t
            """,
            today=today,
            choice=self._choice(stages, entry, stay, today),
            kept=SQL(
                "CASE WHEN s.rule_stage_id = ANY(%s) THEN s.rule_stage_id END",
                stages.ids,
            ),
            fallback=fallback.id or stages[-1].id,
            flags=self._flags_of(domains, company, clients),
            company=company.id,
            absent=absent,
        )

    @api.model
    def _evaluation(self, company, stages, target, clients):
        """The statement that stores the targets."""
        return SQL(
            """
            WITH target AS MATERIALIZED (%(target)s), updated AS (
                UPDATE client_lifecycle_state s
                   SET stage_id = t.new,
                       rule_stage_id = t.rule,
                       rule_since = CASE WHEN t.rule = t.old_rule THEN s.rule_since
                                         ELSE %(today)s::date END,
                       previous_stage_id = CASE WHEN t.new = t.old
                           THEN s.previous_stage_id ELSE t.old END,
                       since = CASE WHEN t.new = t.old THEN s.since
                                    ELSE %(today)s::date END,
                       reason = CASE WHEN t.new = t.old THEN s.reason
                           WHEN s.override_stage_id IS NULL THEN 'rule'
                           ELSE 'override_ended' END,
                       override_until = CASE WHEN t.is_held THEN s.override_until END,
                       override_reason = CASE WHEN t.is_held THEN s.override_reason END,
                       override_user_id = CASE WHEN t.is_held
                           THEN s.override_user_id END,
                       override_stage_id = CASE WHEN t.is_held
                           THEN s.override_stage_id END
                  FROM target t
                 WHERE s.id = t.state_id AND t.is_changed
             RETURNING s.id, t.new, t.old
            ), inserted AS (
                INSERT INTO client_lifecycle_state
                       (partner_id, company_id, stage_id, since, rule_stage_id,
                        rule_since, reason)
                SELECT t.partner_id, %(company)s, t.new, %(today)s, t.rule, %(today)s,
                       'rule'
                  FROM target t
                 WHERE t.state_id IS NULL
           ON CONFLICT (partner_id, company_id) DO NOTHING
             RETURNING id
            ), logged AS (
                INSERT INTO client_lifecycle_transition
                       (partner_id, company_id, from_stage_id, to_stage_id, entered,
                        date, days, reason, salesperson_id)
                SELECT t.partner_id, %(company)s, t.old, t.new, t.since, %(today)s,
                       %(today)s::date - t.since,
                       CASE WHEN t.override_stage_id IS NULL THEN 'rule'
                            ELSE 'override_ended' END,
                       p.user_id
                  FROM target t
                  JOIN res_partner p ON p.id = t.partner_id
                 WHERE t.is_changed AND t.new <> t.old
             RETURNING id
            ), deleted AS (
                DELETE FROM client_lifecycle_state s
                 WHERE s.company_id = %(company)s AND %(within)s
                   AND NOT EXISTS (
                        SELECT FROM target t WHERE t.state_id = s.id)
                   AND (SELECT p.commercial_partner_id <> p.id
                               OR COALESCE(p.company_id <> ALL(%(own)s), FALSE)
                          FROM res_partner p WHERE p.id = s.partner_id)
             RETURNING s.id
            )
            SELECT (SELECT COUNT(*) FROM inserted) AS inserted,
                   (SELECT COUNT(*) FROM logged) AS moved,
                   (SELECT COUNT(*) FROM deleted) AS deleted,
                   (SELECT ARRAY_AGG(u.id) FROM updated u
                     WHERE u.new <> u.old AND u.new = ANY(%(returned)s)) AS returned
            """,
            target=target,
            company=company.id,
            today=self._today(),
            within=SQL("TRUE")
            if clients is None
            else SQL("s.partner_id = ANY(%s)", list(clients)),
            own=company.parent_ids.ids,
            returned=stages.filtered(lambda stage: stage.kind == "returned").ids,
        )

    # ------------------------------------------------------------------ schedule
    @api.model
    def _cron_evaluate(self):
        """Once a day: days pass without any write, and so do manual stages."""
        cron = self.env["ir.cron"]
        companies = self.env["res.company"].search([])
        for number, company in enumerate(companies, 1):
            counts = self._evaluate_again(company)
            _logger.info("Lifecycle of company %s: %s", company.id, counts)
            cron._commit_progress(1, remaining=len(companies) - number)

    @api.model
    def _evaluate_again(self, company):
        """Evaluate in a transaction of its own, once more where a person has moved a
        client meanwhile."""
        for attempt in range(1, ATTEMPTS + 1):
            try:
                return self._evaluate(company)
            except errors.SerializationFailure:
                if attempt == ATTEMPTS:
                    raise
                self.env.cr.rollback()
                _logger.info("Clients were moved meanwhile, evaluating once more")

    @api.model
    def _evaluate_everywhere(self, clients):
        """Let the rules decide on some clients in all companies."""
        for company in self.env["res.company"].sudo().search([]):
            self._evaluate(company, clients)

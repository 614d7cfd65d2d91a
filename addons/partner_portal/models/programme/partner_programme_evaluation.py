from contextlib import contextmanager

from odoo import api, models
from odoo.tools import SQL

#: Partners up to whom their documents are looked up one by one.
FEW = 100


class PartnerProgramme(models.Model):
    """Where all partners stand, in one statement.

    Amounts of today come from ``client.figures``; what is left of them on the day of
    the check is today's less what leaves the 12 months until then, so that only the
    documents of that short time are read.
    """

    _inherit = "partner.programme"

    @api.model
    def _today(self):
        """The day of the figures."""
        return self.env["client.figures"]._figures_scope().today

    @api.model
    def _evaluate(self, partners=None):
        """Measure partners and store where they stand.

        Whoever falls below its tier or rises above it is measured a second time: its
        check lies on another day then.

        :param partners: commercial partners; None for all
        :return: number of partners measured
        """
        self.env.flush_all()
        self.env.execute_query(
            SQL("SELECT pg_advisory_xact_lock(hashtext('partner.programme'))")
        )
        ids = None if partners is None else list(partners.ids)
        count, turned = self._measure(ids)
        if turned:
            self._measure(turned)
        for model in ("partner.tier.progress", "partner.tier.progress.line"):
            self.env[model].invalidate_model()
        return count

    def _measure(self, ids):
        """Run the statement.

        :return: number of partners, and the ids of those who fell below their tier or
            rose above it
        """
        with self._joins_by_hash(ids is None or len(ids) > FEW):
            [(count, turned)] = self.env.execute_query(self._statement(ids))
        return count, turned or []

    @contextmanager
    def _joins_by_hash(self, is_needed):
        """Keep the planner, who takes all partners for a few, from joining each of
        them with each."""
        setting = SQL("SELECT set_config('enable_nestloop', %s, TRUE)", "off")
        if is_needed:
            self.env.execute_query(setting)
        yield
        if is_needed:
            setting = SQL("SELECT set_config('enable_nestloop', %s, TRUE)", "on")
            self.env.execute_query(setting)

    @api.model
    def _statement(self, ids):
        today = self._today()
        return SQL(
            """
            WITH member AS MATERIALIZED (%(members)s),
                 gone AS MATERIALIZED (%(gone)s),
                 measured AS MATERIALIZED (%(measured)s),
                 way AS MATERIALIZED (%(ways)s),
                 tier AS MATERIALIZED (%(tiers)s),
                 standing AS MATERIALIZED (%(standing)s),
                 stored AS (%(store)s),
                 lines AS (%(lines)s),
                 old_lines AS (
                    DELETE FROM partner_tier_progress_line l
                     USING partner_tier_progress s, member m
                     WHERE s.id = l.progress_id AND m.partner_id = s.partner_id
                       AND NOT EXISTS (
                           SELECT FROM partner_tier_requirement r
                            WHERE r.id = l.requirement_id
                              AND r.programme_id = m.programme_id)
                 ), gone_members AS (
                    DELETE FROM partner_tier_progress s
                     WHERE %(chosen)s
                       AND NOT EXISTS (SELECT FROM member m
                                        WHERE m.partner_id = s.partner_id)
                 )
            SELECT COUNT(*),
                   array_agg(partner_id) FILTER (
                       WHERE (status = 'below') <> (below_since IS NOT NULL))
              FROM standing
            """,
            members=self._members(ids, today),
            gone=self._gone(today),
            measured=self._measured(today),
            ways=self._ways_met(),
            tiers=self._tiers_met(),
            standing=self._standing(),
            store=self._store(today),
            lines=self._store_lines(),
            chosen=SQL("TRUE") if ids is None else SQL("s.partner_id = ANY(%s)", ids),
        )

    @api.model
    def _members(self, ids, today):
        """Who takes part: ``partner_id, programme_id, company_id, grade_id`` (a tier
        of the programme, or NULL), its ``rank``, ``progress_id``, ``below_since``,
        ``check_date`` and ``loss_date`` as they are until the measure says otherwise.
        """
        period_end = SQL(
            """
            (make_date(EXTRACT(YEAR FROM base.day)::int,
                       (EXTRACT(MONTH FROM base.day)::int - 1)
                           / pr.period::int * pr.period::int + 1, 1)
             + make_interval(months => pr.period::int) - INTERVAL '1 day')::date
            """
        )
        return SQL(
            """
            SELECT DISTINCT ON (p.id) p.id AS partner_id, pr.id AS programme_id,
                   pr.company_id, g.id AS grade_id, g.sequence AS rank,
                   s.id AS progress_id, s.below_since, s.warned_for,
                   CASE WHEN s.below_since IS NULL THEN checked.day
                        ELSE checked.day + pr.grace_days END AS check_date,
                   checked.day + pr.grace_days + 1 AS loss_date
              FROM res_partner p
              JOIN partner_programme pr ON pr.active
               AND (p.company_id IS NULL OR p.company_id = pr.company_id)
         LEFT JOIN partner_programme_type_rel t
                ON t.programme_id = pr.id AND t.type_id = p.channel_type_id
         LEFT JOIN partner_programme_grade_rel r
                ON r.programme_id = pr.id AND r.grade_id = p.grade_id
         LEFT JOIN res_partner_grade g ON g.id = r.grade_id
         LEFT JOIN partner_tier_progress s ON s.partner_id = p.id
         LEFT JOIN LATERAL (
                   SELECT MAX(c.decided_at)::date AS day
                     FROM partner_tier_change c
                    WHERE c.partner_id = p.id AND c.state = 'declined'
                      AND c.direction = 'down' AND c.from_grade_id = p.grade_id
                   ) refused ON s.below_since IS NOT NULL
        CROSS JOIN LATERAL (
                   SELECT GREATEST(COALESCE(s.below_since, %(today)s::date),
                                   refused.day) AS day) base
        CROSS JOIN LATERAL (SELECT %(period_end)s AS day) checked
             WHERE p.commercial_partner_id = p.id AND p.active
               AND (p.grade_id IS NOT NULL OR p.channel_type_id IS NOT NULL)
               AND %(chosen)s
               AND (t.type_id IS NOT NULL
                    OR g.id IS NOT NULL
                   AND NOT EXISTS (SELECT FROM partner_programme_type_rel o
                                    WHERE o.programme_id = pr.id))
          ORDER BY p.id, t.type_id IS NULL, pr.sequence, pr.id
            """,
            today=today,
            period_end=period_end,
            chosen=SQL("TRUE") if ids is None else SQL("p.id = ANY(%s)", ids),
        )

    @api.model
    def _uses(self, measure):
        """Whether a requirement measures this; what nobody asks is not computed."""
        requirements_sudo = self.env["partner.tier.requirement"].sudo()
        return bool(
            requirements_sudo.search_count([("measure", "=", measure)], limit=1)
        )

    @api.model
    def _months_ago(self, day, months):
        return self.env["client.figures"]._figures_scope().months_ago(months)

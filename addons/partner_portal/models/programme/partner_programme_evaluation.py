from contextlib import contextmanager

from odoo import api, models
from odoo.tools import SQL

from odoo.addons.client_accounting.models.figures.margin import cost_joins
from odoo.addons.client_accounting.models.figures.turnover import SALE_TYPES

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
    def _gone(self, today):
        """What leaves the last 12 months, and the 12 before, until the check:
        ``partner_id, turnover, turnover_prev, cost``."""
        leaves = SQL(
            """am.invoice_date > %(start)s::date
               AND am.invoice_date <= LEAST(%(today)s::date, (m.check_date
                   - INTERVAL '12 months')::date)""",
            start=self._months_ago(today, 12),
            today=today,
        )
        leaves_prev = SQL(
            """am.invoice_date > %(start)s::date
               AND am.invoice_date <= LEAST(%(end)s::date, (m.check_date
                   - INTERVAL '24 months')::date)""",
            start=self._months_ago(today, 24),
            end=self._months_ago(today, 12),
        )
        with_cost = self._uses("margin")
        cost = SQL(
            """
            LEFT JOIN LATERAL (
                SELECT SUM(c.cost) AS cost
                  FROM (SELECT am.move_type, am.company_id, am.invoice_date) m
                  JOIN account_move_line l ON l.move_id = am.id
                   AND l.display_type = 'product' AND l.product_id IS NOT NULL
                  JOIN product_product pp ON pp.id = l.product_id
                  JOIN product_template pt ON pt.id = pp.product_tmpl_id
                  %s
            ) goods ON %s
            """,
            cost_joins(self.env, few=True),
            leaves,
        )
        return SQL(
            """
            SELECT m.partner_id,
                   SUM(am.amount_untaxed_signed) FILTER (WHERE %(leaves)s) AS turnover,
                   SUM(am.amount_untaxed_signed) FILTER (WHERE %(leaves_prev)s)
                       AS turnover_prev,
                   %(cost_sum)s AS cost
              FROM (SELECT m.partner_id, m.company_id, m.check_date, p.id
                      FROM member m
                      JOIN res_partner p ON p.commercial_partner_id = m.partner_id
                    OFFSET 0) m
              JOIN account_move am ON am.commercial_partner_id = m.id
               AND am.company_id = m.company_id
              %(cost)s
             WHERE am.state = 'posted' AND am.move_type IN %(types)s
               AND (%(leaves)s OR %(leaves_prev)s)
          GROUP BY m.partner_id
            """,
            leaves=leaves,
            leaves_prev=leaves_prev,
            types=SALE_TYPES,
            cost=cost if with_cost else SQL(),
            cost_sum=SQL("SUM(goods.cost)") if with_cost else SQL("0::numeric"),
        )

    @api.model
    def _months_ago(self, day, months):
        return self.env["client.figures"]._figures_scope().months_ago(months)

    @api.model
    def _measured(self, today):
        """Each requirement of each partner: its ``value`` and ``value_ahead``, whether
        it ``is_met`` and ``is_met_ahead``, what is ``missing``, ``missing_ahead``."""
        return SQL(
            """
            SELECT v.partner_id, v.requirement_id, v.grade_id, v.way,
                   ROUND(v.value::numeric, 2) AS value,
                   ROUND(v.ahead::numeric, 2) AS value_ahead,
                   %(met)s AS is_met, %(met_ahead)s AS is_met_ahead,
                   %(missing)s AS missing, %(missing_ahead)s AS missing_ahead
              FROM (%(values)s) v
            """,
            values=self._values(today),
            met=self._met(SQL("value"), SQL("turnover")),
            met_ahead=self._met(SQL("ahead"), SQL("turnover_ahead")),
            missing=self._missing(SQL("value"), SQL("turnover"), SQL("prev")),
            missing_ahead=self._missing(
                SQL("ahead"), SQL("turnover_ahead"), SQL("prev_ahead")
            ),
        )

    @api.model
    def _met(self, value, turnover):
        """Without a year before, any purchase is growth; without ratings nobody has
        complained."""
        return SQL(
            """
            CASE WHEN v.measure = 'growth' AND v.%(value)s IS NULL
                 THEN v.%(turnover)s > 0
                 WHEN v.measure = 'satisfaction' AND v.%(value)s IS NULL THEN TRUE
                 WHEN v.operator = 'most'
                 THEN COALESCE(v.%(value)s, 0) <= v.threshold
                 ELSE ROUND(COALESCE(v.%(value)s, 0)::numeric, 2) >= v.threshold END
            """,
            value=value,
            turnover=turnover,
        )

    @api.model
    def _missing(self, value, turnover, prev):
        return SQL(
            """
            CASE WHEN v.measure = 'growth' AND v.%(value)s IS NOT NULL
                 THEN GREATEST(0, ROUND(v.%(prev)s * (1 + v.threshold / 100)
                                        - v.%(turnover)s, 2))
                 WHEN v.measure IN ('growth', 'satisfaction') AND v.%(value)s IS NULL
                 THEN 0
                 WHEN v.operator = 'most'
                 THEN GREATEST(0, COALESCE(v.%(value)s, 0) - v.threshold)
                 ELSE ROUND(GREATEST(
                     0, v.threshold - COALESCE(v.%(value)s, 0))::numeric, 2) END
            """,
            value=value,
            turnover=turnover,
            prev=prev,
        )

    @api.model
    def _values(self, today):
        """The measures themselves, one row for each requirement of each partner."""
        return SQL(
            """
            SELECT w.partner_id, r.id AS requirement_id, r.grade_id, r.way, r.measure,
                   r.operator, r.threshold, w.turnover, w.turnover_ahead, w.prev,
                   w.prev_ahead,
                   CASE r.measure
                       WHEN 'turnover' THEN w.turnover
                       WHEN 'margin' THEN w.margin
                       WHEN 'growth' THEN (w.turnover / NULLIF(
                           GREATEST(w.prev, 0), 0) - 1) * 100
                       WHEN 'deals' THEN w.deals
                       WHEN 'satisfaction' THEN w.satisfaction
                       WHEN 'certificates' THEN COALESCE(c.people, 0)
                       ELSE %(figure)s END AS value,
                   CASE r.measure
                       WHEN 'turnover' THEN w.turnover_ahead
                       WHEN 'margin' THEN w.margin - w.turnover + w.turnover_ahead
                           + COALESCE(w.cost_gone, 0)
                       WHEN 'growth' THEN (w.turnover_ahead / NULLIF(
                           GREATEST(w.prev_ahead, 0), 0) - 1) * 100
                       WHEN 'deals' THEN w.deals_ahead
                       WHEN 'satisfaction' THEN w.satisfaction_ahead
                       WHEN 'certificates' THEN COALESCE(c.people_ahead, 0)
                       ELSE %(figure_ahead)s END AS ahead
              FROM (%(wide)s) w
              JOIN partner_tier_requirement r ON r.programme_id = w.programme_id
         LEFT JOIN (%(certificates)s) c
                ON c.partner_id = w.partner_id
               AND c.specialisation_id = COALESCE(r.specialisation_id, 0)
               AND r.measure = 'certificates'
         LEFT JOIN (%(kept)s) k
                ON k.partner_id = w.partner_id AND k.figure_id = r.figure_id
            """,
            wide=self._wide(today),
            certificates=self._certificates(today),
            kept=self._kept_values(today),
            figure=self._figure(SQL("k.value")),
            figure_ahead=self._figure(SQL("k.value_ahead")),
        )

    @api.model
    def _figure(self, kept):
        """The value of a figure of our own: kept by hand, or a column of the figures of
        the client."""
        figures_sudo = self.env["partner.tier.figure"].sudo()
        figures_sudo = figures_sudo.with_context(active_test=False).search(
            [("field_id", "!=", False)]
        )
        columns = [
            SQL(
                "WHEN %s THEN w.figures ->> %s",
                figure.id,
                figure.field_id.name,
            )
            for figure in figures_sudo
        ]
        if not columns:
            return SQL("COALESCE(%s, 0)", kept)
        return SQL(
            "COALESCE((CASE r.figure_id %s END)::numeric, %s, 0)",
            SQL(" ").join(columns),
            kept,
        )

    @api.model
    def _wide(self, today):
        """One row for each partner with the measures that need no other key."""
        figures_sudo = self.env["partner.tier.figure"].sudo()
        has_figures = figures_sudo.with_context(active_test=False).search_count(
            [("field_id", "!=", False)], limit=1
        )
        return SQL(
            """
            SELECT m.partner_id, m.programme_id,
                   COALESCE(f.turnover_12m, 0) AS turnover,
                   COALESCE(f.turnover_12m, 0) - COALESCE(g.turnover, 0)
                       AS turnover_ahead,
                   COALESCE(f.turnover_prev_12m, 0) AS prev,
                   COALESCE(f.turnover_prev_12m, 0) - COALESCE(g.turnover_prev, 0)
                       + COALESCE(g.turnover, 0) AS prev_ahead,
                   COALESCE(f.margin_12m, 0) AS margin, g.cost AS cost_gone,
                   COALESCE(d.deals, 0) AS deals,
                   COALESCE(d.deals_ahead, 0) AS deals_ahead,
                   s.satisfaction, s.satisfaction_ahead,
                   %(figures)s AS figures
              FROM member m
         LEFT JOIN client_figures f
                ON f.partner_id = m.partner_id AND f.company_id = m.company_id
         LEFT JOIN gone g ON g.partner_id = m.partner_id
         LEFT JOIN (%(deals)s) d ON d.partner_id = m.partner_id
         LEFT JOIN (%(satisfaction)s) s ON s.partner_id = m.partner_id
            """,
            figures=SQL("to_jsonb(f)") if has_figures else SQL("NULL::jsonb"),
            deals=self._deals(today),
            satisfaction=self._satisfaction(today),
        )

    @api.model
    def _deals(self, today):
        scope = self.env["client.figures"]._figures_scope()
        day = scope.day(SQL("deal.closed_at"))
        return SQL(
            """
            SELECT m.partner_id, COUNT(*) AS deals,
                   COUNT(*) FILTER (
                       WHERE %(day)s > (m.check_date - INTERVAL '12 months')::date
                   ) AS deals_ahead
              FROM member m
              JOIN partner_deal deal ON deal.partner_id = m.partner_id
               AND deal.company_id = m.company_id
             WHERE deal.state = 'won' AND deal.active
               AND %(day)s > %(start)s::date AND %(day)s <= %(today)s::date
          GROUP BY m.partner_id
            """,
            day=day,
            start=scope.months_ago(12),
            today=today,
        )

    @api.model
    def _satisfaction(self, today):
        """Average of what clients have said of the people of a partner."""
        scope = self.env["client.figures"]._figures_scope()
        day = scope.day(SQL("COALESCE(r.rated_on, r.write_date)"))
        return SQL(
            """
            SELECT m.partner_id, AVG(r.rating)::numeric AS satisfaction,
                   (AVG(r.rating) FILTER (
                       WHERE %(day)s > (m.check_date - INTERVAL '12 months')::date
                   ))::numeric AS satisfaction_ahead
              FROM member m
              JOIN res_partner p ON p.commercial_partner_id = m.partner_id
              JOIN rating_rating r ON r.rated_partner_id = p.id
             WHERE r.consumed AND r.rating > 0
               AND %(day)s > %(start)s::date AND %(day)s <= %(today)s::date
          GROUP BY m.partner_id
            """,
            day=day,
            start=scope.months_ago(12),
            today=today,
        )

    @api.model
    def _certificates(self, today):
        """People with a valid certificate: of each specialisation, and of any (0)."""
        return SQL(
            """
            SELECT c.partner_id, kind.specialisation_id,
                   COUNT(DISTINCT c.person_id) AS people,
                   COUNT(DISTINCT c.person_id) FILTER (
                       WHERE COALESCE(c.date_expiry >= m.check_date, TRUE)
                   ) AS people_ahead
              FROM member m
              JOIN partner_certification c ON c.partner_id = m.partner_id
              JOIN res_partner person ON person.id = c.person_id AND person.active
        CROSS JOIN LATERAL (
                   SELECT 0 AS specialisation_id
                    UNION ALL
                   SELECT r.specialisation_id
                     FROM partner_specialisation_channel_rel r
                    WHERE r.channel_id = c.channel_id) kind
             WHERE c.revoked_on IS NULL AND c.date <= %(today)s::date
               AND COALESCE(c.date_expiry >= %(today)s::date, TRUE)
          GROUP BY c.partner_id, kind.specialisation_id
            """,
            today=today,
        )

    @api.model
    def _kept_values(self, today):
        """The latest value of each figure that is kept by hand."""
        return SQL(
            """
            SELECT DISTINCT ON (k.partner_id, k.figure_id)
                   k.partner_id, k.figure_id, k.value,
                   CASE WHEN COALESCE(k.date_until >= m.check_date, TRUE)
                        THEN k.value END AS value_ahead
              FROM member m
              JOIN partner_tier_figure_value k ON k.partner_id = m.partner_id
             WHERE k.date <= %(today)s::date
               AND COALESCE(k.date_until >= %(today)s::date, TRUE)
          ORDER BY k.partner_id, k.figure_id, k.date DESC, k.id DESC
            """,
            today=today,
        )

    @api.model
    def _ways_met(self):
        return SQL(
            """
            SELECT partner_id, grade_id, way, bool_and(is_met) AS is_met,
                   bool_and(is_met_ahead) AS is_met_ahead
              FROM measured
          GROUP BY partner_id, grade_id, way
            """
        )

    @api.model
    def _tiers_met(self):
        """Which tiers each partner meets: all of way 0, and one of the other ways."""
        return SQL(
            """
            SELECT m.partner_id, g.id AS grade_id, g.sequence AS rank,
                   COALESCE(bool_and(w.is_met) FILTER (WHERE w.way = 0), TRUE)
                   AND COALESCE(bool_or(w.is_met) FILTER (WHERE w.way > 0), TRUE)
                       AS is_met,
                   COALESCE(bool_and(w.is_met_ahead) FILTER (WHERE w.way = 0), TRUE)
                   AND COALESCE(bool_or(w.is_met_ahead) FILTER (WHERE w.way > 0), TRUE)
                       AS is_met_ahead
              FROM member m
              JOIN partner_programme_grade_rel r ON r.programme_id = m.programme_id
              JOIN res_partner_grade g ON g.id = r.grade_id AND g.active
         LEFT JOIN way w ON w.partner_id = m.partner_id AND w.grade_id = g.id
          GROUP BY m.partner_id, g.id
            """
        )

    @api.model
    def _standing(self):
        """What follows: a partner keeps its tier while it meets that tier or a higher
        one."""
        return SQL(
            """
            SELECT x.*,
                   CASE WHEN (x.reached_rank, x.reached_id) < (x.rank, x.grade_id)
                          OR x.grade_id IS NULL AND x.reached_id IS NOT NULL THEN 'up'
                        WHEN x.grade_id IS NULL THEN 'none'
                        WHEN NOT x.is_kept THEN 'below'
                        WHEN NOT x.is_kept_ahead THEN 'risk'
                        ELSE 'kept' END AS status
              FROM (
                SELECT m.*, t.reached_id, t.reached_rank, t.next_id, t.is_kept,
                       t.is_kept_ahead
                  FROM member m
             LEFT JOIN (
                    SELECT m.partner_id,
                           (array_agg(t.grade_id ORDER BY t.rank, t.grade_id)
                               FILTER (WHERE t.is_met))[1] AS reached_id,
                           MIN(t.rank) FILTER (WHERE t.is_met) AS reached_rank,
                           (array_agg(t.grade_id ORDER BY t.rank DESC, t.grade_id DESC)
                               FILTER (WHERE COALESCE(
                                   (t.rank, t.grade_id) < (m.rank, m.grade_id), TRUE)
                               ))[1] AS next_id,
                           bool_or(t.is_met) FILTER (
                               WHERE (t.rank, t.grade_id) <= (m.rank, m.grade_id)
                           ) AS is_kept,
                           bool_or(t.is_met_ahead) FILTER (
                               WHERE (t.rank, t.grade_id) <= (m.rank, m.grade_id)
                           ) AS is_kept_ahead
                      FROM member m
                      JOIN tier t ON t.partner_id = m.partner_id
                  GROUP BY m.partner_id) t ON t.partner_id = m.partner_id
              ) x
            """
        )

    @api.model
    def _store(self, today):
        return SQL(
            """
            INSERT INTO partner_tier_progress AS s
                   (partner_id, programme_id, company_id, grade_id, reached_id, next_id,
                    status, below_since, check_date, loss_date)
            SELECT partner_id, programme_id, company_id, grade_id, reached_id, next_id,
                   status,
                   CASE WHEN status = 'below'
                        THEN COALESCE(below_since, %(today)s::date) END,
                   CASE WHEN grade_id IS NOT NULL THEN check_date END,
                   CASE WHEN status IN ('below', 'risk') THEN loss_date END
              FROM standing
       ON CONFLICT (partner_id) DO UPDATE
               SET programme_id = EXCLUDED.programme_id,
                   company_id = EXCLUDED.company_id,
                   grade_id = EXCLUDED.grade_id,
                   reached_id = EXCLUDED.reached_id,
                   next_id = EXCLUDED.next_id,
                   status = EXCLUDED.status,
                   below_since = EXCLUDED.below_since,
                   check_date = EXCLUDED.check_date,
                   loss_date = EXCLUDED.loss_date
             WHERE (s.programme_id, s.company_id, s.grade_id, s.reached_id, s.next_id,
                    s.status, s.below_since, s.check_date, s.loss_date)
                   IS DISTINCT FROM
                   (EXCLUDED.programme_id, EXCLUDED.company_id, EXCLUDED.grade_id,
                    EXCLUDED.reached_id, EXCLUDED.next_id, EXCLUDED.status,
                    EXCLUDED.below_since, EXCLUDED.check_date, EXCLUDED.loss_date)
         RETURNING id, partner_id
            """,
            today=today,
        )

    @api.model
    def _store_lines(self):
        """Lines of the partners; only those that differ are written."""
        return SQL(
            """
            INSERT INTO partner_tier_progress_line AS l
                   (progress_id, requirement_id, value, value_ahead, missing,
                    missing_ahead, is_met, is_met_ahead)
            SELECT COALESCE(st.id, m.progress_id), v.requirement_id, v.value,
                   v.value_ahead, v.missing, v.missing_ahead, v.is_met, v.is_met_ahead
              FROM measured v
              JOIN member m ON m.partner_id = v.partner_id
         LEFT JOIN stored st ON st.partner_id = v.partner_id
             WHERE COALESCE(st.id, m.progress_id) IS NOT NULL
       ON CONFLICT (progress_id, requirement_id) DO UPDATE
               SET value = EXCLUDED.value,
                   value_ahead = EXCLUDED.value_ahead,
                   missing = EXCLUDED.missing,
                   missing_ahead = EXCLUDED.missing_ahead,
                   is_met = EXCLUDED.is_met,
                   is_met_ahead = EXCLUDED.is_met_ahead
             WHERE (l.value, l.value_ahead, l.missing, l.missing_ahead, l.is_met,
                    l.is_met_ahead)
                   IS DISTINCT FROM
                   (EXCLUDED.value, EXCLUDED.value_ahead, EXCLUDED.missing,
                    EXCLUDED.missing_ahead, EXCLUDED.is_met, EXCLUDED.is_met_ahead)
            """
        )

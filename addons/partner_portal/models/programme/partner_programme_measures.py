from odoo import api, models
from odoo.tools import SQL

from odoo.addons.client_accounting.models.figures.margin import cost_joins
from odoo.addons.client_accounting.models.figures.turnover import SALE_TYPES


class PartnerProgramme(models.Model):
    """What the requirements measure, of all partners at once: now and on the day of the
    check."""

    _inherit = "partner.programme"

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

from odoo import api, models
from odoo.tools import SQL


class PartnerProgramme(models.Model):
    """From what is measured to the tier: which ways are met, where a partner stands,
    and what of it is kept."""

    _inherit = "partner.programme"

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

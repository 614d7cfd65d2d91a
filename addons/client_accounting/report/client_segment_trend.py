from odoo import fields, models
from odoo.tools import SQL

MONTHS = 24


class ClientSegmentTrend(models.Model):
    """How many clients came into each segment, left it, and were in it at the end of
    each of the last 24 months; the current month until today."""

    _name = "client.segment.trend"
    _description = "Segments by Month"
    _auto = False
    _order = "month desc, segment_id"
    _rec_name = "segment_id"
    _depends = {
        "client.segment.membership": ["segment_id", "date_from", "date_to"],
    }

    segment_id = fields.Many2one("client.segment", readonly=True)
    axis_id = fields.Many2one("client.segment.axis", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    month = fields.Date(readonly=True)
    size = fields.Integer(
        "Clients",
        readonly=True,
        help="At the end of the month. Add up segments, not months.",
    )
    entered = fields.Integer("Came In", readonly=True)
    gone = fields.Integer("Left", readonly=True)

    @property
    def _table_query(self):
        """Sums of what happened by month, then a running total: one pass over the
        history, whatever the number of months."""
        return SQL(
            """
            SELECT s.id * 1000 + months.number AS id, s.id AS segment_id, s.axis_id,
                   s.company_id, months.month,
                   COALESCE(moves.entered, 0) AS entered,
                   COALESCE(moves.gone, 0) AS gone,
                   (SUM(COALESCE(moves.entered, 0) - COALESCE(moves.gone, 0))
                       OVER (PARTITION BY s.id ORDER BY months.month)
                    + COALESCE(old.size, 0))::integer AS size
              FROM client_segment s
        CROSS JOIN (SELECT number, (DATE_TRUNC('month', %(today)s::date)
                                    - number * INTERVAL '1 month')::date AS month
                      FROM GENERATE_SERIES(0, %(months)s - 1) number) months
         LEFT JOIN (SELECT segment_id, month, SUM(entered)::integer AS entered,
                           SUM(gone)::integer AS gone
                      FROM (SELECT segment_id,
                                   DATE_TRUNC('month', date_from)::date AS month,
                                   COUNT(*) AS entered, 0 AS gone
                              FROM client_segment_membership
                             WHERE date_to IS NULL OR date_to > date_from
                          GROUP BY 1, 2
                         UNION ALL
                            SELECT segment_id, DATE_TRUNC('month', date_to)::date, 0,
                                   COUNT(*)
                              FROM client_segment_membership
                             WHERE date_to > date_from GROUP BY 1, 2) happened
                  GROUP BY segment_id, month) moves
                ON moves.segment_id = s.id AND moves.month = months.month
         LEFT JOIN (SELECT segment_id,
                           COUNT(*) FILTER (WHERE date_to IS NULL
                                               OR date_to >= %(first)s) AS size
                      FROM client_segment_membership
                     WHERE date_from < %(first)s
                       AND (date_to IS NULL OR date_to > date_from)
                  GROUP BY segment_id) old ON old.segment_id = s.id
             WHERE s.active AND months.month >= (
                       SELECT DATE_TRUNC('month', MIN(date_from))
                         FROM client_segment_membership)
            """,
            today=self.env["client.figures"].sudo()._figures_scope().today,
            months=MONTHS,
            first=SQL(
                "(DATE_TRUNC('month', %s::date) - %s * INTERVAL '1 month')::date",
                self.env["client.figures"].sudo()._figures_scope().today,
                MONTHS - 1,
            ),
        )

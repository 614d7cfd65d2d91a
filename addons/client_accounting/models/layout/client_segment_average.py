from odoo import api, fields, models
from odoo.tools import SQL

#: a smaller group would tell of single clients to who may not see them
SMALLEST = 3


class ClientSegmentAverage(models.Model):
    """What the clients of a segment are like on average, in one company; made anew each
    night from the figures, in one statement."""

    _name = "client.segment.average"
    _description = "Average of a Segment"
    _log_access = False
    _rec_name = "segment_id"

    segment_id = fields.Many2one(
        "client.segment", required=True, readonly=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, index=True, ondelete="cascade"
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    clients = fields.Integer(readonly=True)
    turnover_12m = fields.Monetary("Average Turnover, 12 Months", readonly=True)
    turnover_prev_12m = fields.Monetary(
        "Average Turnover, 12 Months before", readonly=True
    )
    margin_12m = fields.Monetary("Average Margin, 12 Months", readonly=True)
    receivable_overdue = fields.Monetary("Average Overdue", readonly=True)
    days_to_pay = fields.Float("Average Days to Pay", readonly=True)
    purchase_days = fields.Float("Average Days with Purchases", readonly=True)

    _segment_company_uniq = models.UniqueIndex("(segment_id, company_id)")

    @api.model
    def _refresh(self):
        """Make all averages anew.

        Over the clients that are in the segment now and have figures in the company;
        groups of fewer than ``SMALLEST`` clients are left out.
        """
        self.env.flush_all()
        self.env.execute_query(SQL("DELETE FROM client_segment_average RETURNING id"))
        self.env.execute_query(
            SQL(
                """
                INSERT INTO client_segment_average (
                    segment_id, company_id, clients, turnover_12m, turnover_prev_12m,
                    margin_12m, receivable_overdue, days_to_pay, purchase_days)
                SELECT member.segment_id, figures.company_id, COUNT(*),
                       AVG(COALESCE(figures.turnover_12m, 0)),
                       AVG(COALESCE(figures.turnover_prev_12m, 0)),
                       AVG(COALESCE(figures.margin_12m, 0)),
                       AVG(COALESCE(figures.receivable_overdue, 0)),
                       AVG(figures.days_to_pay),
                       AVG(COALESCE(figures.purchase_days, 0))
                  FROM client_segment_current_rel member
                  JOIN client_figures figures ON figures.partner_id = member.partner_id
              GROUP BY member.segment_id, figures.company_id
                HAVING COUNT(*) >= %s
             RETURNING id
                """,
                SMALLEST,
            )
        )
        self.invalidate_model(flush=False)

    @api.model
    def _cron_refresh(self):
        self._refresh()

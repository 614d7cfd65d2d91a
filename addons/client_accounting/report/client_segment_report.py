from odoo import api, fields, models
from odoo.tools import SQL


class ClientSegmentReport(models.Model):
    """The clients of each segment now, with their figures over the companies of the
    reader, in the currency of the current company. A client counts in each of his
    segments: add up segments of one exclusive axis only."""

    _name = "client.segment.report"
    _description = "Clients by Segment"
    _auto = False
    _order = "turnover_12m desc, id"
    _rec_name = "partner_id"
    _depends = {
        "client.segment.membership": ["partner_id", "segment_id", "date_to"],
        "client.figures": ["turnover_12m"],
        "res.partner": ["country_id", "user_id", "industry_id"],
    }

    partner_id = fields.Many2one("res.partner", "Client", readonly=True)
    segment_id = fields.Many2one("client.segment", readonly=True)
    axis_id = fields.Many2one("client.segment.axis", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    country_id = fields.Many2one("res.country", readonly=True)
    user_id = fields.Many2one("res.users", "Salesperson", readonly=True)
    industry_id = fields.Many2one("res.partner.industry", readonly=True)
    date_from = fields.Date("In since", readonly=True)
    origin = fields.Selection(
        [("rule", "Rule"), ("manual", "By hand")],
        readonly=True,
        help="What put the client in.",
    )
    currency_id = fields.Many2one("res.currency", readonly=True)
    turnover_12m = fields.Monetary("Turnover, 12 Months", readonly=True)
    turnover_prev_12m = fields.Monetary("Turnover, Year Before", readonly=True)
    margin_12m = fields.Monetary("Margin, 12 Months", readonly=True)
    receivable_overdue = fields.Monetary("Overdue", readonly=True)

    @property
    def _table_query(self):
        return SQL(
            """
            SELECT m.id, m.partner_id, m.segment_id, m.axis_id, a.company_id,
                   %(currency)s AS currency_id,
                   m.date_from, m.origin, p.country_id, p.user_id, p.industry_id,
                   COALESCE(s.turnover_12m, 0) AS turnover_12m,
                   COALESCE(s.turnover_prev_12m, 0) AS turnover_prev_12m,
                   COALESCE(s.margin_12m, 0) AS margin_12m,
                   COALESCE(s.receivable_overdue, 0) AS receivable_overdue
              FROM client_segment_membership m
              JOIN client_segment_axis a ON a.id = m.axis_id
              JOIN res_partner p ON p.id = m.partner_id
         LEFT JOIN (SELECT f.partner_id, %(figures)s FROM %(rows)s
                  GROUP BY f.partner_id) s ON s.partner_id = m.partner_id
             WHERE m.date_to IS NULL
            """,
            figures=SQL(", ").join(
                SQL(
                    "SUM(%s * com.rate) AS %s",
                    SQL.identifier("f", name),
                    SQL.identifier(name),
                )
                for name in (
                    "turnover_12m",
                    "turnover_prev_12m",
                    "margin_12m",
                    "receivable_overdue",
                )
            ),
            currency=self.env.company.currency_id.id,
            rows=self.env["res.partner"]._client_figures_rows(),
        )

    @api.model
    def _sums(self, segment_ids):
        """Turnover of 12 months and overdue amounts, by the id of the segment."""
        rows = self._read_group(
            [("segment_id", "in", segment_ids)],
            ["segment_id"],
            ["turnover_12m:sum", "receivable_overdue:sum"],
        )
        return {segment.id: amounts for segment, *amounts in rows}

    def action_open_dossier(self):
        """Open the dossier of the client."""
        self.ensure_one()
        return self.partner_id.action_open_dossier()

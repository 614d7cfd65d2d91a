from odoo import api, fields, models
from odoo.tools import SQL

SCORES = ("self_score", "head_score", "shopper_score")


class ClientAppraisalComparison(models.Model):
    """The marks that a manager gave himself and that others gave him, side by side, by
    criterion and period. It holds finished sheets that the reader may see."""

    _name = "client.appraisal.comparison"
    _description = "Comparison of Appraisals"
    _auto = False
    _order = "date_to desc, user_id, sequence, id"
    _rec_name = "criterion_id"

    _depends = {
        "client.appraisal": [
            "user_id",
            "rater_id",
            "kind",
            "state",
            "is_published",
            "company_id",
            "date_from",
            "date_to",
        ],
        "client.appraisal.line": ["criterion_id", "score", "weight"],
        "client.appraisal.criterion": ["sequence"],
    }

    user_id = fields.Many2one("res.users", "Manager", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    date_from = fields.Date("Period from", readonly=True)
    date_to = fields.Date("Period to", readonly=True)
    criterion_id = fields.Many2one("client.appraisal.criterion", readonly=True)
    sequence = fields.Integer(readonly=True, aggregator=None)
    weight = fields.Float(readonly=True, aggregator=None, digits=(16, 2))
    self_score = fields.Float(
        "By Himself", readonly=True, aggregator="avg", digits=(16, 1)
    )
    head_score = fields.Float(
        "By the Head", readonly=True, aggregator="avg", digits=(16, 1)
    )
    shopper_score = fields.Float(
        "By the Shopper", readonly=True, aggregator="avg", digits=(16, 1)
    )
    gap = fields.Float(
        "Himself less Head",
        readonly=True,
        aggregator="avg",
        digits=(16, 1),
        help="Above zero: he thinks better of himself than the head does.",
    )

    @property
    def _table_query(self):
        return SQL(
            """
            SELECT row.*, row.self_score - row.head_score AS gap
              FROM (
                SELECT MIN(line.id) AS id, sheet.user_id, sheet.company_id,
                       sheet.date_from, sheet.date_to, line.criterion_id,
                       MAX(criterion.sequence) AS sequence, AVG(line.weight) AS weight,
                       AVG(line.score) FILTER (WHERE sheet.kind = 'self')
                           AS self_score,
                       AVG(line.score) FILTER (WHERE sheet.kind = 'head')
                           AS head_score,
                       AVG(line.score) FILTER (WHERE sheet.kind = 'shopper')
                           AS shopper_score
                  FROM client_appraisal_line line
                  JOIN client_appraisal sheet ON sheet.id = line.appraisal_id
                  JOIN client_appraisal_criterion criterion
                    ON criterion.id = line.criterion_id
                 WHERE sheet.state = 'done' AND line.score > 0 AND sheet.id IN %s
              GROUP BY sheet.user_id, sheet.company_id, sheet.date_from,
                       sheet.date_to, line.criterion_id
              ) row
            """,
            self.env["client.appraisal"]._search([]).subselect(),
        )

    @api.model
    def _read_group_select(self, aggregate_spec, query):
        # EXTENDS base: marks count by the weights of their criteria
        name, _colon, aggregate = aggregate_spec.partition(":")
        if aggregate == "avg" and name in (*SCORES, "gap"):
            score = self._field_to_sql(self._table, name, query)
            weight = self._field_to_sql(self._table, "weight", query)
            return SQL(
                "SUM(%s * %s)::float8"
                " / NULLIF(SUM(%s) FILTER (WHERE %s IS NOT NULL), 0)",
                score,
                weight,
                weight,
                score,
            )
        return super()._read_group_select(aggregate_spec, query)

    def action_open_sheets(self):
        """Open the sheets behind the row that the user may see."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "client_accounting.client_appraisal_action"
        )
        return {
            **action,
            "domain": [
                ("user_id", "=", self.user_id.id),
                ("date_from", "=", fields.Date.to_string(self.date_from)),
                ("date_to", "=", fields.Date.to_string(self.date_to)),
                ("state", "=", "done"),
            ],
            "context": {},
        }

from odoo import api, fields, models
from odoo.tools import SQL


class ClientLifecycleStay(models.Model):
    """One stay of a client at a stage, ended or not, for conversion and time.

    Rates are averages over stays, so they are right on every total.
    """

    _name = "client.lifecycle.stay"
    _description = "Stay at a Lifecycle Stage"
    _auto = False
    _order = "entered desc, id desc"
    _rec_name = "partner_id"

    _depends = {
        "client.lifecycle.state": ["partner_id", "company_id", "stage_id", "since"],
        "client.lifecycle.transition": [
            "partner_id",
            "company_id",
            "from_stage_id",
            "to_stage_id",
            "entered",
            "date",
            "days",
            "reason",
            "salesperson_id",
        ],
        "client.lifecycle.stage": ["sequence", "kind"],
        "res.partner": ["user_id"],
    }

    partner_id = fields.Many2one("res.partner", "Client", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    salesperson_id = fields.Many2one("res.users", readonly=True)
    stage_id = fields.Many2one("client.lifecycle.stage", readonly=True)
    next_stage_id = fields.Many2one(
        "client.lifecycle.stage", "Went to", readonly=True, help="Empty: still there."
    )
    entered = fields.Date("Came on", readonly=True)
    left_on = fields.Date("Left on", readonly=True)
    reason = fields.Selection(
        lambda self: (
            self.env["client.lifecycle.transition"]
            ._fields["reason"]
            ._description_selection(self.env)
        ),
        "Moved by",
        readonly=True,
        help="What took the client away from the stage.",
    )
    stay_count = fields.Integer("Stays", readonly=True)
    is_over = fields.Integer("Ended", readonly=True, help="Stays that have ended.")
    days = fields.Integer(
        "Days, Average",
        readonly=True,
        aggregator="avg",
        help="From the first day to the exit, or to today where the client stays.",
    )
    days_median = fields.Float(
        "Days, Median",
        readonly=True,
        aggregator="avg",
        digits=(16, 1),
        help="Half of the stays were shorter. One client who stays for years does not "
        "change it.",
    )
    forward_rate = fields.Float(
        "Conversion",
        readonly=True,
        aggregator="avg",
        digits=(16, 1),
        help="Share of all stays, those going on included, from which the client went "
        "forward: to a later stage, not to sleeping or lost.",
    )
    forward_rate_ended = fields.Float(
        "Conversion of Ended",
        readonly=True,
        aggregator="avg",
        digits=(16, 1),
        help="The same share among the stays that have ended. It looks better than the "
        "truth while many clients still wait.",
    )

    @property
    def _table_query(self):
        return SQL("SELECT %s FROM %s", self._select(), self._from())

    @api.model
    def _select(self):
        return SQL(
            """
            stay.id, stay.partner_id, stay.company_id, stay.salesperson_id,
            stay.stage_id, stay.next_stage_id, stay.entered, stay.left_on, stay.reason,
            stay.days, stay.days AS days_median, 1 AS stay_count,
            CASE WHEN following.id IS NULL THEN 0 ELSE 1 END AS is_over,
            CASE WHEN %(forward)s THEN 1.0 ELSE 0.0 END AS forward_rate,
            CASE WHEN following.id IS NULL THEN NULL
                 WHEN %(forward)s THEN 1.0 ELSE 0.0 END AS forward_rate_ended
            """,
            forward=self._forward(),
        )

    @api.model
    def _forward(self):
        """Condition: the client went on in the direction that we wish."""
        return SQL(
            """(following.kind = 'returned' OR following.kind IN ('potential', 'buying')
                AND (stage.kind IN ('sleeping', 'lost')
                     OR following.sequence > stage.sequence))"""
        )

    @api.model
    def _from(self):
        """Ended stays are transitions, the others are states."""
        today = self.env["client.figures"]._figures_scope().today
        return SQL(
            """
            (SELECT t.id * 2 AS id, t.partner_id, t.company_id, t.salesperson_id,
                    t.from_stage_id AS stage_id, t.to_stage_id AS next_stage_id,
                    t.entered, t.date AS left_on, t.reason, t.days
               FROM client_lifecycle_transition t
              WHERE t.from_stage_id IS NOT NULL
              UNION ALL
             SELECT s.id * 2 + 1, s.partner_id, s.company_id, p.user_id, s.stage_id,
                    NULL, s.since, NULL, NULL, %(today)s::date - s.since
               FROM client_lifecycle_state s
               JOIN res_partner p ON p.id = s.partner_id
            ) stay
            JOIN client_lifecycle_stage stage ON stage.id = stay.stage_id
       LEFT JOIN client_lifecycle_stage following ON following.id = stay.next_stage_id
            """,
            today=today,
        )

    @api.model
    def _read_group_select(self, aggregate_spec, query):
        # EXTENDS base, which has no median; the field asks for an average
        if aggregate_spec == "days_median:avg":
            return SQL(
                "PERCENTILE_CONT(0.5) WITHIN GROUP (ORDER BY %s)",
                self._field_to_sql(self._table, "days_median", query),
            )
        return super()._read_group_select(aggregate_spec, query)

    def action_open_client(self):
        """Open the dossier of the client."""
        self.ensure_one()
        return self.partner_id.action_open_dossier()

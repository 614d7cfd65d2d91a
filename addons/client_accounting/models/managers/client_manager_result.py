from odoo import api, fields, models
from odoo.tools import SQL

from ..events.client_event_type import CHANNELS, DIRECTIONS

KINDS = [
    ("contact", "Contacts"),
    ("task", "Activities"),
    ("response", "Answers"),
    ("step", "Next Steps"),
    ("dossier", "Dossiers"),
]
#: what is divided by what, times what, so that totals are shares as well, not sums of
#: shares
RATIOS = {
    "offer_rate": ("offer_count", "contact_count", 100),
    "deal_rate": ("deal_count", "contact_count", 100),
    "punctuality": ("in_time_count", "due_count", 100),
    "late_average": ("late_days", "late_count", 1),
    "response_rate": ("response_in_time_count", "response_count", 100),
    "completeness": ("dossier_sum", "dossier_count", 100),
}


class ClientManagerResult(models.Model):
    """What managers did, counted by manager, month and kind of work.

    A contact ended in an offer when the same client was sent a quotation of the same
    company after the contact, within the days of the settings; in a deal when the
    client confirmed an order or a lead of the client was won in that time. Who made
    the offer does not matter, and one offer counts for each contact that led to it:
    shares say which contacts work, they do not share out the turnover.

    Mails, letters, messages, forms and calls that nobody took are answered by the next
    outgoing or mutual event of the same client; time is counted in working hours of the
    company. An activity is punctual when it was done on its deadline or before; one
    that is not done and late is not.

    Rows are narrow and counted anew by a job; each answer has a row of its own, since a
    median cannot be put together from medians.
    """

    _name = "client.manager.result"
    _description = "Result of a Manager"
    _order = "month desc, user_id, kind, id"
    _rec_name = "user_id"
    _log_access = False

    kind = fields.Selection(
        KINDS, "What", required=True, readonly=True, help="What the row counts."
    )
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, ondelete="cascade", index=True
    )
    user_id = fields.Many2one(
        "res.users", "Manager", required=True, readonly=True, ondelete="cascade"
    )
    team_id = fields.Many2one(
        "crm.team", readonly=True, ondelete="set null", index="btree_not_null"
    )
    month = fields.Date(
        required=True, readonly=True, help="First day of the month that is counted."
    )
    event_type_id = fields.Many2one(
        "client.event.type", readonly=True, ondelete="cascade", index="btree_not_null"
    )
    activity_type_id = fields.Many2one(
        "mail.activity.type", readonly=True, ondelete="cascade", index="btree_not_null"
    )
    direction = fields.Selection(
        DIRECTIONS, readonly=True, help="Who turned to whom in these contacts."
    )
    channel = fields.Selection(
        CHANNELS, readonly=True, help="How client and manager were in touch."
    )
    event_id = fields.Many2one(
        "client.event",
        "To Be Answered",
        readonly=True,
        ondelete="cascade",
        index="btree_not_null",
    )

    contact_count = fields.Integer("Contacts", readonly=True)
    offer_count = fields.Integer(
        "Ended in Offers",
        readonly=True,
        help="Contacts after which the same client was sent a quotation, within the "
        "days of the settings.",
    )
    deal_count = fields.Integer(
        "Ended in Deals",
        readonly=True,
        help="Contacts after which the same client confirmed an order, or a lead of "
        "the client was won, within the days of the settings.",
    )
    young_count = fields.Integer(
        "Contacts Still Working",
        readonly=True,
        help="Contacts whose days are not over: their shares of offers and deals may "
        "still grow.",
    )
    due_count = fields.Integer(
        "Activities Due",
        readonly=True,
        help="Activities with clients that are done, or that are late; in the month in "
        "which they were due, or done before.",
    )
    in_time_count = fields.Integer("Done in Time", readonly=True)
    late_count = fields.Integer("Done Late or Overdue", readonly=True)
    late_days = fields.Integer(
        "Days Late", readonly=True, help="Sum over what was done late or is overdue."
    )
    overdue_count = fields.Integer("Overdue Now", readonly=True)
    response_count = fields.Integer(
        "To Be Answered in Time",
        readonly=True,
        help="Mails and missed calls that were answered, or that have waited for "
        "longer than the settings allow.",
    )
    response_in_time_count = fields.Integer("Answered in Time", readonly=True)
    waiting_count = fields.Integer("Not Answered", readonly=True)
    response_hours = fields.Float(
        "Hours to the Answer, Average",
        readonly=True,
        aggregator="avg",
        digits=(16, 2),
        help="Working hours; of what was answered.",
    )
    breach_count = fields.Integer(
        "Clients without a Next Step",
        readonly=True,
        help="Clients who came on the list in the month.",
    )
    breach_open_count = fields.Integer("Without a Next Step Now", readonly=True)
    dossier_count = fields.Integer(
        "Dossiers",
        readonly=True,
        aggregator=None,
        help="Clients of the manager at the end of the month, or now.",
    )
    dossier_sum = fields.Float(readonly=True, aggregator=None, digits=(16, 2))

    offer_rate = fields.Float(
        "With Offers, %",
        compute="_compute_rates",
        aggregator="avg",
        digits=(16, 1),
        help="Contacts that ended in offers, of all contacts.",
    )
    deal_rate = fields.Float(
        "With Deals, %",
        compute="_compute_rates",
        aggregator="avg",
        digits=(16, 1),
        help="Contacts that ended in deals, of all contacts.",
    )
    punctuality = fields.Float(
        "Punctuality, %",
        compute="_compute_rates",
        aggregator="avg",
        digits=(16, 1),
        help="Activities done by their deadline, of those due.",
    )
    late_average = fields.Float(
        "Days Late, Average",
        compute="_compute_rates",
        aggregator="avg",
        digits=(16, 1),
        help="By how many days late what was late.",
    )
    response_rate = fields.Float(
        "Answered in Time, %",
        compute="_compute_rates",
        aggregator="avg",
        digits=(16, 1),
    )
    response_median = fields.Float(
        "Hours to the Answer, Median",
        compute="_compute_rates",
        aggregator="avg",
        digits=(16, 2),
        help="Half of the answers came sooner. Working hours; of what was answered.",
    )
    completeness = fields.Float(
        "Completeness of Dossiers, %",
        compute="_compute_rates",
        aggregator="avg",
        digits=(16, 1),
        help="Average over the clients of the manager; over several months the average "
        "of their ends.",
    )

    _month_idx = models.Index("(month, kind)")
    _user_month_idx = models.Index("(user_id, month)")

    # ------------------------------------------------------------------ ratios
    @api.depends(
        *{name for ratio in RATIOS.values() for name in ratio[:2]}, "response_hours"
    )
    def _compute_rates(self):
        for row in self:
            for name, (share, whole, times) in RATIOS.items():
                row[name] = times * row[share] / row[whole] if row[whole] else 0
            row.response_median = row.response_hours

    @api.model
    def _read_group_select(self, aggregate_spec, query):
        # EXTENDS base: shares of totals are shares of the totals, not sums of shares
        name, _colon, aggregate = aggregate_spec.partition(":")
        if aggregate == "avg" and name in RATIOS:
            share, whole, times = RATIOS[name]
            return SQL(
                "%s * SUM(%s)::float8 / NULLIF(SUM(%s), 0)",
                times,
                self._field_to_sql(self._table, share, query),
                self._field_to_sql(self._table, whole, query),
            )
        if aggregate_spec == "response_median:avg":
            return SQL(
                "PERCENTILE_CONT(0.5) WITHIN GROUP (ORDER BY %s)",
                self._field_to_sql(self._table, "response_hours", query),
            )
        return super()._read_group_select(aggregate_spec, query)

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from .delay_facts import OPEN, delay_code
from .levels import READERS

WAITING = ("waiting", "confirmed", "assigned")


class StockPicking(models.Model):
    """Deliveries that are late for the client, and why.

    The reason follows from the moves for as long as the delivery waits, and is kept
    when it leaves late. A logistician may set another one by hand, with a note.
    """

    _inherit = "stock.picking"

    client_days_late = fields.Integer(
        "Days Late for Client",
        compute="_compute_client_days_late",
        groups=READERS,
        help="Days from the promised day to today, or to the day of the delivery; 0 "
        "in time. Only of what goes to clients.",
    )
    client_delay_reason_id = fields.Many2one(
        "client.delay.reason",
        "Reason of Delay",
        compute="_compute_client_delay_reason_id",
        inverse="_inverse_client_delay_reason_id",
        search="_search_client_delay_reason_id",
        readonly=False,
        groups=READERS,
        help="Found from reservations, receipts, production and the carrier, unless it "
        "was set by hand.",
    )
    client_delay_manual_id = fields.Many2one(
        "client.delay.reason",
        "Reason Set by Hand",
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
        groups=READERS,
    )
    client_delay_found_id = fields.Many2one(
        "client.delay.reason",
        "Reason Found",
        copy=False,
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
        groups=READERS,
        help="What the documents said when the delivery left late.",
    )
    client_delay_note = fields.Char(
        "Note on Delay", copy=False, groups=READERS, help="What the client may be told."
    )
    client_return_reason_id = fields.Many2one(
        "client.return.reason",
        "Reason of Return",
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
        groups=READERS,
        help="Why the client sent the goods back.",
    )
    client_is_return = fields.Boolean(
        "Return of Client",
        compute="_compute_client_is_return",
        groups=READERS,
        help="Goods that come back from a client.",
    )

    # ------------------------------------------------------------------ computes
    def _is_to_client(self):
        """Whether the goods go to a client: from our stock or from a supplier."""
        return (
            self.location_dest_id.usage == "customer"
            and self.location_id.usage != "customer"
        )

    @api.depends("location_id", "location_dest_id")
    def _compute_client_is_return(self):
        for picking in self:
            usages = picking.location_id.usage, picking.location_dest_id.usage
            picking.client_is_return = usages[0] == "customer" and (
                usages[1] != "customer"
            )

    @api.depends("date_deadline", "scheduled_date", "date_done", "state")
    def _compute_client_days_late(self):
        scope = self.env["client.figures"].sudo()._figures_scope()
        rows = {}
        if self.ids:
            self.flush_recordset()
            rows = dict(
                self.env.execute_query(
                    SQL(
                        """
                        SELECT s.id, GREATEST(%(end)s - %(due)s, 0)
                          FROM stock_picking s
                          JOIN stock_location t ON t.id = s.location_dest_id
                          JOIN stock_location f ON f.id = s.location_id
                         WHERE s.id = ANY(%(ids)s) AND t.usage = 'customer'
                           AND f.usage <> 'customer'
                           AND s.state NOT IN ('draft', 'cancel')
                        """,
                        end=SQL(
                            "CASE WHEN s.state = 'done' THEN %s ELSE %s::date END",
                            scope.day(SQL("s.date_done")),
                            scope.today,
                        ),
                        due=scope.day(
                            SQL("COALESCE(s.date_deadline, s.scheduled_date)")
                        ),
                        ids=self.ids,
                    )
                )
            )
        for picking in self:
            picking.client_days_late = rows.get(picking._origin.id) or 0

    @api.depends(
        "client_delay_manual_id", "client_delay_found_id", "client_days_late", "state"
    )
    def _compute_client_delay_reason_id(self):
        """One query for the late ones among all transfers."""
        facts = self.filtered(
            lambda picking: (
                picking.client_days_late
                and picking.state in WAITING
                and not picking.client_delay_manual_id
            )
        )._client_delay_facts()
        for picking in self:
            late = picking.client_days_late or picking.client_delay_manual_id
            picking.client_delay_reason_id = late and (
                picking.client_delay_manual_id.id
                or facts.get(picking._origin.id)
                or picking.client_delay_found_id.id
            )

    def _client_delay_facts(self):
        """Ids of the reasons of the transfers, by the id of the transfer, as the moves
        are now."""
        if not self.ids:
            return {}
        self.env.flush_all()
        reasons = self.env["client.delay.reason"]._ids_by_code()
        rows = self.env.execute_query(
            SQL(
                "SELECT s.id, %s FROM stock_picking s WHERE s.id = ANY(%s)",
                delay_code(
                    self.env,
                    SQL(
                        """SELECT m.id FROM stock_move m
                            WHERE m.picking_id = s.id AND m.state IN %s""",
                        OPEN,
                    ),
                ),
                self.ids,
            )
        )
        return {id_: reasons[code] for id_, code in rows if code in reasons}

    def _inverse_client_delay_reason_id(self):
        for picking in self:
            picking.client_delay_manual_id = picking.client_delay_reason_id

    @api.model
    def _search_client_delay_reason_id(self, operator, value):
        """Late deliveries by their reason.

        :raise AccessError: to who may not read the field
        """
        self._check_field_access(self._fields["client_delay_reason_id"], "read")
        if operator != "in":
            return NotImplemented
        wanted = {int(item) for item in value if item}
        waiting = self.search(self._client_late_domain())
        found = waiting.filtered(
            lambda picking: picking.client_delay_reason_id.id in wanted
        )
        domain = Domain("id", "in", found.ids)
        domain |= Domain("client_delay_manual_id", "in", wanted)
        domain |= Domain("client_delay_manual_id", "=", False) & Domain(
            "client_delay_found_id", "in", wanted
        )
        if any(not item for item in value):
            domain |= (
                Domain("id", "not in", waiting.ids)
                & Domain("client_delay_manual_id", "=", False)
                & Domain("client_delay_found_id", "=", False)
            )
        return domain

    @api.model
    def _client_late_domain(self):
        """Deliveries to clients that wait past their promised day."""
        start = self.env["client.figures"].sudo()._figures_scope().start_of_day()
        return (
            Domain("location_dest_id.usage", "=", "customer")
            & Domain("location_id.usage", "!=", "customer")
            & Domain("state", "in", WAITING)
            & (
                Domain("date_deadline", "<", start)
                | Domain("date_deadline", "=", False)
                & Domain("scheduled_date", "<", start)
            )
        )

    # ------------------------------------------------------------------ business
    def _action_done(self):
        # EXTENDS stock: only what leaves late is asked why, before its moves are done
        now = fields.Datetime.now()
        late = self.filtered(
            lambda picking: (
                (picking.date_deadline or picking.scheduled_date or now) < now
                and picking._is_to_client()
            )
        ).sudo()
        facts = late._client_delay_facts()
        result = super()._action_done()
        for picking in late.filtered("client_days_late"):
            if picking.state == "done" and facts.get(picking.id):
                picking.client_delay_found_id = facts[picking.id]
        return result

from odoo import Command, api, fields, models
from odoo.exceptions import ValidationError

from .methods import MEASURES, METHODS


class ClientSegmentAxis(models.Model):
    """One way of looking at the clients: what they buy, how they pay, where they are.

    The segments of an axis are defined by rules and by hand, or the method of the axis
    computes them from numbers of the client.
    """

    _name = "client.segment.axis"
    _inherit = ["client.code.mixin"]
    _description = "Segment Axis"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10, aggregator=None)
    active = fields.Boolean(default=True)
    color = fields.Integer(aggregator=None)
    description = fields.Text(translate=True, help="What the axis is for.")
    company_id = fields.Many2one(
        "res.company",
        help="Only clients and figures of this company. Without one, figures of all "
        "companies are added, in the currency of the main company.",
    )
    currency_id = fields.Many2one(
        "res.currency", compute="_compute_currency_id", help="Of the borders."
    )
    exclusive = fields.Boolean(
        default=True,
        help="A client is in one segment of the axis at most: the first one, from the "
        "top, whose rule holds.",
    )
    method = fields.Selection(
        [
            ("rules", "Rules and by hand"),
            ("bands", "Borders of a number"),
            ("abc", "ABC: shares of a sum"),
            ("xyz", "XYZ: evenness of turnover"),
            ("rfm", "RFM: recency, frequency, money"),
            ("country", "Country"),
            ("state", "State or region"),
            ("industry", "Industry"),
        ],
        default="rules",
        required=True,
        help="Rules are written per segment. All other methods put each client into "
        "one segment of the axis by themselves, at night and on demand.",
    )
    measure = fields.Selection(
        "_selection_measure",
        compute="_compute_measure",
        store=True,
        readonly=False,
        help="The number of the client that counts.",
    )
    months = fields.Integer(
        default=12, help="Full months before the current one that are looked at."
    )
    min_months = fields.Integer(
        "Months at Least",
        default=6,
        help="Clients with a shorter history than this are kept apart.",
    )
    share_a = fields.Float(
        "Share of A, %", default=80, help="Percent of the sum that A clients bring."
    )
    share_b = fields.Float(
        "Share of B, %", default=15, help="Percent of the sum that B clients bring."
    )
    limit_x = fields.Float(
        "X up to, %", default=10, help="Greatest coefficient of variation of X."
    )
    limit_y = fields.Float(
        "Y up to, %", default=25, help="Greatest coefficient of variation of Y."
    )
    segment_ids = fields.One2many("client.segment", "axis_id", copy=True)
    segment_count = fields.Integer(compute="_compute_segment_count")
    client_count = fields.Integer(
        "Clients", compute="_compute_segment_count", help="In any segment of the axis."
    )
    evaluated_at = fields.Datetime(
        "Evaluated on",
        readonly=True,
        copy=False,
        help="When all clients were looked at last.",
    )
    error = fields.Char(
        "What Is Wrong",
        readonly=True,
        copy=False,
        help="Why the last evaluation failed. The clients of its segments stay as they "
        "were.",
    )

    _code_uniq = models.UniqueIndex("(code)", "An axis with this code exists already.")
    _borders = models.Constraint(
        "CHECK(share_a > 0 AND share_b >= 0 AND share_a + share_b <= 100)",
        "The shares of A and B are positive and make up 100 % at most.",
    )
    _variation = models.Constraint(
        "CHECK(limit_x >= 0 AND limit_y >= limit_x)",
        "The limit of Y is not below the limit of X.",
    )
    _months_positive = models.Constraint(
        "CHECK(months > 0 AND min_months > 0 AND min_months <= months)",
        "Months are positive, and the shortest history fits into them.",
    )

    @api.model
    def _selection_measure(self):
        return [(name, self.env._(label)) for name, (label, _sql) in MEASURES.items()]

    @api.depends("company_id")
    def _compute_currency_id(self):
        main = self.env["client.rule"].sudo()._main_company()
        for axis in self:
            axis.currency_id = (axis.company_id or main).sudo().currency_id

    @api.depends("method")
    def _compute_measure(self):
        defaults = {"rfm": "turnover_total"}
        for axis in self:
            method = METHODS.get(axis.method)
            if not (method and method.uses_measure):
                axis.measure = False
            elif not axis.measure:
                axis.measure = defaults.get(axis.method, "turnover_12m")

    @api.depends("segment_ids")
    def _compute_segment_count(self):
        counts = self.segment_ids._client_counts()
        for axis in self:
            axis.segment_count = len(axis.segment_ids)
            axis.client_count = sum(
                counts.get(segment.id, 0) for segment in axis.segment_ids
            )
        several = self.filtered(lambda axis: not axis._is_exclusive())
        if several.ids:
            rows = self.env["client.segment.membership"]._read_group(
                [("axis_id", "in", several.ids), ("date_to", "=", False)],
                ["axis_id"],
                ["partner_id:count_distinct"],
            )
            clients = {axis.id: count for axis, count in rows}
            for axis in several:
                axis.client_count = clients.get(axis.id, 0)

    @api.constrains("method", "measure")
    def _check_measure(self):
        for axis in self:
            method = METHODS.get(axis.method)
            if method and method.uses_measure and not axis.measure:
                raise ValidationError(
                    self.env._("Say which number the axis %s measures.", axis.name)
                )

    # ------------------------------------------------------------------ CRUD
    @api.model_create_multi
    def create(self, vals_list):
        axes = super().create(vals_list)
        if not self.env.context.get("install_mode"):
            axes.filtered(lambda axis: not axis.segment_ids)._add_standard_segments()
        return axes

    def write(self, vals):
        result = super().write(vals)
        if not {"active", "company_id", "exclusive", "method"}.isdisjoint(vals):
            self.with_context(active_test=False).segment_ids._ask_for_evaluation()
        elif not self._evaluation_fields().isdisjoint(vals):
            self.segment_ids._ask_for_evaluation()
        return result

    def unlink(self):
        # one by one the segments take their memberships along
        self.with_context(active_test=False).segment_ids.unlink()
        return super().unlink()

    @api.model
    def _evaluation_fields(self):
        """Fields of an axis that say who belongs to its segments."""
        return {
            "measure",
            "months",
            "min_months",
            "share_a",
            "share_b",
            "limit_x",
            "limit_y",
        }

    # ------------------------------------------------------------------ methods
    def _is_exclusive(self):
        """Whether a client is in one segment of the axis at most."""
        self.ensure_one()
        return self.exclusive or self.method != "rules"

    def _get_method(self):
        """The object that computes the segments; None for rules."""
        self.ensure_one()
        return METHODS.get(self.method)

    def _is_collective(self):
        """Whether the axis is evaluated for all clients at once or not at all."""
        self.ensure_one()
        method = self._get_method()
        return bool(method and method.is_collective)

    def _add_standard_segments(self, clients=None):
        """Create the segments that the method needs and the axis does not have.

        :param clients: those whose values may be new; None for everybody
        """
        for axis in self:
            method = axis._get_method()
            if not method:
                continue
            known = set(axis.with_context(active_test=False).segment_ids.mapped("key"))
            standard = method.standard_segments(self.env, axis, clients)
            values = [
                {
                    "color": 1 + (len(known) + index) % 11,
                    **found,
                    "axis_id": axis.id,
                    "code": axis._standard_code(found),
                }
                for index, found in enumerate(standard)
                if found["key"] not in known
            ]
            segments = self.env["client.segment"].create(values)
            if translations := getattr(method, "translations", None):
                segments._translate_names(translations)

    def _standard_code(self, values):
        """A code that says axis and class, also in another database."""
        key = values["key"]
        name = f"{self.code} {values['name'] if key.isdigit() else key}"
        return self.env["client.segment"]._propose_code(name)

    # ------------------------------------------------------------------ actions
    def action_evaluate(self):
        """Evaluate the axes now for all clients, and open nothing.

        :raise AccessError: to who does not configure client accounting
        """
        self.check_access("write")
        self.sudo()._add_standard_segments()
        self.sudo().segment_ids._evaluate_now()
        return True

    def action_open_clients(self):
        """Open the clients that are in any segment of the axis."""
        self.ensure_one()
        return self.segment_ids._clients_action(self.name)

    def action_open_migration(self):
        """Ask between which days to compare the segments of the axis."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "client_accounting.client_segment_migration_action"
        )
        return {**action, "context": {"default_axis_id": self.id}}

    def action_open_trend(self):
        """Open the size of the segments of the axis by month."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "client_accounting.client_segment_trend_action"
        )
        return {**action, "name": self.name, "domain": [("axis_id", "=", self.id)]}

    def copy_data(self, default=None):
        # segments of a copy are made anew by its method
        data = super().copy_data(default)
        for axis, vals in zip(self, data, strict=True):
            if axis.method != "rules":
                vals["segment_ids"] = [Command.clear()]
        return data

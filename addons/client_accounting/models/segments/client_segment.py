from odoo import api, fields, models
from odoo.exceptions import ValidationError

#: view of who is in which segment now
CURRENT = "client_segment_current_rel"


class ClientSegment(models.Model):
    """A group of clients on an axis. Who belongs to it is evaluated in sets and kept
    with dates in ``client.segment.membership``."""

    _name = "client.segment"
    _inherit = ["client.code.mixin"]
    _description = "Client Segment"
    _order = "axis_sequence, axis_id, sequence, id"
    _rec_names_search = ["name", "code", "axis_id.name"]

    axis_id = fields.Many2one(
        "client.segment.axis",
        required=True,
        index=True,
        ondelete="cascade",
        check_company=True,
        help="The way of looking at clients that the segment is a part of.",
    )
    axis_sequence = fields.Integer(
        related="axis_id.sequence", store=True, string="Order of the Axis"
    )
    axis_method = fields.Selection(related="axis_id.method", string="Axis Method")
    axis_exclusive = fields.Boolean(related="axis_id.exclusive", string="Exclusive")
    company_id = fields.Many2one(related="axis_id.company_id", store=True, index=True)
    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(
        default=10,
        aggregator=None,
        help="On an exclusive axis the first rule that holds counts.",
    )
    active = fields.Boolean(default=True)
    color = fields.Integer(aggregator=None)
    description = fields.Text(translate=True)
    method = fields.Selection(
        [("rule", "Rule"), ("manual", "By hand"), ("parametric", "Computed")],
        compute="_compute_method",
        store=True,
        readonly=False,
        required=True,
        precompute=True,
        help="By a rule, by hand only, or computed by the method of the axis. In any "
        "case a client can be put in or taken out by hand, with a reason.",
    )
    domain = fields.Char(
        "Rule",
        default="[]",
        help="Clients for whom this holds belong to the segment. It may look at all "
        "that is known of a client: fields, attributes, figures, documents, other "
        "segments.",
    )
    key = fields.Char(
        readonly=True, help="The class or the record that a computed segment is for."
    )
    lower = fields.Float(
        "From",
        help="Least number of a client of this segment; the next border ends it.",
    )
    is_unknown = fields.Boolean(
        "Unknown", help="For clients whose number is not known, who never bought."
    )
    r_from = fields.Integer("Recency from", default=1)
    r_to = fields.Integer("Recency to", default=5)
    fm_from = fields.Integer("Frequency and Money from", default=1)
    fm_to = fields.Integer("Frequency and Money to", default=5)
    evaluated_at = fields.Datetime(
        "Evaluated on",
        readonly=True,
        copy=False,
        help="When all clients were looked at last.",
    )
    is_stale = fields.Boolean(
        "To Evaluate",
        default=True,
        readonly=True,
        copy=False,
        help="The definition changed after the last evaluation.",
    )
    error = fields.Char(
        "What Is Wrong",
        readonly=True,
        copy=False,
        help="Why the rule could not be evaluated. The clients stay as they were.",
    )
    action_ids = fields.One2many("client.segment.action", "segment_id", copy=True)
    override_ids = fields.One2many(
        "client.segment.override", "segment_id", "Put by Hand"
    )
    membership_ids = fields.One2many("client.segment.membership", "segment_id")
    client_count = fields.Integer("Clients", compute="_compute_client_count")
    share = fields.Float(
        "Share, %",
        compute="_compute_client_count",
        help="Share of all clients that are in a segment of the axis.",
    )
    turnover_12m = fields.Monetary(
        "Turnover, 12 Months",
        currency_field="currency_id",
        compute="_compute_figures",
        help="Of the clients who are in the segment now.",
    )
    receivable_overdue = fields.Monetary(
        "Overdue", currency_field="currency_id", compute="_compute_figures"
    )
    currency_id = fields.Many2one("res.currency", compute="_compute_figures")

    _code_uniq = models.UniqueIndex(
        "(code)", "A segment with this code exists already."
    )
    _key_uniq = models.UniqueIndex(
        "(axis_id, key) WHERE key IS NOT NULL",
        "The axis has a segment for this value already.",
    )
    _scores = models.Constraint(
        "CHECK(r_from BETWEEN 1 AND r_to AND r_to <= 5"
        " AND fm_from BETWEEN 1 AND fm_to AND fm_to <= 5)",
        "Scores go from 1 to 5, the lower one first.",
    )

    # ------------------------------------------------------------------ computes
    @api.depends("name", "axis_id.name")
    @api.depends_context("client_segment_short")
    def _compute_display_name(self):
        is_short = self.env.context.get("client_segment_short")
        for segment in self:
            axis = segment.axis_id.name
            segment.display_name = (
                segment.name if is_short or not axis else f"{axis}: {segment.name}"
            )

    @api.depends("axis_id.method")
    def _compute_method(self):
        for segment in self:
            if segment.axis_id.method not in (False, "rules"):
                segment.method = "parametric"
            elif segment.method in (False, "parametric"):
                segment.method = "rule"

    @api.depends("membership_ids.date_to")
    def _compute_client_count(self):
        counts = self._client_counts()
        totals = self._counts_by_axis()
        for segment in self:
            segment.client_count = counts.get(segment._origin.id, 0)
            total = totals.get(segment.axis_id.id)
            segment.share = 100 * segment.client_count / total if total else 0

    def _client_counts(self):
        """Clients who are in the segments now, by the id of the segment."""
        if not self.ids:
            return {}
        rows = self.env["client.segment.membership"]._read_group(
            [("segment_id", "in", self.ids), ("date_to", "=", False)],
            ["segment_id"],
            ["__count"],
        )
        return {segment.id: count for segment, count in rows}

    def _counts_by_axis(self):
        """Memberships that are open now in the axes of the segments, by axis id."""
        if not self.ids:
            return {}
        rows = self.env["client.segment.membership"]._read_group(
            [("axis_id", "in", self.axis_id.ids), ("date_to", "=", False)],
            ["axis_id"],
            ["partner_id:count_distinct"],
        )
        return {axis.id: count for axis, count in rows}

    @api.depends_context("company", "allowed_company_ids")
    @api.depends("membership_ids.date_to")
    def _compute_figures(self):
        self.currency_id = self.env.company.currency_id
        sums = self.env["client.segment.report"]._sums(self.ids)
        for segment in self:
            turnover, overdue = sums.get(segment._origin.id, (0, 0))
            segment.turnover_12m = turnover
            segment.receivable_overdue = overdue

    # ------------------------------------------------------------------ constraints
    @api.constrains("domain", "method", "axis_id", "active")
    def _check_domain(self):
        rule = self.env["client.rule"]
        for segment in self.filtered(lambda segment: segment.method == "rule"):
            if not segment.active:
                continue
            domain = rule._parse_rule(segment.domain)
            rule._check_rule(domain)
        self._check_circles()

    @api.constrains("method", "axis_id")
    def _check_method(self):
        for segment in self:
            computed = segment.axis_id.method != "rules"
            if computed != (segment.method == "parametric"):
                raise ValidationError(
                    self.env._(
                        "The method of the axis %(axis)s decides how its segment "
                        "%(segment)s comes about.",
                        axis=segment.axis_id.name,
                        segment=segment.name,
                    )
                )

    # ------------------------------------------------------------------ CRUD
    @api.model_create_multi
    def create(self, vals_list):
        segments = super().create(vals_list)
        segments._ask_for_evaluation()
        return segments

    def write(self, vals):
        if "active" in vals and not vals["active"]:
            self.filtered("active")._close_all()
        result = super().write(vals)
        if not self._evaluation_fields().isdisjoint(vals):
            self._ask_for_evaluation()
        return result

    def unlink(self):
        memberships = self.env["client.segment.membership"].sudo()
        memberships._delete_of(self)
        return super().unlink()

    @api.model
    def _evaluation_fields(self):
        """Fields of a segment that say who belongs to it."""
        return {
            "active",
            "axis_id",
            "domain",
            "fm_from",
            "fm_to",
            "is_unknown",
            "lower",
            "method",
            "r_from",
            "r_to",
            "sequence",
        }

    def _translate_names(self, source):
        """Give the segments the names of a record in all languages of the database.

        :param source: function of env and segment that gives the record
        """
        for segment in self:
            record = source(self.env, segment)
            for code, _name in self.env["res.lang"].get_installed():
                segment.with_context(lang=code).name = record.with_context(
                    lang=code
                ).name

    # ------------------------------------------------------------------ actions
    def action_evaluate(self):
        """Evaluate the segments now for all clients, and open nothing.

        :raise AccessError: to who does not configure client accounting
        """
        self.check_access("write")
        self.sudo()._evaluate_now()
        return True

    def action_open_clients(self):
        """Open the clients who are in the segment; evaluate it first where its
        definition changed and the user may."""
        self.ensure_one()
        if self.is_stale and self.has_access("write"):
            self.sudo()._evaluate_now()
        return self._clients_action(self.display_name)

    def action_open_history(self):
        """Open who came into the segment and left it, with dates."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "client_accounting.client_segment_membership_action"
        )
        return {
            **action,
            "domain": [("segment_id", "=", self.id)],
            "context": {"search_default_current": 0},
        }

    def _clients_action(self, name):
        """Return the action to the clients who are in one of the segments."""
        domain = [("client_segment_ids", "in", self.ids)]
        return self.env["res.partner"]._open_clients(name, domain)

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

GROUP = "client_accounting.group_client_accounting_user"
CURRENCY = "client_figures_currency_id"
#: figures that partners show, and how they are read over several companies
FIGURES = {
    "turnover_total": "SUM",
    "turnover_12m": "SUM",
    "turnover_prev_12m": "SUM",
    "margin_total": "SUM",
    "margin_12m": "SUM",
    "receivable_open": "SUM",
    "receivable_overdue": "SUM",
    "order_open_amount": "SUM",
    "delivery_late_count": "SUM",
    "first_purchase_date": "MIN",
    "last_purchase_date": "MAX",
    "last_contact_date": "MAX",
    "next_contact_date": "MIN",
    "purchase_days": "SUM",
    "invoice_count": "SUM",
    "order_count": "SUM",
    "order_open_count": "SUM",
    "quotation_open_count": "SUM",
    "quotation_open_amount": "SUM",
    "lead_open_count": "SUM",
    "lead_won_count": "SUM",
    "lead_lost_count": "SUM",
    "delivery_done_count": "SUM",
    "delivery_return_count": "SUM",
}
#: figures of a partner that are made of others or of today, unknown where nothing is
#: known: each has its method ``_figure_sql_...``
DERIVED = (
    "days_to_pay",
    "purchase_interval",
    "days_since_purchase",
    "days_since_contact",
    "purchase_lag",
)
#: fields of a partner that move clients, or their company-less documents, about
MOVING_FIELDS = {"parent_id", "is_company", "company_id"}
COMPARISONS = {
    "<": lambda figure, value: figure < value,
    ">": lambda figure, value: figure > value,
    "<=": lambda figure, value: figure <= value,
    ">=": lambda figure, value: figure >= value,
}


def _searching(figure):
    """The search method of the partner's field of a figure."""
    return lambda self, operator, value: self._search_client_figure(
        figure, operator, value
    )


class ResPartner(models.Model):
    """Figures on partners: those of the commercial partner, over the companies of the
    reader, amounts in the currency of the current company at the rate of today."""

    _inherit = "res.partner"

    client_figures_currency_id = fields.Many2one(
        "res.currency",
        "Currency of Figures",
        compute="_compute_client_figures_currency_id",
        groups=GROUP,
    )
    client_turnover_total = fields.Monetary(
        "Turnover",
        currency_field=CURRENCY,
        compute="_compute_client_figures",
        search=_searching("turnover_total"),
        groups=GROUP,
        help="Posted invoices and credit notes of the client, without taxes.",
    )
    client_turnover_12m = fields.Monetary(
        "Turnover, 12 Months",
        currency_field=CURRENCY,
        compute="_compute_client_figures",
        search=_searching("turnover_12m"),
        groups=GROUP,
    )
    client_turnover_prev_12m = fields.Monetary(
        "Turnover, Year Before",
        currency_field=CURRENCY,
        compute="_compute_client_figures",
        search=_searching("turnover_prev_12m"),
        groups=GROUP,
    )
    client_margin_12m = fields.Monetary(
        "Margin, 12 Months",
        currency_field=CURRENCY,
        compute="_compute_client_figures",
        search=_searching("margin_12m"),
        groups=GROUP,
    )
    client_receivable_open = fields.Monetary(
        "Unpaid",
        currency_field=CURRENCY,
        compute="_compute_client_figures",
        search=_searching("receivable_open"),
        groups=GROUP,
    )
    client_receivable_overdue = fields.Monetary(
        "Overdue",
        currency_field=CURRENCY,
        compute="_compute_client_figures",
        search=_searching("receivable_overdue"),
        groups=GROUP,
    )
    client_margin_total = fields.Monetary(
        "Margin",
        currency_field=CURRENCY,
        compute="_compute_client_figures",
        search=_searching("margin_total"),
        groups=GROUP,
    )
    client_order_open_amount = fields.Monetary(
        "Open Orders Amount",
        currency_field=CURRENCY,
        compute="_compute_client_figures",
        search=_searching("order_open_amount"),
        groups=GROUP,
    )
    client_delivery_late_count = fields.Integer(
        "Late Deliveries",
        compute="_compute_client_figures",
        search=_searching("delivery_late_count"),
        groups=GROUP,
    )
    client_first_purchase_date = fields.Date(
        "First Purchase",
        compute="_compute_client_figures",
        search=_searching("first_purchase_date"),
        groups=GROUP,
    )
    client_last_purchase_date = fields.Date(
        "Last Purchase",
        compute="_compute_client_figures",
        search=_searching("last_purchase_date"),
        groups=GROUP,
    )
    client_last_contact_date = fields.Date(
        "Last Contact",
        compute="_compute_client_figures",
        search=_searching("last_contact_date"),
        groups=GROUP,
    )
    client_next_contact_date = fields.Date(
        "Next Contact",
        compute="_compute_client_figures",
        search=_searching("next_contact_date"),
        groups=GROUP,
    )
    client_purchase_days = fields.Integer(
        "Purchase Days",
        compute="_compute_client_figures",
        search=_searching("purchase_days"),
        groups=GROUP,
        help="Days on which the client was invoiced, counted in each company.",
    )
    client_invoice_count = fields.Integer(
        "Invoices of Client",
        compute="_compute_client_figures",
        search=_searching("invoice_count"),
        groups=GROUP,
    )
    client_order_count = fields.Integer(
        "Orders of Client",
        compute="_compute_client_figures",
        search=_searching("order_count"),
        groups=GROUP,
    )
    client_order_open_count = fields.Integer(
        "Open Orders",
        compute="_compute_client_figures",
        search=_searching("order_open_count"),
        groups=GROUP,
    )
    client_quotation_open_count = fields.Integer(
        "Open Quotations",
        compute="_compute_client_figures",
        search=_searching("quotation_open_count"),
        groups=GROUP,
    )
    client_quotation_open_amount = fields.Monetary(
        "Open Quotations Amount",
        currency_field=CURRENCY,
        compute="_compute_client_figures",
        search=_searching("quotation_open_amount"),
        groups=GROUP,
    )
    client_lead_open_count = fields.Integer(
        "Open Leads",
        compute="_compute_client_figures",
        search=_searching("lead_open_count"),
        groups=GROUP,
    )
    client_lead_won_count = fields.Integer(
        "Won Leads",
        compute="_compute_client_figures",
        search=_searching("lead_won_count"),
        groups=GROUP,
    )
    client_lead_lost_count = fields.Integer(
        "Lost Leads",
        compute="_compute_client_figures",
        search=_searching("lead_lost_count"),
        groups=GROUP,
    )
    client_delivery_done_count = fields.Integer(
        "Deliveries Done",
        compute="_compute_client_figures",
        search=_searching("delivery_done_count"),
        groups=GROUP,
    )
    client_delivery_return_count = fields.Integer(
        "Returns",
        compute="_compute_client_figures",
        search=_searching("delivery_return_count"),
        groups=GROUP,
    )
    client_days_to_pay = fields.Float(
        "Days to Pay",
        digits=(16, 1),
        compute="_compute_client_figures_derived",
        search=_searching("days_to_pay"),
        groups=GROUP,
        help="Average days from the invoice to its payment, weighted by amount.",
    )
    client_purchase_interval = fields.Float(
        "Purchase Interval",
        digits=(16, 1),
        compute="_compute_client_figures_derived",
        search=_searching("purchase_interval"),
        groups=GROUP,
        help="Average days from one purchase of the client to its next one. Unknown "
        "before the second purchase; what is unknown is neither more nor less than "
        "any number.",
    )
    client_days_since_purchase = fields.Integer(
        "Days since Purchase",
        compute="_compute_client_figures_derived",
        search=_searching("days_since_purchase"),
        groups=GROUP,
        help="Days from the last purchase to today; unknown without a purchase.",
    )
    client_days_since_contact = fields.Integer(
        "Days since Contact",
        compute="_compute_client_figures_derived",
        search=_searching("days_since_contact"),
        groups=GROUP,
        help="Days from the last contact to today; unknown without a contact.",
    )
    client_purchase_lag = fields.Float(
        "Pause in Own Intervals",
        digits=(16, 2),
        compute="_compute_client_figures_derived",
        search=_searching("purchase_lag"),
        groups=GROUP,
        help="Days since the last purchase divided by the client's own purchase "
        "interval: 1 when the next purchase is due, 2 when one was missed. The "
        "settings of the company give the interval of who has bought once only, and "
        "the shortest interval that counts.",
    )

    @api.depends_context("company")
    def _compute_client_figures_currency_id(self):
        self.client_figures_currency_id = self.env.company.currency_id

    @api.depends_context("company", "allowed_company_ids")
    def _compute_client_figures(self):
        """One query for all partners and figures."""
        self._read_client_figures(FIGURES)

    @api.depends_context("company", "allowed_company_ids")
    def _compute_client_figures_derived(self):
        self._read_client_figures(DERIVED)

    def _read_client_figures(self, names):
        """Put the figures into the cache."""
        rows = {}
        origins = [id_ or id_.origin for id_ in self._ids]  # of new records too
        if ids := [id_ for id_ in origins if id_]:
            rows = {
                row["id"]: row
                for row in self.env.execute_query_dict(
                    SQL(
                        """
                        SELECT p.id, %(figures)s
                          FROM res_partner p
                          JOIN %(rows)s ON f.partner_id = p.commercial_partner_id
                         WHERE p.id = ANY(%(ids)s)
                      GROUP BY p.id
                        """,
                        figures=SQL(", ").join(
                            SQL(
                                "%s AS %s", self._figure_sql(name), SQL.identifier(name)
                            )
                            for name in names
                        ),
                        rows=self._client_figures_rows(),
                        ids=ids,
                        to_flush=self._fields["commercial_partner_id"],
                    )
                )
            }
        for name in names:
            field = self._fields[f"client_{name}"]
            values = [rows.get(id_, {}).get(name) for id_ in origins]
            if field.type == "monetary":
                values = [float(value or 0) for value in values]
            # what is read from the database goes to the cache as a fetch puts it
            # there: thousands of assignments cost ten times the query
            field._insert_cache(self, values)

    @api.model
    def _search_client_figure(self, figure, operator, value):
        """Partners by a figure; who has no row counts with 0, or without a date.

        The search compares what is read: the sum over the companies of the reader.

        :raise AccessError: to who may not read the field. The framework checks the
            groups of a field where it is read, not where a method searches it.
        """
        self._check_field_access(self._fields[f"client_{figure}"], "read")
        nullable = self._figure_nullable(figure)
        empty = None if nullable else 0
        term = self._figure_sql(figure)
        if operator == "in":
            values = {
                empty if item is False or item is None else item for item in value
            }
            given = [item for item in values if item is not None]
            condition = SQL("%s = ANY(%s)", term, given) if given else SQL("FALSE")
            if None in values:
                condition = SQL("(%s OR %s IS NULL)", condition, term)
            matches_empty = empty in values
        elif compare := COMPARISONS.get(operator):
            condition = SQL("%s %s %s", term, SQL(operator), value)
            matches_empty = not nullable and compare(0, value or 0)
        else:
            return NotImplemented
        if matches_empty:
            condition = SQL("NOT COALESCE(%s, FALSE)", condition)
        clients = SQL(
            "(SELECT f.partner_id FROM %s GROUP BY f.partner_id HAVING %s)",
            self._client_figures_rows(),
            condition,
        )
        return Domain(
            "commercial_partner_id", "not in" if matches_empty else "in", clients
        )

    @api.model
    def _figure_nullable(self, figure):
        """Whether the figure may be unknown, and then equals no number or day."""
        return figure in DERIVED or self._fields[f"client_{figure}"].type == "date"

    @api.model
    def _figure_sql(self, figure, single=False):
        """A figure of one client as an aggregate over its rows ``f``, which
        ``_client_figures_rows`` gives.

        :param single: as a term of one row instead, where only the current company
            is read and a client has one row
        """
        if figure in DERIVED:
            return getattr(self, f"_figure_sql_{figure}")(single)
        column = SQL.identifier("f", figure)
        if single:
            return column
        if self.env["client.figures"]._fields[figure].type == "monetary":
            rounding = self.env.company.currency_id.rounding
            return SQL(
                "ROUND(SUM(%(column)s * com.rate) / %(unit)s) * %(unit)s",
                column=column,
                unit=SQL("%s::numeric", str(rounding)),
            )
        return SQL("%s(%s)", SQL(FIGURES[figure]), column)

    @api.model
    def _figure_sql_days_to_pay(self, single):
        if single:
            return SQL.identifier("f", "days_to_pay")
        return SQL(
            """
            COALESCE(
                SUM(f.days_to_pay * ABS(f.turnover_total * com.rate))
                / NULLIF(SUM(ABS(f.turnover_total * com.rate))
                         FILTER (WHERE f.days_to_pay IS NOT NULL), 0),
                AVG(f.days_to_pay))
            """
        )

    @api.model
    def _figure_sql_purchase_interval(self, single):
        return SQL(
            "((%s - %s)::numeric / NULLIF(GREATEST(%s, 1) - 1, 0))",
            self._figure_sql("last_purchase_date", single),
            self._figure_sql("first_purchase_date", single),
            self._figure_sql("purchase_days", single),
        )

    @api.model
    def _figure_sql_days_since_purchase(self, single):
        return self._days_since("last_purchase_date", single)

    @api.model
    def _figure_sql_days_since_contact(self, single):
        return self._days_since("last_contact_date", single)

    @api.model
    def _days_since(self, figure, single):
        today = self.env["client.figures"]._figures_scope().today
        return SQL("(%s::date - %s)", today, self._figure_sql(figure, single))

    @api.model
    def _figure_sql_purchase_lag(self, single):
        company = self.env.company.sudo()
        return SQL(
            "ROUND(%s / GREATEST(COALESCE(%s, %s), %s, 1), 2)",
            self._days_since("last_purchase_date", single),
            self._figure_sql_purchase_interval(single),
            company.client_interval_default,
            company.client_interval_floor,
        )

    @api.model
    def _client_figures_rows(self):
        """Stored rows ``f`` of the companies of the reader, with the ``rate`` of each
        company's currency to that of the current company, today."""
        companies = self.env.companies.sudo()
        currency = self.env.company.sudo().currency_id
        foreign = companies.currency_id - currency
        today = foreign and self.env["client.figures"]._figures_scope().today
        rates = [
            (
                company.id,
                currency._get_conversion_rate(
                    company.currency_id, currency, self.env.company, today
                ),
            )
            for company in companies
        ]
        return SQL(
            "client_figures f JOIN (VALUES %s) com (id, rate) ON com.id = f.company_id",
            SQL(", ").join(
                SQL("(%s, %s::numeric)", company_id, str(rate))
                for company_id, rate in rates
            ),
        )

    @api.model
    def _invalidate_client_figures(self):
        self.invalidate_model(
            [f"client_{name}" for name in (*FIGURES, *DERIVED)], flush=False
        )

    def write(self, vals):
        # EXTENDS base: documents stay with the contact while its client changes
        if MOVING_FIELDS.isdisjoint(vals):
            return super().write(vals)
        dirty = self.env["client.figures.dirty"]
        family = self.sudo().with_context(active_test=False)
        family = family.search([("id", "child_of", self.ids)])
        dirty._mark(family.ids)
        result = super().write(vals)
        dirty._mark(family.ids)
        return result

    def unlink(self):
        # EXTENDS base: leads and meetings of a deleted contact stay
        self.env["client.figures.dirty"]._mark(self.ids)
        return super().unlink()

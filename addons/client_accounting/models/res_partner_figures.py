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
    "margin_12m": "SUM",
    "receivable_open": "SUM",
    "receivable_overdue": "SUM",
    "order_open_amount": "SUM",
    "delivery_late_count": "SUM",
    "first_purchase_date": "MIN",
    "last_purchase_date": "MAX",
    "last_contact_date": "MAX",
    "next_contact_date": "MIN",
}
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

    @api.depends_context("company")
    def _compute_client_figures_currency_id(self):
        self.client_figures_currency_id = self.env.company.currency_id

    @api.depends_context("company", "allowed_company_ids")
    def _compute_client_figures(self):
        """One query for all partners and figures."""
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
                            for name in FIGURES
                        ),
                        rows=self._client_figures_rows(),
                        ids=ids,
                        to_flush=self._fields["commercial_partner_id"],
                    )
                )
            }
        for name in FIGURES:
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
        is_date = self.env["client.figures"]._fields[figure].type == "date"
        empty = None if is_date else 0
        term = self._figure_sql(figure)
        if operator == "in":
            values = {item or empty for item in value}
            given = [item for item in values if item is not None]
            condition = SQL("%s = ANY(%s)", term, given) if given else SQL("FALSE")
            if None in values:
                condition = SQL("(%s OR %s IS NULL)", condition, term)
            matches_empty = empty in values
        elif compare := COMPARISONS.get(operator):
            condition = SQL("%s %s %s", term, SQL(operator), value)
            matches_empty = not is_date and compare(0, value or 0)
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
    def _figure_sql(self, figure):
        """A figure of one client as an aggregate over its rows ``f``."""
        column = SQL.identifier("f", figure)
        if self.env["client.figures"]._fields[figure].type == "monetary":
            rounding = self.env.company.currency_id.rounding
            return SQL(
                "ROUND(SUM(%(column)s * com.rate) / %(unit)s) * %(unit)s",
                column=column,
                unit=SQL("%s::numeric", str(rounding)),
            )
        return SQL("%s(%s)", SQL(FIGURES[figure]), column)

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
        self.invalidate_model([f"client_{name}" for name in FIGURES], flush=False)

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

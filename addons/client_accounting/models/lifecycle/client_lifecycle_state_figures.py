from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

#: figures that a state shows, of exactly its company: read where they are computed
SHOWN = (
    "turnover_total",
    "turnover_12m",
    "turnover_prev_12m",
    "margin_12m",
    "receivable_overdue",
    "first_purchase_date",
    "last_purchase_date",
    "last_contact_date",
    "next_contact_date",
)
#: fields that are terms over the joined row of figures
JOINED = (*SHOWN, "worth", "attention")
#: margin of an average year between the first and the last purchase
WORTH = SQL(
    """ROUND(figures.margin_total / GREATEST(
        1, (figures.last_purchase_date - figures.first_purchase_date) / 365.25), 2)"""
)


def _searching(name):
    return lambda self, operator, value: self._search_figure(name, operator, value)


def _monetary(name, label, **options):
    return fields.Monetary(
        label,
        compute="_compute_figures",
        search=_searching(name),
        aggregator="sum",
        **options,
    )


def _date(name, label):
    return fields.Date(label, compute="_compute_figures", search=_searching(name))


class ClientLifecycleState(models.Model):
    """Money beside the stage. No copy of a figure is kept: lists sort, group and add
    up the rows of ``client.figures``."""

    _inherit = "client.lifecycle.state"

    turnover_total = _monetary("turnover_total", "Turnover")
    turnover_12m = _monetary("turnover_12m", "Turnover, 12 Months")
    turnover_prev_12m = _monetary("turnover_prev_12m", "Turnover, Year Before")
    margin_12m = _monetary("margin_12m", "Margin, 12 Months")
    receivable_overdue = _monetary("receivable_overdue", "Overdue")
    worth = _monetary(
        "worth",
        "Worth of Returning",
        help="Margin of an average year while the client was buying: the whole margin "
        "divided by the years from the first to the last purchase, at least one.",
    )
    attention = fields.Selection(
        [
            ("overdue", "Owes Overdue Money"),
            ("idle", "No Next Step"),
            ("fine", "In Order"),
        ],
        compute="_compute_attention",
        help="What asks for the manager first.",
    )
    first_purchase_date = _date("first_purchase_date", "First Purchase")
    last_purchase_date = _date("last_purchase_date", "Last Purchase")
    last_contact_date = _date("last_contact_date", "Last Contact")
    next_contact_date = _date("next_contact_date", "Next Contact")

    def _compute_figures(self):
        """One query for all rows and figures."""
        names = (*SHOWN, "worth")
        rows = {}
        if self.ids:
            self.flush_model(["partner_id", "company_id"])
            rows = {
                row["id"]: row
                for row in self.env.execute_query_dict(
                    SQL(
                        """
                        SELECT state.id, %s
                          FROM client_lifecycle_state state
                          JOIN client_figures figures
                            ON figures.partner_id = state.partner_id
                           AND figures.company_id = state.company_id
                         WHERE state.id = ANY(%s)
                        """,
                        SQL(", ").join(
                            SQL(
                                "%s AS %s",
                                self._figure_term(name),
                                SQL.identifier(name),
                            )
                            for name in names
                        ),
                        self.ids,
                    )
                )
            }
        for name in names:
            field = self._fields[name]
            empty = 0.0 if field.type == "monetary" else False
            for state in self:
                value = rows.get(state._origin.id, {}).get(name)
                state[name] = empty if value is None else value

    @api.depends("receivable_overdue", "next_contact_date")
    def _compute_attention(self):
        for state in self:
            step = "fine" if state.next_contact_date else "idle"
            state.attention = "overdue" if state.receivable_overdue > 0 else step

    @api.model
    def _figure_term(self, name, alias="figures"):
        if name == "worth":
            term = WORTH.code.replace("figures.", f'"{alias}".')
            return SQL(term)  # alias comes from the ORM
        if name == "attention":
            return SQL(
                """CASE WHEN %s > 0 THEN 'overdue' WHEN %s IS NULL THEN 'idle'
                        ELSE 'fine' END""",
                SQL.identifier(alias, "receivable_overdue"),
                SQL.identifier(alias, "next_contact_date"),
            )
        return SQL.identifier(alias, name)

    @api.model
    def _field_to_sql(self, alias, field_expr, query=None):
        # EXTENDS base: figures are columns of another table
        if query is None or field_expr not in JOINED:
            return super()._field_to_sql(alias, field_expr, query)
        return self._figure_term(field_expr, self._join_figures(alias, query))

    @api.model
    def _join_figures(self, alias, query):
        figures = query.make_alias(alias, "figures")
        query.add_join(
            "LEFT JOIN",
            figures,
            "client_figures",
            SQL(
                "%s = %s AND %s = %s",
                SQL.identifier(figures, "partner_id"),
                SQL.identifier(alias, "partner_id"),
                SQL.identifier(figures, "company_id"),
                SQL.identifier(alias, "company_id"),
            ),
        )
        return figures

    @api.model
    def _search_figure(self, name, operator, value):
        """States by a figure; who has no row counts with 0, or without a date."""
        is_date = self._fields[name].type == "date"
        if operator == "in":
            empty = None if is_date else 0
            values = {item or empty for item in value}
            given = [item for item in values if item is not None]

            def condition(term):
                found = SQL("%s = ANY(%s)", term, given) if given else SQL("FALSE")
                return (
                    SQL("(%s OR %s IS NULL)", found, term) if None in values else found
                )
        elif operator in ("<", ">", "<=", ">="):

            def condition(term):
                return SQL("%s %s %s", term, SQL(operator), value)
        else:
            return NotImplemented

        def to_sql(model, alias, query):
            term = model._field_to_sql(alias, name, query)
            return condition(term if is_date else SQL("COALESCE(%s, 0)", term))

        return Domain.custom(to_sql=to_sql)

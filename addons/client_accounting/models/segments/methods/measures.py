"""Numbers of a client that axes measure, from the stored figures."""

from odoo.tools import SQL, LazyTranslate

_lt = LazyTranslate(__name__)


class Columns:
    """Figures of a client as SQL terms over the rows ``f``: the columns themselves
    where a client has one row, else aggregates over its companies."""

    def __init__(self, is_single):
        self.is_single = is_single

    def money(self, name):
        """An amount in the currency of the axis; 0 for a client without documents."""
        if self.is_single:
            return SQL("COALESCE(%s, 0)", SQL.identifier("f", name))
        return SQL("COALESCE(SUM(%s * com.rate), 0)", SQL.identifier("f", name))

    def count(self, name):
        return self._aggregate("COALESCE(SUM(%s), 0)", "COALESCE(%s, 0)", name)

    def first(self, name):
        return self._aggregate("MIN(%s)", "%s", name)

    def last(self, name):
        return self._aggregate("MAX(%s)", "%s", name)

    def average(self, name):
        return self._aggregate("AVG(NULLIF(%s, 0))", "NULLIF(%s, 0)", name)

    def _aggregate(self, many, one, name):
        return SQL(one if self.is_single else many, SQL.identifier("f", name))


def _purchase_age(f, today):
    return SQL("%s::date - %s", today, f.last("last_purchase_date"))


def _debt_age(f, today):
    return SQL(
        "CASE WHEN %(oldest)s IS NOT NULL THEN %(today)s::date - %(oldest)s"
        " WHEN %(invoices)s > 0 THEN 0 END",
        oldest=f.first("oldest_due_date"),
        invoices=f.count("invoice_count"),
        today=today,
    )


def _potential(f, today):
    return SQL("%s + %s", f.money("lead_open_amount"), f.money("quotation_open_amount"))


#: name: (label, SQL term for the columns and the day)
MEASURES = {
    "turnover_12m": (
        _lt("Turnover, 12 months"),
        lambda f, today: f.money("turnover_12m"),
    ),
    "turnover_total": (
        _lt("Turnover, all time"),
        lambda f, today: f.money("turnover_total"),
    ),
    "margin_12m": (_lt("Margin, 12 months"), lambda f, today: f.money("margin_12m")),
    "margin_total": (
        _lt("Margin, all time"),
        lambda f, today: f.money("margin_total"),
    ),
    "purchase_days": (
        _lt("Days with a purchase, all time"),
        lambda f, today: f.count("purchase_days"),
    ),
    "purchase_age": (_lt("Days since the last purchase"), _purchase_age),
    "days_to_pay": (
        _lt("Days from invoice to payment"),
        lambda f, today: f.average("days_to_pay"),
    ),
    "debt_age": (_lt("Days that the oldest debt is overdue"), _debt_age),
    "receivable_overdue": (
        _lt("Overdue amount"),
        lambda f, today: f.money("receivable_overdue"),
    ),
    "potential": (_lt("Potential: open leads and quotations"), _potential),
}


#: what methods read beside the measures
DATES = {
    "first_purchase": lambda f, today: f.first("first_purchase_date"),
    "last_purchase": lambda f, today: f.last("last_purchase_date"),
}


class Numbers:
    """The numbers of clients that the axes of one evaluation read: a table for each
    company, read from the stored figures once for all of its axes."""

    def __init__(self, env, clients=None):
        """:param clients: only these: list of ids or SQL of a select; None for all"""
        self.env = env
        self.clients = clients
        self._names = {}

    def table(self, axis, *names):
        """The table ``(partner_id, <names>)`` of all clients of the axis, also those
        without any document.

        :param names: of ``MEASURES`` and ``DATES``
        """
        self._names.setdefault(axis.company_id, set()).update(names)
        return self._identifier(axis.company_id)

    def wrap(self, query):
        """The query together with the tables that it reads."""
        if not self._names:
            return query
        tables = SQL(", ").join(
            SQL(
                "%s AS MATERIALIZED (%s)",
                self._identifier(company),
                self._select(company, sorted(names)),
            )
            for company, names in self._names.items()
        )
        return SQL("WITH %s %s", tables, query)

    def _identifier(self, company):
        return SQL.identifier(f"client_numbers_{company.id or 0}")

    def _select(self, company, names):
        rule = self.env["client.rule"].sudo()
        partners = rule._rule_partners(company)
        where = rule._population_condition(company)
        if self.clients is not None:
            among = rule._among(self.clients)
            where = SQL("%s AND res_partner.id %s", where, among)
        is_single = len(partners.env.companies) == 1
        if is_single:
            rows = SQL(
                "client_figures f ON f.partner_id = res_partner.id"
                " AND f.company_id = %s",
                partners.env.company.id,
            )
        else:
            figures = partners._client_figures_rows()
            rows = SQL("(%s) ON f.partner_id = res_partner.id", figures)
        columns, today = Columns(is_single), today_of(self.env)
        terms = {name: term for name, (_label, term) in MEASURES.items()} | DATES
        return SQL(
            "SELECT res_partner.id AS partner_id, %s"
            " FROM res_partner LEFT JOIN %s WHERE %s %s",
            SQL(", ").join(
                SQL("%s AS %s", terms[name](columns, today), SQL.identifier(name))
                for name in names
            ),
            rows,
            where,
            SQL() if is_single else SQL("GROUP BY res_partner.id"),
        )


def today_of(env):
    """The day of the figures."""
    return env["client.figures"].sudo()._figures_scope().today

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


def measured(env, axis, terms, clients=None):
    """``SELECT partner_id, <terms>`` of all clients of the axis, also those without
    any document.

    :param dict terms: SQL terms by name, made of ``Columns``, see ``columns_of``
    :param clients: only these: list of ids or SQL of a select
    """
    rule = env["client.rule"].sudo()
    company = axis.company_id
    partners = rule._rule_partners(company)
    where = rule._population_condition(company)
    if clients is not None:
        where = SQL("%s AND res_partner.id %s", where, rule._among(clients))
    if columns_of(env, axis).is_single:
        rows = SQL(
            "client_figures f ON f.partner_id = res_partner.id AND f.company_id = %s",
            partners.env.company.id,
        )
        tail = SQL()
    else:
        rows = SQL(
            "(%s) ON f.partner_id = res_partner.id", partners._client_figures_rows()
        )
        tail = SQL("GROUP BY res_partner.id")
    return SQL(
        "SELECT res_partner.id AS partner_id, %s"
        " FROM res_partner LEFT JOIN %s WHERE %s %s",
        SQL(", ").join(
            SQL("%s AS %s", term, SQL.identifier(name)) for name, term in terms.items()
        ),
        rows,
        where,
        tail,
    )


def columns_of(env, axis):
    """The columns of the figures for the companies of the axis."""
    partners = env["client.rule"]._rule_partners(axis.company_id)
    return Columns(len(partners.env.companies) == 1)


def today_of(env):
    """The day of the figures."""
    return env["client.figures"].sudo()._figures_scope().today

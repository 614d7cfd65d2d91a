"""Turnover by month, this year against the last."""

from dataclasses import dataclass

from dateutil.relativedelta import relativedelta

from odoo import fields
from odoo.tools import SQL, LazyTranslate
from odoo.tools.misc import babel_locale_parse, get_lang

from .scope import select
from .section import Section, window

_lt = LazyTranslate(__name__)

SALES = ("out_invoice", "out_refund", "out_receipt")


@dataclass(frozen=True)
class Turnover(Section):
    """``{"labels", "months", "series": [{"key", "label", "values"}]}``.

    Untaxed amounts of posted invoices less credit notes, by invoice date, in the
    dossier's currency; twelve months up to the current one, and the same months
    a year before.
    """

    key: str = "turnover"
    title: object = _lt("Turnover by Month")
    kind: str = "chart"
    sequence: int = 20
    models: tuple = ("account.move",)
    personal: bool = True
    icon: str = "fa-bar-chart"
    empty: object = _lt("No invoices in the last 24 months.")

    def _first_month(self, scope):
        return scope.today.replace(day=1) - relativedelta(months=23)

    def _domain(self, scope):
        return [
            ("commercial_partner_id", "in", scope.family_ids),
            ("company_id", "in", scope.company_ids),
            ("state", "=", "posted"),
            ("move_type", "in", SALES),
        ]

    def query(self, scope):
        query = scope.search(
            "account.move",
            self._domain(scope)
            + [
                ("invoice_date", ">=", self._first_month(scope)),
                ("invoice_date", "<=", scope.today),
            ],
        )
        columns = SQL(
            """date_trunc('month', account_move.invoice_date)::date AS month,
            SUM(account_move.amount_untaxed_signed * %s) AS amount""",
            scope.rate(SQL("account_move.company_id")),
        )
        return select(query, columns, tail=SQL("GROUP BY 1"))

    def render(self, scope, rows):
        amounts = {found["month"]: scope.round(found["amount"]) for found in rows}
        first = self._first_month(scope)
        months = [first + relativedelta(months=index) for index in range(24)]
        values = [amounts.get(month.isoformat(), 0.0) for month in months]
        locale = babel_locale_parse(get_lang(scope.env).code)
        names = locale.months["stand-alone"]["abbreviated"]
        labels = [
            f"{names[month.month].rstrip('.').capitalize()} {month:%y}"
            for month in months[12:]
        ]
        _ = scope.env._
        return {
            "labels": labels,
            "months": [month.isoformat() for month in months[12:]],
            "series": [
                {
                    "key": "previous",
                    "label": _("A year before"),
                    "values": values[:12],
                    "total": scope.round(sum(values[:12])),
                },
                {
                    "key": "current",
                    "label": _("Last 12 months"),
                    "values": values[12:],
                    "total": scope.round(sum(values[12:])),
                },
            ],
            "empty": not amounts,
        }

    def action(self, scope, params):
        domain = self._domain(scope)
        name = scope.env._("Invoices")
        if month := params.get("month"):
            start = fields.Date.to_date(month)
            if params.get("series") == "previous":
                start -= relativedelta(years=1)
            domain += [
                ("invoice_date", ">=", start),
                ("invoice_date", "<", start + relativedelta(months=1)),
            ]
        return window(scope.env, name, "account.move", domain)

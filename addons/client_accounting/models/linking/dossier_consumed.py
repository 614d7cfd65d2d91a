"""Parts of the dossier as the client consumed, whoever was billed."""

from dataclasses import dataclass

from odoo.tools import SQL, LazyTranslate

from ..dossier.figures import NAMES, Figures
from ..dossier.products import Products
from ..dossier.scope import select
from ..dossier.section import TABLE_LIMIT, window
from ..dossier.turnover import Turnover
from .consumed import consumed_lines, moves_of

_lt = LazyTranslate(__name__)

#: what the tiles show instead, as consumed
SWAPPED = {
    "turnover_12m": "consumed_12m",
    "turnover_prev_12m": "consumed_prev_12m",
    "margin_12m": "consumed_margin_12m",
}
LABELS = {
    "turnover_12m": _lt("Consumption, 12 Months"),
    "margin_12m": _lt("Margin of Consumption, 12 Months"),
}


def used_by(scope) -> SQL:
    """Join of ``account_move_line`` to the shares of the client in its lines."""
    return SQL(
        "JOIN (%s) used ON used.line_id = account_move_line.id"
        " AND used.client_id = ANY(%s)",
        consumed_lines(SQL("m.id IN (%s)", moves_of(scope.family_ids))),
        scope.family_ids,
    )


def lines_of(scope, domain=()):
    """Query of the lines of which the client consumed something, as far as the reader
    may read them."""
    return scope.search(
        "account.move.line",
        [
            ("company_id", "in", scope.company_ids),
            ("parent_state", "=", "posted"),
            ("display_type", "=", "product"),
            *domain,
        ],
    )


@dataclass(frozen=True)
class ConsumedFigures(Figures):
    """The tiles, with turnover and margin as consumed."""

    def query(self, scope):
        live = scope.env["client.figures"]._live_query(
            [scope.client_id], scope.company_ids, (*NAMES, *SWAPPED.values())
        )
        return SQL("SELECT live.* FROM (%s) live", live)

    def depends(self, scope):
        return "consumed", super().depends(scope)

    def total(self, scope, rows):
        swapped = [
            {**row, **{name: row[other] for name, other in SWAPPED.items()}}
            for row in rows
        ]
        return super().total(scope, swapped)

    def _tile(self, key, label, kind, value, **options):
        tile = super()._tile(key, label, kind, value, **options)
        return {**tile, "figure": SWAPPED.get(key, tile["figure"])}

    def render(self, scope, rows):
        data = super().render(scope, rows)
        for tile in data["tiles"]:
            if tile["key"] in LABELS:
                tile["label"] = scope.env._(LABELS[tile["key"]])
        return data


@dataclass(frozen=True)
class ConsumedTurnover(Turnover):
    """Consumption by month."""

    title: object = _lt("Consumption by Month")
    models: tuple = ("account.move", "account.move.line")
    empty: object = _lt("Nothing was consumed in the last 24 months.")

    def query(self, scope):
        query = lines_of(
            scope,
            [
                ("invoice_date", ">=", self._first_month(scope)),
                ("invoice_date", "<=", scope.today),
            ],
        )
        return select(
            query,
            SQL(
                """date_trunc('month', account_move_line.invoice_date)::date AS month,
                SUM(used.amount * %s) AS amount""",
                scope.rate(SQL("account_move_line.company_id")),
            ),
            used_by(scope),
            tail=SQL("GROUP BY 1"),
        )

    def depends(self, scope):
        return "consumed"

    def action(self, scope, params):
        action = super().action(scope, params)
        dates = [term for term in action["domain"] if term[0] == "invoice_date"]
        return consumed_window(scope, dates)


@dataclass(frozen=True)
class ConsumedProducts(Products):
    """Products by the amount that the client consumed."""

    title: object = _lt("Consumed Goods")
    empty: object = _lt("No goods were consumed yet.")

    def best(self, scope):
        return SQL(
            """SELECT sums.*, count(*) OVER () AS total FROM (%s) sums
            ORDER BY sums.amount DESC, sums.product_id LIMIT %s""",
            self._sums(scope),
            TABLE_LIMIT,
        )

    def _sums(self, scope):
        query = lines_of(scope, [("product_id", "!=", False)])
        return select(
            query,
            SQL(
                """account_move_line.product_id,
                SUM(used.amount * %(rate)s) AS amount,
                SUM(account_move_line.quantity * COALESCE(line_unit.factor, 1)
                    * COALESCE(used.amount / NULLIF(used.total, 0), 1)
                    * CASE used.move_type
                      WHEN 'out_refund' THEN -1 ELSE 1 END) AS quantity,
                MAX(account_move_line.invoice_date) FILTER (
                    WHERE used.move_type <> 'out_refund') AS last_date,
                count(DISTINCT used.move_id) FILTER (
                    WHERE used.move_type <> 'out_refund') AS invoices""",
                rate=scope.rate(SQL("account_move_line.company_id")),
            ),
            SQL(
                """%s LEFT JOIN uom_uom line_unit
                             ON line_unit.id = account_move_line.product_uom_id""",
                used_by(scope),
            ),
            SQL("GROUP BY account_move_line.product_id"),
        )

    def depends(self, scope):
        return "consumed"

    def action(self, scope, params):
        action = consumed_window(scope, [("product_id", "!=", False)])
        return action | {"context": {"group_by": ["product_id"]}}


def consumed_window(scope, domain):
    """Window to the shares of the client."""
    return window(
        scope.env,
        scope.env._("Sales as Consumed"),
        "client.consumed.line",
        [
            ("client_id", "in", scope.family_ids),
            ("company_id", "in", scope.company_ids),
            *domain,
        ],
        views="list",
    )

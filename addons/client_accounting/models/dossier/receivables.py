"""What the client has to pay."""

from dataclasses import dataclass

from odoo.tools import SQL, LazyTranslate

from .scope import also, select
from .section import TABLE_LIMIT, Section, badge, column, row, table, window

_lt = LazyTranslate(__name__)


@dataclass(frozen=True)
class Receivables(Section):
    """Open receivable items by due date: an invoice paid in instalments has a row
    for each. Credits (negative) are payments and credit notes not yet matched;
    they stand at the end."""

    key: str = "receivables"
    title: object = _lt("Open and Overdue Invoices")
    kind: str = "table"
    sequence: int = 30
    models: tuple = ("account.move.line", "account.move")
    personal: bool = True
    icon: str = "fa-file-text-o"
    empty: object = _lt("Everything is paid.")

    def query(self, scope):
        query = scope.documents("account.move.line", [("parent_state", "=", "posted")])
        also(query, SQL("account_move_line.reconciled IS NOT TRUE"))
        also(query, SQL("account_move_line.amount_residual <> 0"))
        # an array and not a join: both halves of the index of open lines are used
        also(
            query,
            SQL(
                """account_move_line.account_id = ANY(ARRAY(
                    SELECT account.id FROM account_account account
                     WHERE account.account_type = 'asset_receivable'))"""
            ),
        )
        columns = SQL(
            """account_move_line.move_id, move.name, move.move_type, move.ref,
            move.invoice_date, account_move_line.date_maturity,
            account_move_line.date,
            account_move_line.amount_residual * %(rate)s AS residual,
            account_move_line.balance * %(rate)s AS amount,
            account_move_line.amount_residual_currency AS residual_currency,
            NULLIF(account_move_line.currency_id, %(currency)s) AS currency_id,
            count(*) OVER () AS total,
            SUM(account_move_line.amount_residual * %(rate)s) OVER () AS open,
            SUM(account_move_line.amount_residual * %(rate)s) FILTER (
                WHERE account_move_line.date_maturity < %(today)s
            ) OVER () AS overdue""",
            rate=scope.rate(SQL("account_move_line.company_id")),
            currency=scope.currency.id,
            today=scope.today,
        )
        joins = SQL("JOIN account_move move ON move.id = account_move_line.move_id")
        tail = SQL(
            """ORDER BY account_move_line.amount_residual < 0, COALESCE(
                account_move_line.date_maturity, account_move_line.date
            ), account_move_line.id LIMIT %s""",
            TABLE_LIMIT,
        )
        return select(query, columns, joins, tail)

    def _status(self, scope, found):
        _ = scope.env._
        due = found["date_maturity"]
        if found["residual"] < 0:
            return badge(_("Credit"), "info"), 0
        if not due or due >= scope.today.isoformat():
            return badge(_("Not due"), "success"), 0
        late = (scope.today - scope.today.fromisoformat(due)).days
        label = _("%(days)s days late", days=late) if late != 1 else _("1 day late")
        return badge(label, "danger" if late > 30 else "warning"), late

    def render(self, scope, rows):
        _ = scope.env._
        lines = []
        for found in rows:
            status, late = self._status(scope, found)
            values = {
                "name": found["name"] or "/",
                "date": found["invoice_date"] or found["date"],
                "due": found["date_maturity"],
                "status": status,
                "days_late": late,
                "amount": scope.round(found["amount"]),
                "residual": scope.round(found["residual"]),
            }
            if found["currency_id"]:
                values["residual_original"] = {
                    "amount": found["residual_currency"],
                    "currency_id": found["currency_id"],
                }
            tone = "danger" if late else ""
            lines.append(row("account.move", found["move_id"], values, tone))
        first = rows[0] if rows else {}
        return table(
            [
                column("name", _("Invoice")),
                column("date", _("Date"), "date", optional=True),
                column("due", _("Due"), "date"),
                column("status", _("Status"), "badge"),
                column("amount", _("Amount"), "monetary", optional=True),
                column(
                    "residual",
                    _("To Pay"),
                    "monetary",
                    strong=True,
                    original="residual_original",
                ),
            ],
            lines,
            first.get("total", 0),
            {
                "residual": scope.round(first.get("open")),
                "overdue": scope.round(first.get("overdue")),
            }
            if rows
            else None,
        )

    def action(self, scope, params):
        return window(
            scope.env,
            scope.env._("Open and Overdue Invoices"),
            "account.move.line",
            [
                ("partner_id", "in", scope.family_ids),
                ("company_id", "in", scope.company_ids),
                ("parent_state", "=", "posted"),
                ("account_type", "=", "asset_receivable"),
                ("reconciled", "=", False),
            ],
            views="list,form",
        )

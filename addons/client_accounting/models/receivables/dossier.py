"""Promises of payments in the dossier."""

from dataclasses import dataclass

from odoo import models
from odoo.tools import SQL, LazyTranslate

from ..dossier.scope import select
from ..dossier.section import TABLE_LIMIT, Section, badge, column, row, table, window

_lt = LazyTranslate(__name__)
TONES = {
    "open": "info",
    "kept": "success",
    "partly": "warning",
    "broken": "danger",
    "postponed": "muted",
    "void": "muted",
}


@dataclass(frozen=True)
class Promises(Section):
    """What the client promised to pay, the open ones first, and how reliable such
    promises are."""

    key: str = "payment_promises"
    title: object = _lt("Payment Promises")
    kind: str = "table"
    sequence: int = 31
    models: tuple = ("client.payment.promise",)
    icon: str = "fa-handshake-o"
    empty: object = _lt("The client has promised no payments.")

    def query(self, scope):
        # the query looks into what the reader may read of clients
        scope.searched.add("res.partner")
        query = scope.documents("client.payment.promise", [("active", "=", True)])
        promise = SQL.identifier("client_payment_promise")
        columns = SQL(
            """%(p)s.id, %(p)s.date, %(p)s.date_given, %(p)s.amount,
            %(p)s.amount_paid, %(p)s.currency_id, %(p)s.postponed_count,
            contact.name AS contact, taker.name AS taker,
            CASE WHEN %(p)s.state = 'open' AND %(p)s.date_limit < %(today)s
                 THEN CASE WHEN %(p)s.amount_paid <> 0 THEN 'partly' ELSE 'broken' END
                 ELSE %(p)s.state END AS state,
            %(p)s.amount_company * %(rate)s AS amount_here,
            count(*) OVER () AS total,
            count(*) FILTER (WHERE %(p)s.state IN ('kept', 'partly', 'broken'))
                OVER () AS decided,
            count(*) FILTER (WHERE %(p)s.state = 'kept') OVER () AS kept,
            SUM(%(p)s.amount_company * %(p)s.share_amount * %(rate)s) FILTER (
                WHERE %(p)s.state IN ('kept', 'partly', 'broken')) OVER ()
                AS kept_amount,
            SUM(%(p)s.amount_company * %(rate)s) FILTER (
                WHERE %(p)s.state IN ('kept', 'partly', 'broken')) OVER ()
                AS decided_amount""",
            p=promise,
            today=scope.today,
            rate=scope.rate(SQL("client_payment_promise.company_id")),
        )
        joins = SQL(
            """LEFT JOIN res_partner contact
                      ON contact.id = client_payment_promise.contact_id
               LEFT JOIN res_users taken
                      ON taken.id = client_payment_promise.taken_by_id
               LEFT JOIN res_partner taker ON taker.id = taken.partner_id"""
        )
        tail = SQL(
            """ORDER BY client_payment_promise.state <> 'open',
               CASE WHEN client_payment_promise.state = 'open'
                    THEN client_payment_promise.date END,
               client_payment_promise.date DESC, client_payment_promise.id DESC
               LIMIT %s""",
            TABLE_LIMIT,
        )
        return select(query, columns, joins, tail)

    def render(self, scope, rows):
        _ = scope.env._
        lines = []
        for found in rows:
            state = found["state"]
            values = {
                "date": found["date"],
                "amount": scope.round(found["amount_here"]),
                "status": badge(
                    scope.selection("client.payment.promise", "state", state),
                    TONES[state],
                ),
                "who": found["contact"] or "",
                "taker": found["taker"] or "",
                "postponed": found["postponed_count"] or "",
            }
            if found["currency_id"] != scope.currency.id:
                values["amount_original"] = {
                    "amount": found["amount"],
                    "currency_id": found["currency_id"],
                }
            tone = "danger" if state == "broken" else ""
            lines.append(row("client.payment.promise", found["id"], values, tone))
        first = rows[0] if rows else {}
        return table(
            [
                column("date", _("Promised for"), "date"),
                column("status", _("State"), "badge"),
                column("who", _("Promised by"), optional=True),
                column("taker", _("Taken by"), optional=True),
                column("postponed", _("Times Put Off"), "integer", optional=True),
                column(
                    "amount",
                    _("Amount"),
                    "monetary",
                    strong=True,
                    original="amount_original",
                ),
            ],
            lines,
            first.get("total", 0),
            self._footer(scope, first),
        )

    def _footer(self, scope, first):
        if not first.get("decided"):
            return None
        share = first["kept_amount"] / first["decided_amount"] * 100
        text = scope.env._(
            "Kept: %(kept)s of %(decided)s, %(share)s %% of the amount",
            kept=first["kept"],
            decided=first["decided"],
            share=round(share),
        )
        return {"who": text}

    def action(self, scope, params):
        return window(
            scope.env,
            scope.env._("Payment Promises"),
            "client.payment.promise",
            [
                ("partner_id", "=", scope.client_id),
                ("company_id", "in", scope.company_ids),
            ],
            views="list,form,calendar",
        )


class ClientDossier(models.AbstractModel):
    _inherit = "client.dossier"

    def _dossier_sections(self):
        # EXTENDS client.dossier
        return [*super()._dossier_sections(), Promises()]

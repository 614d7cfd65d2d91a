from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL
from odoo.tools.misc import format_date, formatLang

OWN_ONLY = "sales_team.group_sale_salesman"
WHOLE = (
    "sales_team.group_sale_salesman_all_leads,"
    "account.group_account_readonly,account.group_account_invoice"
)


class ClientStatement(models.AbstractModel):
    """What a client owes a company, by currency, as it is sent to the client: open
    items with ageing, and on request what happened in a period with the balances before
    and after it."""

    _name = "client.statement"
    _description = "Statement of Account"

    @api.model
    def _check_sender(self):
        """A statement is whole, or it is wrong: who sees but his own documents may not
        make one.

        :raise UserError: to who may not see all documents of clients
        """
        if not (self.env.su or self.env.user.has_groups(WHOLE)):
            raise UserError(
                self.env._(
                    "A statement of account holds all invoices of the client, and you "
                    "may see your own ones only. Ask an accountant for it."
                )
            )

    @api.model
    def _get_statement(self, partner, company, date=None, date_from=None):
        """Return the statement of a client in the client's language, values as text.

        :param partner: the client, or a contact of it
        :param date: last day of the period; today without one
        :param date_from: first day of the period; open items only without one
        :raise UserError: to who may not see all documents of clients
        :raise AccessError: to who may not read the client
        """
        self._check_sender()
        client = partner.commercial_partner_id or partner
        client.check_access("read")
        company.check_access("read")
        self = self.with_context(lang=client.lang or self.env.lang)
        today = fields.Date.context_today(self)
        date = fields.Date.to_date(date) or today
        date_from = fields.Date.to_date(date_from)
        found = self._open_items(client, company, today)
        moves = self._movements(client, company, date_from, date) if date_from else {}
        currencies = self.env["res.currency"].browse(
            sorted({*found, *moves} or {company.currency_id.id})
        )
        client, company = client.sudo(), company.sudo()
        return {
            "client": client.with_context(lang=self.env.lang),
            "lang": self.env.lang,
            "date": format_date(self.env, today, date_format="long"),
            "date_from": date_from and format_date(self.env, date_from) or "",
            "date_to": format_date(self.env, date),
            "number": client.ref or "",
            "parts": [
                self._part(currency, found.get(currency.id, []), moves.get(currency.id))
                for currency in currencies
            ],
            "banks": [
                {
                    "number": bank.acc_number,
                    "bank": bank.bank_id.name or "",
                    "bic": bank.bank_id.bic or "",
                    "holder": bank.acc_holder_name or company.name,
                }
                for bank in company.partner_id.bank_ids
            ],
        }

    @api.model
    def _open_items(self, client, company, today):
        """``{currency id: [item]}``: the oldest due first, credits at the end."""
        rows = self.env.execute_query_dict(
            SQL(
                """
                SELECT line.currency_id, move.name, move.ref, move.move_type,
                       COALESCE(move.invoice_date, line.date) AS date,
                       COALESCE(line.date_maturity, line.date) AS due,
                       line.amount_currency AS amount,
                       line.amount_residual_currency AS residual,
                       dispute.id IS NOT NULL AS disputed,
                       GREATEST(%(today)s - COALESCE(line.date_maturity, line.date), 0)
                           AS late
                  FROM account_move_line line
                  JOIN account_move move ON move.id = line.move_id
                  JOIN account_account account ON account.id = line.account_id
             LEFT JOIN client_dispute dispute
                    ON dispute.move_id = move.id AND dispute.state = 'open'
                 WHERE line.partner_id IN (
                           SELECT id FROM res_partner
                            WHERE commercial_partner_id = %(client)s)
                   AND line.company_id = %(company)s
                   AND account.account_type = 'asset_receivable'
                   AND line.parent_state = 'posted'
                   AND line.reconciled IS NOT TRUE AND line.amount_residual <> 0
              ORDER BY line.amount_residual < 0, 6, line.id
                """,
                today=today,
                client=client.id,
                company=company.id,
            )
        )
        items = {}
        for row in rows:
            items.setdefault(row["currency_id"], []).append(row)
        return items

    @api.model
    def _movements(self, client, company, date_from, date_to):
        """``{currency id: {"opening", "rows"}}`` of a period."""
        self.env["account.move.line"].flush_model()
        rows = self.env.execute_query_dict(
            SQL(
                """
                SELECT line.currency_id, move.name, line.date,
                       line.date < %(first)s AS before,
                       SUM(line.amount_currency) AS amount, MIN(move.move_type) AS type
                  FROM account_move_line line
                  JOIN account_move move ON move.id = line.move_id
                  JOIN account_account account ON account.id = line.account_id
                 WHERE line.partner_id IN (
                           SELECT id FROM res_partner
                            WHERE commercial_partner_id = %(client)s)
                   AND line.company_id = %(company)s
                   AND account.account_type = 'asset_receivable'
                   AND line.parent_state = 'posted' AND line.date <= %(last)s
              GROUP BY line.currency_id, move.id, move.name, line.date
              ORDER BY line.date, move.id
                """,
                first=date_from,
                last=date_to,
                client=client.id,
                company=company.id,
            )
        )
        found = {}
        for row in rows:
            part = found.setdefault(row["currency_id"], {"opening": 0.0, "rows": []})
            if row["before"]:
                part["opening"] += row["amount"]
            elif row["amount"]:
                part["rows"].append(row)
        return found

    @api.model
    def _part(self, currency, items, moves):
        def money(amount):
            return formatLang(self.env, amount or 0.0, currency_obj=currency)

        total = sum(item["residual"] for item in items)
        overdue = [item for item in items if item["late"] and item["residual"] > 0]
        part = {
            "currency": currency.name,
            "items": [
                {
                    "name": item["name"] or "",
                    "ref": item["ref"] or "",
                    "date": format_date(self.env, item["date"]),
                    "due": format_date(self.env, item["due"])
                    if item["residual"] > 0
                    else "",
                    "late": item["late"] if item["residual"] > 0 else 0,
                    "amount": money(item["amount"]),
                    "residual": money(item["residual"]),
                    "disputed": item["disputed"],
                }
                for item in items
            ],
            "total": money(total),
            "total_value": total,
            "overdue": money(sum(item["residual"] for item in overdue)),
            "overdue_value": sum(item["residual"] for item in overdue),
            "ageing": self._ageing(items, money),
        }
        if moves:
            balance = moves["opening"]
            part["opening"] = money(balance)
            part["moves"] = []
            for row in moves["rows"]:
                balance += row["amount"]
                part["moves"].append(
                    {
                        "name": row["name"] or "",
                        "date": format_date(self.env, row["date"]),
                        "debit": money(row["amount"]) if row["amount"] > 0 else "",
                        "credit": money(-row["amount"]) if row["amount"] < 0 else "",
                        "balance": money(balance),
                    }
                )
            part["closing"] = money(balance)
        return part

    @api.model
    def _ageing(self, items, money):
        """``[{"label", "amount"}]``: not due, each bucket, credits."""
        buckets = self.env["client.ageing.bucket"].sudo().search([], order="days_from")
        debts = [item for item in items if item["residual"] > 0]
        columns = [
            (self.env._("Not due"), [item for item in debts if not item["late"]])
        ]
        columns += [
            (
                bucket.name,
                [
                    item
                    for item in debts
                    if bucket.days_from <= item["late"]
                    and (not bucket.days_to or item["late"] <= bucket.days_to)
                ],
            )
            for bucket in buckets
        ]
        credits_ = [item for item in items if item["residual"] < 0]
        if credits_:
            columns.append((self.env._("Credits"), credits_))
        return [
            {"label": label, "amount": money(sum(one["residual"] for one in found))}
            for label, found in columns
        ]

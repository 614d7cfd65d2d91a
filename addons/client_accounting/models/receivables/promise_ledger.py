"""What was owed by and paid by the clients of promises, as the ledger has it."""

from collections import defaultdict

from odoo import fields
from odoo.tools import SQL

from ...tools.payment_promises import Item, Promise, Settlement, decide


class PromiseLedger:
    """A few queries for any number of promises. Amounts are given in every currency
    that a promise of the batch is in."""

    def __init__(self, promises_sudo):
        self.env = promises_sudo.env
        self.promises = promises_sudo
        self.currencies = promises_sudo.currency_id
        self.currencies |= promises_sudo.company_id.currency_id
        self._rates = {}
        self._items = {}
        self._items_of = defaultdict(dict)
        self._settled_of = defaultdict(list)
        self._covered = defaultdict(set)
        self._load_items()
        self._load_settlements()
        self._load_on_account()

    def decide(self, group, today):
        key = group[:1].partner_id.id, group[:1].company_id.id
        return decide(
            [self._promise(one) for one in group],
            self._settled_of[key],
            self._items_of[key],
            today,
        )

    def residual(self, line, currency):
        return self._items[line].residual[currency.id]

    def _promise(self, one):
        later = [new.date_given for new in one.next_ids if new.active]
        return Promise(
            id=one.id,
            given=one.date_given,
            due=one.date,
            limit=one.date_limit,
            amount=one.amount,
            unit=one.currency_id.id,
            rounding=one.currency_id.rounding,
            lines=None if one.is_any else frozenset(self._covered[one.id]),
            replaced=min(later) if later else None,
        )

    # ------------------------------------------------------------------ loading
    def _load_items(self):
        """Instalments that are covered by name, settled or not, and all open ones of
        clients with a promise about anything."""
        rows = self.env.execute_query(
            SQL(
                """
                WITH promise AS (
                    SELECT id, partner_id, company_id, is_any
                      FROM client_payment_promise WHERE id = ANY(%(ids)s)
                ), covered AS (
                    SELECT rel.promise_id, rel.line_id
                      FROM client_payment_promise_line_rel rel
                     WHERE rel.promise_id = ANY(%(ids)s)
                     UNION
                    SELECT rel.promise_id, line.id
                      FROM client_payment_promise_move_rel rel
                      JOIN account_move_line line ON line.move_id = rel.move_id
                      JOIN account_account account ON account.id = line.account_id
                     WHERE rel.promise_id = ANY(%(ids)s)
                       AND account.account_type = 'asset_receivable'
                       AND NOT EXISTS (
                           SELECT 1 FROM client_payment_promise_line_rel own
                             JOIN account_move_line one ON one.id = own.line_id
                            WHERE own.promise_id = rel.promise_id
                              AND one.move_id = rel.move_id)
                     UNION
                    SELECT promise.id, line.id
                      FROM promise
                      JOIN res_partner partner
                        ON partner.commercial_partner_id = promise.partner_id
                      JOIN account_move_line line ON line.partner_id = partner.id
                       AND line.company_id = promise.company_id
                     WHERE promise.is_any AND line.parent_state = 'posted'
                       AND line.reconciled IS NOT TRUE AND line.amount_residual > 0
                       AND line.account_id = ANY(ARRAY(
                           SELECT id FROM account_account
                            WHERE account_type = 'asset_receivable'))
                )
                SELECT promise.id, promise.partner_id, promise.company_id, line.id,
                       COALESCE(line.date_maturity, line.date), line.balance,
                       line.amount_currency, line.amount_residual,
                       line.amount_residual_currency, line.currency_id
                  FROM covered
                  JOIN promise ON promise.id = covered.promise_id
                  JOIN account_move_line line ON line.id = covered.line_id
                 WHERE line.parent_state = 'posted' AND line.balance > 0
                """,
                ids=self.promises.ids,
            )
        )
        for row in rows:
            promise, client, company, line, due, owed, owed_c, left, left_c, cur = row
            self._covered[promise].add(line)
            if line not in self._items:
                today = fields.Date.context_today(self.promises)
                self._items[line] = Item(
                    line=line,
                    due=due,
                    owed=self._amounts(company, today, owed, {cur: owed_c}),
                    residual=self._amounts(company, today, left, {cur: left_c}),
                )
            self._items_of[client, company][line] = self._items[line]

    def _load_settlements(self):
        """Matchings of the covered instalments, and of any instalment of clients with a
        promise about anything, from the day of their first one on."""
        rows = self.env.execute_query(
            SQL(
                """
                WITH client AS (
                    SELECT partner_id, company_id, MIN(date_given) AS first
                      FROM client_payment_promise
                     WHERE id = ANY(%(ids)s) AND is_any GROUP BY 1, 2
                ), matched AS (
                    SELECT part.id
                      FROM account_partial_reconcile part
                     WHERE part.debit_move_id = ANY(%(lines)s)
                     UNION
                    SELECT part.id
                      FROM client
                      JOIN res_partner partner
                        ON partner.commercial_partner_id = client.partner_id
                      JOIN account_move_line paid ON paid.partner_id = partner.id
                       AND paid.company_id = client.company_id
                       AND paid.date >= client.first AND paid.balance < 0
                       AND paid.parent_state = 'posted'
                       AND paid.account_id = ANY(ARRAY(
                           SELECT id FROM account_account
                            WHERE account_type = 'asset_receivable'))
                      JOIN account_partial_reconcile part
                        ON part.credit_move_id = paid.id
                )
                SELECT part.id, debit.id, partner.commercial_partner_id,
                       debit.company_id, credit.date, %(money)s,
                       part.amount, part.debit_amount_currency, debit.currency_id,
                       part.credit_amount_currency, credit.currency_id
                  FROM matched
                  JOIN account_partial_reconcile part ON part.id = matched.id
                  JOIN account_move_line debit ON debit.id = part.debit_move_id
                  JOIN account_move_line credit ON credit.id = part.credit_move_id
                  JOIN account_move move ON move.id = credit.move_id
                  JOIN account_journal journal ON journal.id = move.journal_id
                  JOIN res_partner partner ON partner.id = debit.partner_id
                  JOIN account_move debt ON debt.id = debit.move_id
                  JOIN account_journal book ON book.id = debt.journal_id
                 WHERE debit.id = ANY(%(lines)s)
                    OR book.type NOT IN ('bank', 'cash', 'credit')
                """,
                ids=self.promises.ids,
                lines=list(self._items),
                money=self._is_money(),
            )
        )
        for row in rows:
            (
                key,
                line,
                client,
                company,
                day,
                money,
                amount,
                debit,
                d_cur,
                cred,
                c_cur,
            ) = row
            own = {c_cur: cred}
            own[d_cur] = debit  # the currency of the invoice comes first
            self._settled_of[client, company].append(
                Settlement(
                    key=("partial", key),
                    line=line,
                    day=day,
                    is_money=money,
                    amounts=self._amounts(company, day, amount, own),
                )
            )

    def _load_on_account(self):
        """Money that is not matched yet, of clients with a promise about anything."""
        rows = self.env.execute_query(
            SQL(
                """
                SELECT credit.id, partner.commercial_partner_id, credit.company_id,
                       credit.date, -credit.amount_residual,
                       -credit.amount_residual_currency, credit.currency_id
                  FROM (SELECT partner_id, company_id, MIN(date_given) AS first
                          FROM client_payment_promise
                         WHERE id = ANY(%(ids)s) AND is_any GROUP BY 1, 2) client
                  JOIN res_partner partner
                    ON partner.commercial_partner_id = client.partner_id
                  JOIN account_move_line credit ON credit.partner_id = partner.id
                   AND credit.company_id = client.company_id
                   AND credit.parent_state = 'posted'
                   AND credit.reconciled IS NOT TRUE AND credit.amount_residual < 0
                   AND credit.date >= client.first
                  JOIN account_account account ON account.id = credit.account_id
                   AND account.account_type = 'asset_receivable'
                  JOIN account_move move ON move.id = credit.move_id
                  JOIN account_journal journal ON journal.id = move.journal_id
                 WHERE %(money)s
                """,
                ids=self.promises.ids,
                money=self._is_money(),
            )
        )
        for key, client, company, day, amount, own, currency in rows:
            self._settled_of[client, company].append(
                Settlement(
                    key=("account", key),
                    line=None,
                    day=day,
                    is_money=True,
                    amounts=self._amounts(company, day, amount, {currency: own}),
                )
            )

    def _is_money(self):
        return SQL(
            """(credit.statement_line_id IS NOT NULL
                OR move.origin_payment_id IS NOT NULL
                OR journal.type IN ('bank', 'cash', 'credit'))"""
        )

    def _amounts(self, company_id, day, amount, own):
        """The amount in each currency: in the document's own as it stands there, in
        others converted from the company's at the rate of the day."""
        company = self.env["res.company"].browse(company_id)
        amounts = {}
        for currency in self.currencies:
            if currency == company.currency_id:
                amounts[currency.id] = float(amount)
            elif currency.id in own:
                amounts[currency.id] = float(own[currency.id])
            else:
                amounts[currency.id] = float(amount) * self._rate(
                    company, currency, day
                )
        return amounts

    def _rate(self, company, currency, day):
        key = company.id, currency.id, day
        if key not in self._rates:
            self._rates[key] = self.env["res.currency"]._get_conversion_rate(
                company.currency_id, currency, company, day
            )
        return self._rates[key]

from odoo import api, fields, models
from odoo.tools import SQL

from .client_payment_promise import DECIDED, MISSED
from .promise_ledger import PromiseLedger

#: clients decided on between two commits
BATCH = 500


class ClientPaymentPromise(models.Model):
    """Deciding on promises from the payments: a few queries for any number of them."""

    _inherit = "client.payment.promise"

    def _clients(self):
        """``{(client id, company id)}`` of the promises."""
        return {(one.partner_id.id, one.company_id.id) for one in self.sudo()}

    def _decide(self):
        """Decide on these promises and on all others of their clients, since a payment
        counts once."""
        self._decide_clients(self._clients())

    @api.model
    def _decide_partners(self, partner_ids):
        """Decide on the promises of whoever these partners belong to."""
        if not partner_ids:
            return
        clients = self.env.execute_query(
            SQL(
                """SELECT DISTINCT promise.partner_id, promise.company_id
                     FROM client_payment_promise promise
                     JOIN res_partner partner
                       ON partner.commercial_partner_id = promise.partner_id
                    WHERE partner.id = ANY(%s)""",
                list(partner_ids),
            )
        )
        self._decide_clients(set(clients))

    @api.model
    def _decide_clients(self, clients):
        """Decide on the promises of clients.

        :param set clients: ``(client id, company id)``
        """
        if not clients:
            return
        self.env.flush_all()
        promises_sudo = self.sudo().search(
            [
                ("partner_id", "in", [client for client, _company in clients]),
                ("company_id", "in", [company for _client, company in clients]),
            ]
        )
        groups = {
            key: group
            for key, group in promises_sudo.grouped(
                lambda one: (one.partner_id, one.company_id)
            ).items()
            if (key[0].id, key[1].id) in clients
        }
        if not groups:
            return
        promises_sudo = self.sudo().union(*groups.values())
        ledger = PromiseLedger(promises_sudo)
        verdicts = {}
        for group in groups.values():
            verdicts.update(ledger.decide(group, fields.Date.context_today(self)))
        promises_sudo._store(verdicts)
        promises_sudo._store_items(verdicts, ledger)

    def _store(self, verdicts):
        today = fields.Date.context_today(self)
        changed = self.browse()
        for promise in self:
            verdict = verdicts[promise.id]
            if (promise.state, promise.is_settled) != (verdict.state, verdict.settled):
                changed |= promise
            values = promise._prepare_decision(verdict, today)
            values = {
                name: value for name, value in values.items() if promise[name] != value
            }
            if values:
                promise.write(values)
        changed._state_changed()

    def _prepare_decision(self, verdict, today):
        currency = self.currency_id
        state = verdict.state
        missed = state in MISSED
        share = 1.0
        if missed:
            share = verdict.paid / verdict.target if verdict.target else 0.0
        paid_company = currency._convert(
            verdict.paid, self.company_id.currency_id, self.company_id, self.date_given
        )
        return {
            "state": state,
            "amount_target": currency.round(verdict.target),
            "amount_paid": currency.round(verdict.paid),
            "amount_paid_company": paid_company,
            "kept_on": verdict.kept_on or False,
            "broken_on": (self.broken_on or today) if missed else False,
            "is_settled": verdict.settled,
            "share_number": float(state == "kept"),
            "share_amount": share if state in DECIDED else 0.0,
        }

    def _store_items(self, verdicts, ledger):
        """Lay open promises over the instalments anew."""
        self.env.cr.execute(
            SQL(
                "DELETE FROM client_payment_promise_item WHERE promise_id = ANY(%s)",
                self.ids,
            )
        )
        rows = [
            SQL(
                "(%s, %s, %s, %s)",
                promise.id,
                line,
                promise.company_id.id,
                promise.company_id.currency_id.round(
                    share * ledger.residual(line, promise.company_id.currency_id)
                ),
            )
            for promise in self
            for line, share in verdicts[promise.id].items.items()
        ]
        if rows:
            self.env.cr.execute(
                SQL(
                    """INSERT INTO client_payment_promise_item
                            (promise_id, line_id, company_id, amount) VALUES %s""",
                    SQL(", ").join(rows),
                )
            )
        self.env["client.payment.promise.item"].invalidate_model(flush=False)

    # ------------------------------------------------------------------ cron
    @api.model
    def _cron_decide(self):
        """Decide on the promises whose days pass, then remind and tell the heads."""
        clients = self.env.execute_query(
            SQL(
                """SELECT DISTINCT partner_id, company_id FROM client_payment_promise
                    WHERE active AND state IN ('open', 'partly', 'broken')
                      AND (state = 'open' OR date_limit >= %s)
                 ORDER BY partner_id, company_id""",
                fields.Date.subtract(fields.Date.context_today(self), days=60),
            )
        )
        cron = self.env["ir.cron"]
        cron._commit_progress(remaining=len(clients))
        for start in range(0, len(clients), BATCH):
            batch = clients[start : start + BATCH]
            self._decide_clients(set(batch))
            if not cron._commit_progress(len(batch)):
                return
        self.sudo()._follow_broken()
        cron._commit_progress()
        self.sudo()._escalate_broken()

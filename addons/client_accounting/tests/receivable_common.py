from odoo import fields
from odoo.fields import Command

from .common import ClientAccountingCommon, day


class ReceivableCommon(ClientAccountingCommon):
    """A client with a manager, invoices, and money in the bank."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.client_promise_tolerance = 0
        cls.calendar = cls.env["resource.calendar"].create(
            {"name": "Five days", "company_id": cls.company.id, "tz": "UTC"}
        )
        cls.company.resource_calendar_id = cls.calendar
        cls.promises = cls.env["client.payment.promise"]
        cls.receivables = cls.env["client.receivable"].with_context(
            allowed_company_ids=cls.company.ids
        )
        cls.salesman = cls._user("salesman", "sales_team.group_sale_salesman")
        cls.other_salesman = cls._user("other", "sales_team.group_sale_salesman")
        cls.accountant = cls._user(
            "accountant", "account.group_account_invoice", "account.group_account_user"
        )
        cls.client.write({"user_id": cls.salesman.id, "email": "vega@example.com"})

    @classmethod
    def _money(cls, invoice, amount, date, **values):
        """A payment of the client, matched with the invoice if there is one."""
        company = invoice.company_id if invoice else cls.company
        journal = cls.company_data["default_journal_bank"]
        if company == cls.other_company:
            journal = cls.other_data["default_journal_bank"]
        partner = values.pop("partner", None) or invoice.partner_id
        move = (
            cls.env["account.move"]
            .with_company(company)
            .create(
                {
                    "move_type": "entry",
                    "date": day(date),
                    "journal_id": values.pop("journal", journal).id,
                    "line_ids": [
                        Command.create(
                            {
                                "account_id": account.id,
                                "partner_id": partner.id,
                                "balance": balance,
                                "date_maturity": day(date),
                                **(values if balance < 0 else {}),
                            }
                        )
                        for account, balance in (
                            (cls.company_data["default_account_receivable"], -amount),
                            (journal.default_account_id, amount),
                        )
                    ],
                }
            )
        )
        move.action_post()
        if invoice:
            cls._reconcile(invoice, move)
        return move

    @classmethod
    def _promise(cls, amount, date, *invoices, given="2026-06-15", **values):
        moves = cls.env["account.move"].union(*invoices)
        return cls.promises.create(
            {
                "partner_id": cls.client.id,
                "company_id": cls.company.id,
                "currency_id": cls.company.currency_id.id,
                "amount": amount,
                "date": day(date),
                "date_given": day(given),
                "invoice_ids": [Command.set(moves.ids)],
                **values,
            }
        )

    def _decide(self, promises):
        promises._decide()
        return promises.mapped("state")

    def _rows(self, user=None, domain=()):
        self.env.invalidate_all()
        rows = self.receivables
        if user:
            rows = rows.with_user(user)
        return rows.search(list(domain))


__all__ = ["Command", "ReceivableCommon", "day", "fields"]

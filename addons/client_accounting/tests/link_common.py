from odoo import Command
from odoo.tests import freeze_time

from .common import USER_GROUP, ClientAccountingCommon, day


@freeze_time("2026-06-15 10:00:00")
class LinkCommon(ClientAccountingCommon):
    """A leasing company that pays for two clients, and accountants."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.payer = cls._client("Lease", client_bills_others=True)
        cls.rules = cls.env["client.link.rule"]
        cls.tasks = cls.env["client.link.task"]
        cls.splits = cls.env["client.invoice.split"]
        cls.changes = cls.env["client.link.change"]
        cls.accountant = cls._user(
            "accountant", USER_GROUP, "account.group_account_invoice"
        )

    @classmethod
    def _lines_invoice(cls, partner, amounts, date, post=True, **values):
        """A customer document with one line for each amount."""
        lines = [
            Command.create(
                {
                    "product_id": cls.goods.id,
                    "quantity": 1,
                    "price_unit": amount,
                    "tax_ids": False,
                }
            )
            for amount in amounts
        ]
        move = cls.env["account.move"].create(
            {
                "move_type": "out_invoice",
                "partner_id": partner.id,
                "invoice_date": day(date),
                "date": day(date),
                "invoice_payment_term_id": False,
                "company_id": cls.company.id,
                "invoice_line_ids": lines,
                **values,
            }
        )
        if post:
            move.action_post()
        return move

    @classmethod
    def _split(cls, line, *shares, **context):
        """Split a line by pairs of a client and an amount."""
        return cls.splits.with_context(**context).create(
            [
                {"line_id": line.id, "client_id": client.id, "amount": amount}
                for client, amount in shares
            ]
        )

    def _consumed(self, moves):
        """Who consumed what of documents: {name of the client: amount}."""
        amounts = {}
        self.env.flush_all()
        self.env["client.consumed.line"].invalidate_model()
        for line in self.env["client.consumed.line"].search(
            [("move_id", "in", moves.ids)]
        ):
            name = line.client_id.name
            amounts[name] = round(amounts.get(name, 0) + line.amount, 2)
        return amounts

    def _task(self, move):
        self.tasks.invalidate_model()
        return self.tasks.search([("move_id", "=", move.id)])

    def _as(self, user, records):
        """The records as a user of the first company works with them."""
        return records.with_user(user).with_context(
            allowed_company_ids=user.company_ids.ids
        )

    def _lock(self, date):
        self.company.sudo().fiscalyear_lock_date = day(date)

from datetime import timedelta

from odoo import Command, fields
from odoo.tests import HttpCase, tagged

from .dossier_common import DossierCommon


@tagged("post_install", "-at_install")
class TestClientReceivableTour(DossierCommon, HttpCase):
    def test_promise_from_the_list(self):
        manager = self._create_user(
            "payer",
            "sales_team.group_sale_salesman",
            "account.group_account_invoice",
        )
        client = self.env["res.partner"].create(
            {"name": "Tour Payer", "is_company": True, "user_id": manager.id}
        )
        today = fields.Date.today()
        invoice = self.env["account.move"].create(
            {
                "move_type": "out_invoice",
                "partner_id": client.id,
                "invoice_date": today - timedelta(days=40),
                "invoice_date_due": today - timedelta(days=10),
                "invoice_payment_term_id": False,
                "invoice_line_ids": [
                    Command.create(
                        {"name": "Advice", "price_unit": 1234.5, "tax_ids": False}
                    )
                ],
            }
        )
        invoice.action_post()
        self.start_tour(
            "/odoo/receivables",
            "client_accounting_payment_promise",
            login=manager.login,
        )
        promise = self.env["client.payment.promise"].search(
            [("partner_id", "=", client.id)]
        )
        self.assertRecordValues(
            promise,
            [{"amount": 1234.5, "state": "open", "taken_by_id": manager.id}],
        )
        self.assertEqual(promise.invoice_ids, invoice)

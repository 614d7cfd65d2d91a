from odoo import Command
from odoo.tests import HttpCase, new_test_user, tagged


@tagged("post_install", "-at_install")
class TestClientLinkBrowser(HttpCase):
    """An accountant in the browser: many invoices at once, one that is split."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env["base"].with_context(tracking_disable=True).env
        partners = cls.env["res.partner"]
        cls.consumer, cls.other, payer = partners.create(
            [
                {"name": "Tour Consumer", "is_company": True},
                {"name": "Tour Other", "is_company": True},
                {
                    "name": "Tour Lease",
                    "is_company": True,
                    "client_bills_others": True,
                },
            ]
        )
        cls.company = cls.env["res.company"].create({"name": "Tour Company"})
        cls.env["account.chart.template"].try_loading(
            "generic_coa", company=cls.company, install_demo=False
        )
        cls.user = new_test_user(
            cls.env,
            "link_tour",
            groups="account.group_account_invoice,"
            "client_accounting.group_client_accounting_user",
            company_id=cls.company.id,
            company_ids=[Command.set(cls.company.ids)],
        )
        cls.invoices = (
            cls.env["account.move"]
            .with_company(cls.company)
            .create(
                [
                    {
                        "move_type": "out_invoice",
                        "partner_id": payer.id,
                        "invoice_date": "2026-06-01",
                        "ref": f"Tour {number}",
                        "company_id": cls.company.id,
                        "invoice_line_ids": [
                            Command.create(
                                {"name": "Car", "price_unit": 100, "tax_ids": False}
                            )
                        ],
                    }
                    for number in (1, 2, 3)
                ]
            )
        )
        cls.invoices.action_post()

    def test_link_and_split(self):
        self.start_tour(
            "/odoo/action-client_accounting.client_link_task_action",
            "client_accounting.link",
            login="link_tour",
        )
        self.env.invalidate_all()
        self.assertEqual(self.invoices[:2].client_end_id, self.consumer)
        self.assertEqual(self.invoices[2].client_split_ids.mapped("amount"), [50, 50])
        changes = self.env["client.link.change"].search(
            [("move_id", "in", self.invoices.ids)]
        )
        self.assertEqual(changes.user_id, self.user)

from datetime import timedelta

from odoo import Command, fields
from odoo.tests import freeze_time, new_test_user

from odoo.addons.account.tests.common import AccountTestInvoicingCommon

TODAY = fields.Date.to_date("2026-06-15")
USER_GROUP = "client_accounting.group_client_accounting_user"
MANAGER_GROUP = "client_accounting.group_client_accounting_manager"


def day(text):
    """The day of an ISO string, or so many days from today."""
    if isinstance(text, int):
        return TODAY + timedelta(days=text)
    return fields.Date.to_date(text)


@freeze_time("2026-06-15 10:00:00")
class ClientAccountingCommon(AccountTestInvoicingCommon):
    """A company with a branch, a second company with another currency, a client with
    a contact person, and builders of the documents that figures are made of."""

    @classmethod
    def get_default_groups(cls):
        return (
            super().get_default_groups()
            | cls.quick_ref("sales_team.group_sale_manager")
            | cls.quick_ref("stock.group_stock_manager")
            | cls.quick_ref(MANAGER_GROUP)
        )

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.user.tz = "UTC"
        cls.company = cls.company_data["company"]
        cls.branch = cls.env["res.company"].create(
            {"name": "Branch", "parent_id": cls.company.id}
        )
        cls.cr.precommit.run()  # the branch gets its chart of accounts
        cls.euro = cls.setup_other_currency(
            "EUR", rates=[("2020-01-01", 2.0), ("2026-01-01", 4.0)]
        )
        cls.other_data = cls.setup_other_company(name="Second", currency_id=cls.euro.id)
        cls.other_company = cls.other_data["company"]
        cls.companies = cls.company | cls.branch | cls.other_company
        cls.env.user.company_ids = [
            Command.link(company.id) for company in cls.companies
        ]
        cls.env = cls.env(
            context=dict(cls.env.context, allowed_company_ids=cls.companies.ids)
        )
        cls.figures = cls.env["client.figures"]
        cls.client = cls._client("Vega")
        cls.person = cls._client("Anna", parent_id=cls.client.id, is_company=False)
        cls.stranger = cls._client("Rigel")
        cls.goods = cls._goods("Desk", 100, 60)
        cls.euro_prices = cls.env["product.pricelist"].create(
            {"name": "Euro", "currency_id": cls.euro.id}
        )
        cls.reader = cls._user("reader", USER_GROUP)

    # ------------------------------------------------------------------ builders
    @classmethod
    def _client(cls, name, **values):
        return cls.env["res.partner"].create(
            {"name": name, "is_company": True, **values}
        )

    @classmethod
    def _user(cls, login, *groups, companies=None):
        companies = companies or cls.company
        return new_test_user(
            cls.env,
            login=f"figures_{login}",
            groups=",".join(("base.group_user", *groups)),
            company_id=companies[0].id,
            company_ids=[Command.set(companies.ids)],
        )

    @classmethod
    def _goods(cls, name, price, cost, **values):
        return cls.env["product.product"].create(
            {
                "name": name,
                "type": "consu",
                "is_storable": False,
                "invoice_policy": "order",
                "list_price": price,
                "standard_price": cost,
                "taxes_id": False,
                **values,
            }
        )

    @classmethod
    def _invoice(cls, partner, amount, date, post=True, company=None, **values):
        """A customer document with one line without tax, posted."""
        company = company or cls.company
        product = values.pop("product", cls.goods)
        quantity = values.pop("quantity", 1)
        line = {"quantity": quantity, "price_unit": amount, "tax_ids": False}
        if product:
            line["product_id"] = product.id
        else:
            line["name"] = "Advice"
        invoice = (
            cls.env["account.move"]
            .with_company(company)
            .create(
                {
                    "move_type": "out_invoice",
                    "partner_id": partner.id,
                    "invoice_date": day(date),
                    "date": day(date),
                    "invoice_payment_term_id": False,
                    "company_id": company.id,
                    "invoice_line_ids": [Command.create(line)],
                    **values,
                }
            )
        )
        invoice.invoice_date_due = day(values.get("invoice_date_due", date))
        if post:
            invoice.action_post()
        return invoice

    @classmethod
    def _receivable_line(cls, move):
        return move.line_ids.filtered(
            lambda line: line.account_id.account_type == "asset_receivable"
        )

    @classmethod
    def _payment(cls, partner, amount, date, invoice=None):
        """Money of a client in the bank, allocated to an invoice if there is one."""
        payment = cls.env["account.move"].create(
            {
                "move_type": "entry",
                "date": day(date),
                "journal_id": cls.company_data["default_journal_misc"].id,
                "line_ids": [
                    Command.create(
                        {
                            "account_id": account.id,
                            "partner_id": partner.id,
                            "balance": balance,
                            "date_maturity": day(date),
                        }
                    )
                    for account, balance in (
                        (cls.company_data["default_account_receivable"], -amount),
                        (cls.company_data["default_account_revenue"], amount),
                    )
                ],
            }
        )
        payment.action_post()
        if invoice:
            cls._reconcile(invoice, payment)
        return payment

    @classmethod
    def _reconcile(cls, *moves):
        lines = cls.env["account.move.line"]
        for move in moves:
            lines |= cls._receivable_line(move)
        lines.reconcile()

    @classmethod
    def _order(cls, partner, amount, confirm=True, **values):
        product = values.pop("product", cls.goods)
        quantity = values.pop("quantity", 1)
        order = cls.env["sale.order"].create(
            {
                "partner_id": partner.id,
                "company_id": cls.company.id,
                "order_line": [
                    Command.create(
                        {
                            "product_id": product.id,
                            "product_uom_qty": quantity,
                            "price_unit": amount,
                            "tax_ids": False,
                        }
                    )
                ],
                **values,
            }
        )
        if confirm:
            order.action_confirm()
        return order

    @classmethod
    def _deliver(cls, picking):
        for move in picking.move_ids:
            move.quantity = move.product_uom_qty
            move.picked = True
        picking.with_context(skip_backorder=True).button_validate()
        return picking

    @classmethod
    def _return(cls, picking):
        wizard = (
            cls.env["stock.return.picking"]
            .with_context(
                active_id=picking.id,
                active_ids=picking.ids,
                active_model="stock.picking",
            )
            .create({})
        )
        for line in wizard.product_return_moves:
            line.quantity = line.move_id.quantity
        action = wizard.action_create_returns()
        return cls._deliver(cls.env["stock.picking"].browse(action["res_id"]))

    @classmethod
    def _lead(cls, partner, amount, **values):
        return cls.env["crm.lead"].create(
            {
                "name": "Opportunity",
                "type": "opportunity",
                "partner_id": partner.id,
                "expected_revenue": amount,
                "company_id": cls.company.id,
                **values,
            }
        )

    @classmethod
    def _meeting(cls, partners, date, **values):
        start = fields.Datetime.to_datetime(day(date)) + timedelta(hours=9)
        return cls.env["calendar.event"].create(
            {
                "name": "Meeting",
                "start": start,
                "stop": start + timedelta(hours=1),
                "partner_ids": [Command.set(partners.ids)],
                **values,
            }
        )

    # ------------------------------------------------------------------ reading
    @classmethod
    def _rows(cls, clients=None, companies=None):
        """What is stored: {(client id, company id): {figure: value}}."""
        cls.env.invalidate_all()
        domain = [] if clients is None else [("partner_id", "in", clients.ids)]
        if companies:
            domain.append(("company_id", "in", companies.ids))
        names = cls.figures._figure_names()
        return {
            (row.partner_id.id, row.company_id.id): {name: row[name] for name in names}
            for row in cls.figures.sudo().search(domain)
        }

    @classmethod
    def _live_rows(cls, clients):
        """What the live view says, in the form of ``_rows``."""
        query = cls.figures._live_query(
            clients.ids, cls.env["res.company"].sudo().search([]).ids
        )
        return {
            (row.pop("partner_id"), row.pop("company_id")): {
                name: value if value is not None else False
                for name, value in row.items()
            }
            for row in cls.env.execute_query_dict(query)
        }

    def assertSameFigures(self, first, second, message=None):  # noqa: N802
        """The same rows with the same figures, money to a hundredth."""
        self.assertEqual(set(first), set(second), message)
        for key, row in first.items():
            for name, value in row.items():
                with self.subTest(key=key, figure=name):
                    other = second[key][name]
                    if name == "days_to_pay" and not (value and other):
                        self.assertFalse(value or other, message)
                    elif isinstance(value, bool) or hasattr(value, "isoformat"):
                        self.assertEqual(value, other, message)
                    else:
                        self.assertAlmostEqual(float(value), float(other), 2, message)

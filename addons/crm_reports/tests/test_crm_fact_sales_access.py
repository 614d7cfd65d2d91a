from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import new_test_user, tagged

from .common import CrmReportsCommon


@tagged("post_install", "-at_install")
class TestCrmFactSalesAccess(CrmReportsCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.seller = cls._create_employee(
            "facts-seller", "sales_team.group_sale_salesman"
        )
        cls.colleague = cls._create_employee(
            "facts-colleague", "sales_team.group_sale_salesman"
        )
        for user, amount in (
            (cls.seller, 10.0),
            (cls.colleague, 200.0),
            (cls.env["res.users"], 3000.0),
        ):
            cls._invoice(cls.client, (cls.goods, 1, amount), invoice_user_id=user.id)

    def _turnover(self, user):
        [(total,)] = (
            self.facts.with_user(user)
            .with_company(user.company_id)
            ._read_group([], [], ["turnover:sum"])
        )
        return total

    def test_salesperson_sees_own_and_unowned_documents(self):
        self.assertEqual(self._turnover(self.seller), 3010.0)
        self.assertEqual(self._turnover(self.colleague), 3200.0)

    def test_head_and_accountant_see_all(self):
        for groups in (
            "sales_team.group_sale_salesman_all_leads",
            "account.group_account_readonly",
            "account.group_account_invoice",
            "crm_reports.group_crm_reports_manager",
        ):
            user = self._create_employee(f"facts-{groups}", groups)
            with self.subTest(groups=groups):
                self.assertEqual(self._turnover(user), 3210.0)

    def test_own_documents_only_without_another_group(self):
        user = self._create_employee(
            "facts-report", "crm_reports.group_crm_reports_user"
        )
        self.assertEqual(self._turnover(user), 3000.0)

    def test_closed_to_everybody_else(self):
        for login, groups in (
            ("facts-employee", "base.group_user"),
            ("facts-portal", "base.group_portal"),
            ("facts-public", "base.group_public"),
        ):
            user = new_test_user(
                self.env,
                login=login,
                groups=groups,
                company_id=self.env.company.id,
                company_ids=[Command.set(self.env.company.ids)],
            )
            facts = self.facts.with_user(user)
            with self.subTest(groups=groups):
                with self.assertRaises(AccessError):
                    facts.search([])
                with self.assertRaises(AccessError):
                    facts._read_group([], [], ["turnover:sum"])

    def test_portal_user_of_the_client_sees_nothing(self):
        user = new_test_user(self.env, login="facts-client", groups="base.group_portal")
        user.partner_id.parent_id = self.client
        fact = self.facts.search([], limit=1)
        for method in ("read", "action_open_invoice"):
            with self.subTest(method=method), self.assertRaises(AccessError):
                getattr(fact.with_user(user), method)()

    def test_nobody_writes(self):
        fact = self.facts.search([], limit=1)
        for operation in ("write", "create", "unlink"):
            with self.subTest(operation=operation):
                self.assertFalse(fact.has_access(operation))

    def test_other_company(self):
        other = self.setup_other_company(name="Other")["company"]
        stranger = new_test_user(
            self.env,
            login="facts-other",
            groups="crm_reports.group_crm_reports_manager",
            company_id=other.id,
            company_ids=[Command.set(other.ids)],
        )
        self.assertFalse(self._turnover(stranger))
        fact = self.facts.search([], limit=1)
        self.env.invalidate_all()
        found = fact.with_user(stranger).with_company(other)
        self.assertEqual(found.read(["turnover"]), [])

    def test_menus(self):
        root = self.env.ref("crm_reports.crm_reports_menu_root")
        stranger = self._create_employee("facts-stranger", "base.group_user")
        for user, visible in ((self.seller, True), (stranger, False)):
            menus = self.env["ir.ui.menu"].with_user(user)._visible_menu_ids()
            with self.subTest(user=user.login):
                self.assertEqual(root.id in menus, visible)

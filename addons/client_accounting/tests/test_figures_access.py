from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import freeze_time, new_test_user, tagged

from ..models.res_partner_figures import DERIVED, FIGURES
from .common import MANAGER_GROUP, USER_GROUP, ClientAccountingCommon


@tagged("post_install", "-at_install")
@freeze_time("2026-06-15 10:00:00")
class TestFiguresAccess(ClientAccountingCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._invoice(cls.client, 100, -1)
        cls._invoice(cls.client, 200, -1, company=cls.branch)
        cls._invoice(cls.client, 400, -1, company=cls.other_company)
        cls.figures._rebuild()
        cls.row = cls.figures.search(
            [("partner_id", "=", cls.client.id), ("company_id", "=", cls.company.id)]
        )
        cls.clerk = new_test_user(
            cls.env, login="figures_clerk", groups="base.group_user"
        )
        cls.portal = new_test_user(
            cls.env, login="figures_portal", groups="base.group_portal"
        )
        cls.portal.sudo().partner_id.parent_id = cls.client
        cls.public = cls.env.ref("base.public_user")

    def _as(self, user, records=None):
        """The records as the user sees them in all of his companies."""
        records = self.figures if records is None else records
        return records.with_user(user).with_context(
            allowed_company_ids=user.sudo().company_ids.ids
        )

    def test_reader_sees_the_companies_of_the_moment_only(self):
        rows = self._as(self.reader).search([])
        self.assertEqual(rows.company_id, self.company)
        both = self._user("both", USER_GROUP, companies=self.companies)
        figures = self._as(both)
        self.assertEqual(
            figures.with_context(allowed_company_ids=self.companies.ids)
            .search([])
            .company_id,
            self.companies,
        )
        self.assertEqual(
            figures.with_context(allowed_company_ids=self.branch.ids)
            .search([])
            .company_id,
            self.branch,
        )

    def test_row_of_another_company_is_refused(self):
        stranger = self._user("other", USER_GROUP, companies=self.other_company)
        with self.assertRaises(AccessError):
            self._as(stranger, self.row).read(["turnover_total"])
        with self.assertRaises(AccessError):
            self._as(stranger, self.row).action_open_documents("turnover_total")

    def test_nobody_writes_figures(self):
        manager = self._user("manager", MANAGER_GROUP)
        for user in (self.reader, manager):
            row = self._as(user, self.row)
            for operation in (
                lambda row=row: row.write({"turnover_total": 1}),
                lambda row=row: row.unlink(),
                lambda row=row: row.create(
                    {
                        "partner_id": self.stranger.id,
                        "company_id": self.company.id,
                    }
                ),
            ):
                with (
                    self.subTest(user=user.sudo().login),
                    self.assertRaises(AccessError),
                ):
                    operation()

    def test_people_without_the_group_see_nothing(self):
        for user in (self.clerk, self.portal, self.public):
            figures = self._as(user)
            with self.subTest(user=user.sudo().login):
                for call in (
                    lambda figures=figures: figures.search([]).read(["partner_id"]),
                    lambda figures=figures: figures.get_documents_action(
                        self.client.id, "turnover_total"
                    ),
                    lambda figures=figures: figures.action_recompute(),
                    lambda figures=figures: figures.env["client.figures.dirty"].search(
                        []
                    ),
                    lambda figures=figures: figures.env["client.figures.state"].search(
                        []
                    ),
                ):
                    with self.assertRaises(AccessError):
                        call()

    def test_figures_of_partners_are_hidden_from_people_without_the_group(self):
        names = [f"client_{name}" for name in (*FIGURES, *DERIVED)]
        names += ["client_figures_currency_id", "client_lifecycle_stage_id"]
        for user in (self.clerk, self.portal, self.public):
            partner = self._as(user, self.portal.partner_id)
            for name in names:
                with self.subTest(user=user.sudo().login, field=name):
                    with self.assertRaises(AccessError):
                        partner.read([name])
                    with self.assertRaises(AccessError):
                        partner.search([(name, "!=", False)])

    def test_documents_open_under_the_rights_of_the_reader(self):
        action = self._as(self.reader, self.row).action_open_documents("turnover_total")
        with self.assertRaises(AccessError):
            self._as(self.reader, self.env["account.move"]).search(action["domain"])

    def test_client_of_another_company_is_refused(self):
        hidden = self._client("Hidden", company_id=self.other_company.id)
        with self.assertRaises(AccessError):
            self._as(self.reader).get_documents_action(hidden.id, "turnover_total")

    def test_administrator_recomputes_and_reader_does_not(self):
        with self.assertRaises(AccessError):
            self._as(self.reader).action_recompute()
        self._invoice(self.client, 50, 0)
        manager = self._user("manager", MANAGER_GROUP)
        action = self._as(manager).action_recompute()
        self.assertEqual(action["tag"], "display_notification")
        self.row.invalidate_recordset()
        self.assertEqual(self.row.turnover_total, 150)

    def test_reader_works_without_rights_on_documents(self):
        figures = self._as(self.reader)
        self.assertEqual(figures.search([]).turnover_total, 100)
        client = self._as(self.reader, self.client)
        self.assertEqual(client.client_turnover_total, 100)

    def test_user_of_the_branch_alone_reads_its_row(self):
        user = self._user("branch", USER_GROUP, companies=self.branch)
        user.sudo().company_ids = [Command.set(self.branch.ids)]
        rows = self._as(user).search([])
        self.assertEqual(rows.mapped("turnover_total"), [200])

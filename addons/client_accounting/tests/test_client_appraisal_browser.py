from odoo import Command
from odoo.tests import HttpCase, new_test_user, tagged

from .common import USER_GROUP


@tagged("post_install", "-at_install")
class TestClientAppraisalTour(HttpCase):
    def test_round_sheet_and_publication(self):
        head, manager = (
            new_test_user(
                self.env,
                login,
                name=login,
                groups=f"base.group_user,{USER_GROUP},sales_team.group_sale_salesman",
                tz="UTC",
            )
            for login in ("appraisal_head", "appraisal_manager")
        )
        self.env["crm.team"].create(
            {
                "name": "Tour Team",
                "user_id": head.id,
                "member_ids": [Command.link(manager.id)],
            }
        )
        criteria = self.env["client.appraisal.criterion"]
        criteria.search([]).active = False
        criteria.create(
            [
                {"name": "Tour One", "scale_4": "Four means good"},
                {"name": "Tour Two", "scale_2": "Two means weak"},
            ]
        )
        self.start_tour(
            "/odoo/appraisal-rounds", "client_accounting_appraisal", login=head.login
        )
        sheets = self.env["client.appraisal"].search([("user_id", "=", manager.id)])
        self.assertEqual(set(sheets.mapped("kind")), {"self", "head"})
        sheet = sheets.filtered(lambda one: one.kind == "head")
        self.assertEqual((sheet.rater_id, sheet.score), (head, 3))
        self.assertTrue(sheet.is_published)
        self.assertIn(sheet, self.env["client.appraisal"].with_user(manager).search([]))

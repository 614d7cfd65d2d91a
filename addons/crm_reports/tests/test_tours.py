from odoo import fields
from odoo.tests import HttpCase, tagged

from .common import CrmReportsCommon


@tagged("post_install", "-at_install")
class TestCrmReportsTours(CrmReportsCommon, HttpCase):
    def test_reader_drills_from_pivot_to_invoice(self):
        self._invoice(self.client, (self.goods, 4, 100.0), date=fields.Date.today())
        self.start_tour("/odoo", "crm_reports_turnover", login="facts-reader")

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._create_employee(
            "facts-reader",
            "account.group_account_readonly,sales_team.group_sale_salesman_all_leads",
        )

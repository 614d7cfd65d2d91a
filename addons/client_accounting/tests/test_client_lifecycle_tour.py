from datetime import timedelta

from odoo import fields
from odoo.tests import HttpCase, tagged

from .dossier_common import DossierCommon


@tagged("post_install", "-at_install")
class TestClientLifecycleTour(DossierCommon, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.manager = cls._create_user("head", "sales_team.group_sale_manager")
        today = fields.Date.today()
        names = {"Tour Buyer": today, "Tour Leaver": today - timedelta(days=900)}
        for name, date in names.items():
            client = cls.env["res.partner"].create({"name": name, "is_company": True})
            cls._create_sale(date, [(cls.desk, 1, 321)], partner=client)
        cls.env["client.figures"]._rebuild()
        cls.env["client.lifecycle.state"].sudo()._evaluate(cls.env.company.sudo())

    def test_move_a_client_on_the_board(self):
        self.start_tour(
            "/odoo/lifecycle",
            "client_accounting_lifecycle_board",
            login=self.manager.login,
        )
        moves = self.env["client.lifecycle.transition"].search([], order="id")
        self.assertEqual(moves.mapped("reason"), ["manual", "override_ended"])

    def test_win_a_client_back(self):
        self.start_tour(
            "/odoo/win-back", "client_accounting_winback", login=self.manager.login
        )

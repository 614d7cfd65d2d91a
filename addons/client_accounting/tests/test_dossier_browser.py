from odoo import fields
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from odoo.addons.web.tests.test_js import HOOTCommon

from .dossier_common import DossierCommon

NUMBER = "TOUR/2026/0042"


class DossierBrowserCommon(DossierCommon, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.client.name = "Tour Client <b>"
        cls.env["res.partner"].create({"name": "Tour Neighbour"})
        cls.clerk = cls._create_user(
            "clerk",
            "account.group_account_invoice",
            "sales_team.group_sale_manager",
        )
        cls._create_sale(fields.Date.today(), [(cls.desk, 1, 321)], name=NUMBER)


@tagged("post_install", "-at_install")
class TestDossierTour(DossierBrowserCommon):
    def test_find_open_drill_and_come_back(self):
        self.start_tour(
            "/odoo/dossier", "client_accounting_dossier", login=self.clerk.login
        )

    def test_arrange_the_parts(self):
        self.start_tour(
            f"/odoo/dossier/{self.client.id}",
            "client_accounting_dossier_layout",
            login=self.clerk.login,
        )

    def test_roles_see_what_they_work_with(self):
        self.start_tour(
            f"/odoo/dossier/{self.client.id}",
            "client_accounting_roles",
            login=self.clerk.login,
        )

    def test_deleted_client(self):
        gone = self.env["res.partner"].create({"name": "Gone"})
        gone_id = gone.id
        gone.unlink()
        with mute_logger("odoo.http"):
            self.start_tour(
                f"/odoo/dossier/{gone_id}",
                "client_accounting_dossier_refused",
                login=self.clerk.login,
            )


@tagged("post_install", "-at_install")
class TestDossierPhone(DossierBrowserCommon):
    browser_size = "390x844"
    touch_enabled = True

    def test_on_a_phone(self):
        self.start_tour(
            "/odoo/dossier", "client_accounting_dossier_phone", login=self.clerk.login
        )


@tagged("post_install", "-at_install")
class TestDossierUnits(HOOTCommon):
    def get_hoot_filters(self):
        self._test_params = [("+", "@client_accounting")]
        return super().get_hoot_filters()

    def test_search_box(self):
        self.browser_js(
            f"/web/tests?headless&loglevel=2&preset=desktop{self.hoot_filters}",
            "",
            "",
            login="admin",
            timeout=600,
            success_signal="[HOOT] Test suite succeeded",
            error_checker=lambda message: "[HOOT]" not in message,
        )

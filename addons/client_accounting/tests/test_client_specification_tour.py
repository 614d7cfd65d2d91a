from odoo.tests import HttpCase, new_test_user, tagged

from .common import MANAGER_GROUP, USER_GROUP

ACTION = "/odoo/action-client_accounting.client_specification_export_action"


@tagged("post_install", "-at_install")
class TestSpecificationTour(HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.manager = new_test_user(
            cls.env, "spec_tour_manager", f"base.group_user,{MANAGER_GROUP}"
        )
        cls.user = new_test_user(
            cls.env, "spec_tour_user", f"base.group_user,{USER_GROUP}"
        )

    def test_export_and_import(self):
        reasons = self.env["client.churn.reason"]
        old = reasons.create({"name": "Tour old", "code": "tour_old"})
        reasons.create({"name": "Tour bad", "code": "tour_bad"})
        self.start_tour(
            ACTION, "client_accounting_specification", login=self.manager.login
        )
        added = reasons.search([("code", "=", "tour_new")])
        self.assertEqual(added.name, "Tour <b>new</b>")
        self.assertEqual(old.name, "Tour old")

    def test_file_and_document_by_their_addresses(self):
        export = self.env["client.specification.export"].with_user(self.manager)
        export = export.create({})
        url = export.action_download_file()["url"]
        document = export.action_open_document()["url"]
        self.authenticate(self.manager.login, self.manager.login)
        response = self.url_open(url)
        self.assertEqual(
            response.content,
            self.env["client.specification"].with_user(self.manager)._export(),
        )
        self.assertIn("attachment", response.headers["Content-Disposition"])
        self.assertIn("Contents", self.url_open(document).text)

        self.authenticate(self.user.login, self.user.login)
        for address in (url, document):
            with self.subTest(address=address):
                response = self.url_open(address)
                self.assertNotIn(b"client-contour-specification", response.content)
                self.assertNotIn("Contents", response.text)
                self.assertNotEqual(response.status_code, 200)

from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from ..models.duplicates.client_duplicate_finder import MODE
from .merge_common import MERGE_GROUP, MergeCommon


@tagged("post_install", "-at_install")
class TestClientMergeTour(MergeCommon, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.clerk = cls._user("tour", MERGE_GROUP, "base.group_partner_manager")
        cls.harbour = cls._client("Tour Harbour <b>", phone="+1 907 555 0100")

    def test_merge_and_undo(self):
        other = self._client(
            "Tour Harbour b, Inc.", phone="+1 907 555 0100; +1 907 555 0199"
        )
        person = self._client("Anna", parent_id=other.id, is_company=False)
        self.env["client.duplicate"].sudo()._scan_all()
        self.start_tour(
            "/odoo/client-duplicates", "client_accounting_merge", login=self.clerk.login
        )
        self.env.invalidate_all()
        self.assertEqual(person.parent_id, other)
        self.assertTrue(other.active)
        self.assertEqual(self.harbour.phone, "+1 907 555 0100")
        merge = self.merges.search([("survivor_id", "=", self.harbour.id)])
        self.assertEqual(merge.state, "undone")
        values = [line.row_values for line in merge.sudo().line_ids if line.row_values]
        self.assertIn("0199", str(values), "the phone that was chosen")

    def test_typing(self):
        self.harbour.name = "Tour Harbour"
        self.company.country_id = self.quick_ref("base.us")
        self.env["ir.config_parameter"].sudo().set_param(MODE, "block")
        with mute_logger("odoo.http"):  # the refusal
            self.start_tour(
                "/odoo/res.partner/new",
                "client_accounting_duplicate_typing",
                login=self.clerk.login,
            )
        self.env.invalidate_all()
        pair = self.env["client.duplicate"].search(
            [("partner_id", "=", self.harbour.id)]
        )
        self.assertEqual(pair.state, "twin")
        self.assertEqual(pair.decided_by_id, self.clerk)

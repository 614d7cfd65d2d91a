from odoo import fields
from odoo.tests import HttpCase, tagged

from .common import MANAGER_GROUP
from .segment_common import SegmentCommon


@tagged("post_install", "-at_install")
class TestClientSegmentTour(SegmentCommon, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.builder = cls._user("builder", MANAGER_GROUP)
        cls._client("Tour Client One", ref="TOUR")
        cls._client("Tour Client Two", ref="TOUR")
        cls.axis.name = "Tour Axis"

    def test_build_preview_save_and_see(self):
        self.start_tour(
            "/odoo/segments", "client_accounting_segment", login=self.builder.login
        )
        segment = self.segments.search([("name", "=", "Tour Segment")])
        self.assertEqual(len(self._members(segment)), 2)
        self.assertEqual(
            set(segment.membership_ids.mapped("date_from")), {fields.Date.today()}
        )

from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from .common import TODAY, day
from .event_common import ClientEventCommon


@freeze_time("2026-06-15 10:00:00")
@tagged("post_install", "-at_install")
class TestClientCompetitor(ClientEventCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.competitors = cls.env["client.competitor"]
        cls.presences = cls.env["client.competitor.presence"]
        cls.north, cls.south = cls.competitors.create(
            [{"name": "Northern"}, {"name": "Southern"}]
        )
        cls.desks, cls.chairs = cls.env["product.category"].create(
            [{"name": "Desks"}, {"name": "Chairs"}]
        )
        cls.north.argument_ids = [
            (0, 0, {"sequence": 1, "answer": "We come and look"}),
            (0, 0, {"sequence": 2, "categ_id": cls.chairs.id, "answer": "Chairs"}),
            (0, 0, {"sequence": 3, "categ_id": cls.desks.id, "answer": "Desks"}),
        ]

    def _presence(self, competitor=None, **values):
        return self.presences.create(
            {
                "partner_id": self.client.id,
                "competitor_id": (competitor or self.north).id,
                **values,
            }
        )

    def _lose(self, lead, competitor=None):
        wizard = self.env["crm.lead.lost"].create({"lead_ids": [(6, 0, lead.ids)]})
        if competitor:
            wizard.client_competitor_id = competitor
        wizard.action_lost_reason_apply()

    def test_of_the_client_of_a_contact(self):
        presence = self._presence(partner_id=self.person.id)
        self.assertEqual(presence.partner_id, self.client)
        self.assertEqual(self.client.client_competitor_count, 1)

    def test_heard_at_an_event(self):
        event = self._event(competitor_id=self.north.id)
        self._event(competitor_id=self.north.id)
        self.assertRecordValues(
            self.client.client_competitor_ids,
            [
                {
                    "competitor_id": self.north.id,
                    "event_id": event.id,
                    "date_from": day("2026-06-14"),
                }
            ],
        )
        event.competitor_id = self.south
        self.assertEqual(
            self.client.client_competitor_ids.competitor_id, self.north | self.south
        )

    def test_gone_and_back(self):
        self._presence(date_to=day(-30))
        self._event(competitor_id=self.north.id)
        self.assertEqual(len(self.client.client_competitor_ids), 2)
        self.assertEqual(self.client.client_competitor_count, 1)

    def test_shares(self):
        self._presence(categ_id=self.desks.id, share=60)
        self._presence(categ_id=self.chairs.id, share=100)
        self._presence(self.south, categ_id=self.desks.id, share=40)
        with self.assertRaises(ValidationError):
            self._presence(
                self.competitors.create({"name": "Third"}),
                categ_id=self.desks.id,
                share=1,
            )
        for share in (-1, 101):
            with (
                self.subTest(share=share),
                mute_logger("odoo.sql_db"),
                self.assertRaises(IntegrityError),
                self.env.cr.savepoint(),
            ):
                self._presence(self.south, share=share)

    def test_twice_at_the_same_time(self):
        self._presence(categ_id=self.desks.id)
        self._presence(categ_id=self.chairs.id)
        with self.assertRaises(ValidationError):
            self._presence(categ_id=self.desks.id)

    def test_lost_to(self):
        lead = self._lead(self.person, 100)
        self._lose(lead, self.north)
        self.assertEqual(lead.won_status, "lost")
        self.assertEqual(lead.client_competitor_id, self.north)
        self.assertRecordValues(
            self.client.client_competitor_ids,
            [{"competitor_id": self.north.id, "date_from": TODAY}],
        )
        other = self._lead(self.client, 100, client_competitor_id=self.south.id)
        self._lose(other)
        self.assertEqual(other.client_competitor_id, self.south, "as on the lead")
        nobody = self._lead(self.client, 100)
        self._lose(nobody)
        self.assertFalse(nobody.client_competitor_id)

    def test_won_and_lost(self):
        won = self._lead(self.client, 300, client_competitor_id=self.north.id)
        won.action_set_won()
        self._lose(self._lead(self.client, 100), self.north)
        self._lose(self._lead(self.stranger, 50), self.north)
        self._lead(self.client, 10, client_competitor_id=self.north.id)
        result = self.env["client.competitor.result"]
        rows = result._read_group(
            [("competitor_id", "=", self.north.id)],
            ["result"],
            ["number:sum", "amount:sum"],
        )
        self.assertEqual(sorted(rows), [("lost", 2, 150.0), ("won", 1, 300.0)])
        [(share,)] = result._read_group(
            [("competitor_id", "=", self.north.id)], [], ["won_share:avg"]
        )
        self.assertAlmostEqual(share, 100 / 3)
        self.assertEqual((self.north.won_count, self.north.lost_count), (1, 2))
        self.assertEqual(
            self.north._results(self.client), {self.north.id: (1, 1)}, "at Vega"
        )

    def test_comparison_sheet(self):
        self._presence(categ_id=self.desks.id, price_note="A tenth below")
        lead = self._lead(self.client, 100, client_competitor_id=self.north.id)
        action = lead.action_open_comparison()
        report = self.env["report.client_accounting.report_competitor_comparison"]
        values = report._get_report_values(None, action["data"])
        self.assertEqual(values["partner"], self.client)
        [part] = values["parts"]
        self.assertEqual(
            part["arguments"].mapped("answer"),
            ["Desks", "We come and look", "Chairs"],
            "what he delivers there comes first",
        )
        html = (
            self.env["ir.actions.report"]
            ._render_qweb_html(
                "client_accounting.report_competitor_comparison",
                self.north.ids,
                action["data"],
            )[0]
            .decode()
        )
        for text in ("Northern", "A tenth below", "We come and look", "Vega"):
            self.assertIn(text, html)
        for record in (self.client, self.north, self.client.client_competitor_ids):
            with self.subTest(model=record._name):
                data = record.action_open_comparison()["data"]
                self.assertEqual(data["competitor_ids"], self.north.ids)

    def test_sheet_of_a_client_without_competitors(self):
        data = self.stranger.action_open_comparison()["data"]
        self.assertIn(self.north.id, data["competitor_ids"])
        report = self.env["report.client_accounting.report_competitor_comparison"]
        self.assertFalse(
            report._get_report_values(None, {"competitor_ids": ["x", -1]})["parts"]
        )

    def test_dossier(self):
        self._presence(categ_id=self.desks.id, share=30, date_from=day(-90))
        self._presence(self.south, date_to=day(-1))
        dossier = self._as(self.env["client.dossier"], self.manager)
        sections = dossier.get_dossier(self.client.id)["sections"]
        [part] = [one for one in sections if one["key"] == "competitors"]
        [line] = part["data"]["rows"]
        self.assertEqual(
            (line["values"]["competitor"], line["values"]["category"]),
            ("Northern", "Desks"),
        )

    def test_access(self):
        presence = self._presence()
        self._as(presence, self.seller).price_note = "Cheap"
        self.client.company_id = self.company
        self.person.company_id = self.company
        with self.assertRaises(AccessError):
            self._as(presence, self.foreigner).read(["price_note"])
        with self.assertRaises(AccessError):
            self._as(presence, self.portal).read(["price_note"])
        with self.assertRaises(AccessError):
            self._as(self.north.argument_ids[0], self.seller).answer = "No"
        lead = self._lead(self.client, 10, user_id=self.colleague.id)
        self._lose(lead, self.north)
        results = self._as(self.env["client.competitor.result"], self.seller)
        self.assertFalse(results.search([("lead_id", "=", lead.id)]))
        results = self._as(self.env["client.competitor.result"], self.colleague)
        self.assertTrue(results.search([("lead_id", "=", lead.id)]))
        with self.assertRaises(AccessError):
            self._as(self.env["client.competitor.result"], self.portal).search([])

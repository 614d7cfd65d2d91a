from odoo.tests import freeze_time, tagged

from .dossier_common import DossierCommon


@tagged("post_install", "-at_install")
@freeze_time("2026-06-15 10:00:00")
class TestSearchClients(DossierCommon):
    def _find(self, term, user=None, **options):
        dossier = self.dossier.with_user(user) if user else self.dossier
        return dossier.search_clients(term, **options)

    def _why(self, term, user=None):
        """Return why our client was found, or None."""
        for found in self._find(term, user):
            if found["id"] == self.client.id:
                return found["why"]
        return None

    def test_by_whatever_is_remembered(self):
        invoice = self._create_sale("2026-06-01", [(self.desk, 1, 100)])
        order = self._create_order([(self.desk, 1, 90)], self.anna, confirm=True)
        delivery = order.picking_ids
        self.env["crm.lead"].create(
            {"name": "Furnish the tower", "partner_id": self.boris.id}
        )
        cases = {
            "vega": "",
            "b>ltd": "",
            "C-0042": "reference C-0042",
            "0477472701": "tax ID BE0477472701",
            "ivanova": "contact Anna Ivanova",
            "Ivanova Anna": "contact Anna Ivanova",
            "office@vega": "office@vega.example.com",
            "anna@vega.example.com": "contact Anna Ivanova, anna@vega.example.com",
            "+7 (495) 123-45-67": "phone +7 (495) 123-45-67",
            "84951234567": "phone +7 (495) 123-45-67",
            "1234567": "phone +7 (495) 123-45-67",
            invoice.name: f"invoice {invoice.name}",
            order.name: f"order {order.name}",
            delivery.name: f"delivery {delivery.name}",
            "the tower": "opportunity Furnish the tower",
        }
        for term, why in cases.items():
            with self.subTest(term=term):
                self.assertEqual(self._why(term), why)

    def test_short_terms_match_the_beginning(self):
        self.assertEqual(self._why("ve"), "")
        self.assertEqual(self._why("V"), "")
        self.assertIsNone(self._why("eg"))

    def test_bad_input_finds_nothing_and_breaks_nothing(self):
        terms = (
            "",
            " ",
            "%",
            "_",
            "%%%",
            "\\",
            "'",
            '"',
            "');--",
            "'; DROP TABLE res_partner; --",
            "%ega%",
            "v_ga",
            "x" * 10000,
            "\x00\x00",
            "\ud800vega",
            None,
            False,
            5,
            ["vega"],
        )
        for term in terms:
            with self.subTest(term=term):
                self.assertIsInstance(self._find(term), list)
        for term in ("%", "_", "%%%", "%ega%", "v_ga", None, 5):
            with self.subTest(term=term):
                self.assertIsNone(self._why(term))

    def test_limit(self):
        self.env["res.partner"].create([{"name": f"Orion {n}"} for n in range(60)])
        for limit, count in ((3, 3), (0, 1), (1000, 50), ("x", 10), (None, 10)):
            with self.subTest(limit=limit):
                self.assertEqual(len(self._find("orion", limit=limit)), count)

    def test_best_match_first_and_each_client_once(self):
        names = ("Big Altair", "Altair", "Altair Trade")
        partners = self.env["res.partner"].create([{"name": name} for name in names])
        partners[0].ref = "altair"
        found = [client["name"] for client in self._find("altair")]
        self.assertEqual(found, ["Altair", "Altair Trade", "Big Altair"])

    def test_only_what_the_user_may_read(self):
        invoice = self._create_sale(
            "2026-06-01", [(self.desk, 1, 100)], invoice_user_id=self.env.uid
        )
        self.assertIsNone(self._why(invoice.name, self.seller))
        self.assertIsNone(self._why(invoice.name, self.reader))
        self.assertEqual(self._why("vega", self.reader), "")
        self.client.child_ids.company_id = self.setup_other_company()["company"]
        self.client.company_id = self.client.child_ids[0].company_id
        for term in ("vega", "ivanova", invoice.name):
            self.assertIsNone(self._why(term, self.seller))

    def test_archived_clients(self):
        invoice = self._create_sale("2026-06-01", [(self.desk, 1, 100)])
        self.client.child_ids.action_archive()
        self.client.action_archive()
        self.assertIsNone(self._why("vega"))
        [found] = self._find(invoice.name)
        self.assertEqual((found["id"], found["active"]), (self.client.id, False))

    def test_one_query(self):
        self._find("vega")
        self.env.flush_all()
        self.env.invalidate_all()
        with self.assertQueryCount(4):
            self._find("vega")

    def test_without_trigram_extension(self):
        self.patch(self.env.registry, "has_trigram", False)
        index = self.env["res.partner"]._table_objects["res_partner_dossier_search_idx"]
        self.assertEqual(index.get_definition(self.env.registry), "")
        self.assertEqual(self._why("vega"), "")

    def test_start(self):
        ids = [self.client.id, -1, "x", None, 2**40, self.stranger.id]
        start = self.dossier.get_start(ids)
        self.assertEqual(
            [client["id"] for client in start["recent"]],
            [self.client.id, self.stranger.id],
        )
        self.assertEqual(start["recent"][0]["place"], "Antwerp, Belgium")
        self.assertEqual(self.dossier.get_start("nonsense")["recent"], [])

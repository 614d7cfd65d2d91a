from odoo.exceptions import UserError, ValidationError
from odoo.fields import Command
from odoo.tests import freeze_time, tagged

from .agreement_common import NOW, PartnerAgreementCommon


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestPartnerTerritory(PartnerAgreementCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.Territory = cls.env["partner.territory"]

    def _holders(self, **subject):
        """``[(territory, partner, exclusive)]`` of one subject, as names."""
        found = self.Territory._holders({"one": subject}, self.env.company)
        return [
            (territory.name, partner.name, exclusive)
            for territory, partner, exclusive in found["one"]
        ]

    def test_country_region_and_postcodes(self):
        whole = self._create_territory("Whole Germany", self._place(self.germany))
        south = self._create_territory(
            "South", self._place(self.germany, first="80", last="81")
        )
        texas = self._create_territory("Texas", self._place(self.usa, self.texas))
        self._grant(whole, self.dealer, exclusive=False)
        self._grant(south, self.rival)
        self._grant(texas, self.agent)
        country = {"country_id": self.germany.id}
        whole_of_dealer = ("Whole Germany", "Dealer", False)
        south_of_rival = ("South", "Rival Dealer", True)
        for subject, expected in (
            ({**country, "zip": "80331"}, [south_of_rival, whole_of_dealer]),
            ({**country, "zip": "81-9 99"}, [south_of_rival, whole_of_dealer]),
            ({**country, "zip": "82001"}, [whole_of_dealer]),
            ({**country, "zip": "8"}, [whole_of_dealer]),
            (country, [whole_of_dealer]),
            ({"state_id": self.texas.id}, [("Texas", "Agent", True)]),
            ({"country_id": self.usa.id}, []),
            ({"country_id": self.france.id, "zip": "80331"}, []),
            ({}, []),
        ):
            with self.subTest(subject=subject):
                self.assertEqual(self._holders(**subject), expected)

    def test_many_subjects_in_one_query(self):
        south = self._create_territory("South", self._place(self.germany, first="80"))
        self._grant(south, self.rival)
        subjects = {
            ("lead", number): {"country_id": self.germany.id, "zip": f"{number:05}"}
            for number in range(79000, 82000, 10)
        }
        self.Territory._holders({1: {}}, self.env.company)
        self.env.flush_all()
        with self.assertQueryCount(1):
            found = self.Territory._holders(subjects, self.env.company)
        self.assertEqual(list(found), list(subjects))
        held = [number for (_kind, number), rights in found.items() if rights]
        self.assertEqual(held, list(range(80000, 81000, 10)))

    def test_a_client_lies_where_it_is(self):
        germany = self._create_territory("Whole Germany", self._place(self.germany))
        self._grant(germany, self.rival)
        self.customer.country_id = self.germany
        person = self._create_contact(self.customer, "Person")
        held = [("Whole Germany", "Rival Dealer", True)]
        self.assertEqual(self._holders(client_id=self.customer.id), held)
        abroad = {"client_id": self.customer.id, "country_id": self.france.id}
        self.assertFalse(self._holders(**abroad))
        named = self._create_territory("Key", {"client_id": self.customer.id})
        self._grant(named, self.agent)
        self.assertEqual(
            self._holders(client_id=person.id, country_id=self.germany.id),
            [("Key", "Agent", True), ("Whole Germany", "Rival Dealer", False)],
        )

    def test_products_with_those_below_them(self):
        germany = self._create_territory("Whole Germany", self._place(self.germany))
        self._grant(germany, self.rival, category_ids=[Command.link(self.goods.id)])
        place = {"country_id": self.germany.id}
        for category, expected in (
            (self.goods, [True]),
            (self.chairs, [True]),
            (self.tools, []),
            (None, [False]),
        ):
            with self.subTest(category=category and category.name):
                rights = self._holders(**place, category_id=category and category.id)
                self.assertEqual([one[2] for one in rights], expected)

    def test_segments_by_membership(self):
        axis = (
            self.env["client.segment.axis"]
            .sudo()
            .create({"name": "Trade", "method": "rules", "exclusive": False})
        )
        segment = (
            self.env["client.segment"]
            .sudo()
            .create({"name": "Hospitals", "axis_id": axis.id})
        )
        germany = self._create_territory("Whole Germany", self._place(self.germany))
        self._grant(germany, self.rival, segment_ids=[Command.link(segment.id)])
        place = {"country_id": self.germany.id}
        self.assertFalse(self._holders(**place, client_id=self.customer.id))
        self.assertEqual([one[2] for one in self._holders(**place)], [False])
        self.env["client.segment.membership"].sudo().create(
            {
                "partner_id": self.customer.id,
                "segment_id": segment.id,
                "axis_id": axis.id,
                "date_from": "2026-01-01",
                "origin": "manual",
            }
        )
        rights = self._holders(**place, client_id=self.customer.id)
        self.assertEqual([one[2] for one in rights], [True])

    def test_rights_have_their_time(self):
        germany = self._create_territory("Whole Germany", self._place(self.germany))
        self._grant(
            germany, self.rival, date_from="2026-03-10", date_until="2026-03-20"
        )
        for day, count in (
            (None, 0),
            ("2026-03-10", 1),
            ("2026-03-20", 1),
            ("2026-03-21", 0),
        ):
            found = self.Territory._holders(
                {1: {"country_id": self.germany.id}}, self.env.company, day
            )
            self.assertEqual(len(found[1]), count, day)

    def test_another_company_and_the_archive_hold_nothing(self):
        germany = self._create_territory("Whole Germany", self._place(self.germany))
        self._grant(germany, self.rival)
        subjects = {1: {"country_id": self.germany.id}}
        other = self.env["res.company"].create({"name": "Elsewhere"})
        self.assertFalse(self.Territory._holders(subjects, other)[1])
        germany.active = False
        self.assertFalse(self.Territory._holders(subjects, self.env.company)[1])

    # ------------------------------------------------------------------ overlaps
    def test_overlap_is_named(self):
        germany = self._create_territory("Whole Germany", self._place(self.germany))
        south = self._create_territory(
            "South", self._place(self.germany, first="80", last="81")
        )
        self._grant(germany, self.rival)
        with self.assertRaisesRegex(
            UserError,
            r"South \(Germany, 80–81\) overlaps Whole Germany \(Germany\), which Rival "
            r"Dealer holds exclusively \(without an agreement\)",
        ):
            self._grant(south, self.dealer)
        self.assertTrue(self._grant(south, self.dealer, exclusive=False))

    def test_what_overlaps(self):
        chairs = [Command.link(self.chairs.id)]
        first = self._place(self.germany, first="80000", last="80999")
        cases = [
            (self._place(self.germany, first="80500", last="82000"), {}, True),
            (self._place(self.germany, first="809"), {}, True),
            (self._place(self.germany, first="810"), {}, False),
            (self._place(self.france, first="80500", last="82000"), {}, False),
            (self._place(self.germany), {"date_until": "2026-02-28"}, False),
            (self._place(self.germany), {"category_ids": chairs}, True),
            (
                self._place(self.germany),
                {"category_ids": [Command.link(self.tools.id)]},
                False,
            ),
            ({"client_id": self.customer.id}, {}, False),
        ]
        held = self._create_territory("Held", first, {"client_id": self.agent.id})
        self._grant(held, self.rival, category_ids=[Command.link(self.goods.id)])
        for number, (line, values, clashes) in enumerate(cases):
            with self.subTest(line=line, values=values):
                territory = self._create_territory(f"Case {number}", line)
                grant = self._grant(territory, self.dealer, exclusive=False, **values)
                overlaps = grant._overlaps()
                self.assertEqual(bool(overlaps), clashes)

    def test_a_line_may_not_reach_into_another_right(self):
        france = self._create_territory("Whole France", self._place(self.france))
        germany = self._create_territory("Whole Germany", self._place(self.germany))
        self._grant(germany, self.rival)
        self._grant(france, self.dealer)
        with self.assertRaisesRegex(UserError, "overlaps Whole Germany"):
            france.line_ids = [Command.create(self._place(self.germany, first="99"))]

    def test_bad_places_are_refused(self):
        for line, sentence in (
            ({"client_id": self.customer.id, "zip_from": "80"}, "leave region"),
            (self._place(self.germany, first="81", last="80"), "are no range"),
            (self._place(self.germany, first="80", last="8100"), "are no range"),
            (self._place(self.germany, self.texas), "is no region of Germany"),
        ):
            with (
                self.subTest(line=line),
                self.assertRaisesRegex(ValidationError, sentence),
            ):
                self._create_territory(f"Bad {line}", line)

    def test_who_holds_what(self):
        germany = self._create_territory(
            "Whole Germany", self._place(self.germany), {"client_id": self.customer.id}
        )
        free = self._create_territory("Free", self._place(self.france))
        self._grant(germany, self.rival)
        rows = self.env["partner.territory.holder"].with_user(self.manager).search([])
        found = {
            (row.territory_id, row.country_id, row.client_id, row.partner_id, row.kind)
            for row in rows
        }
        nobody, nowhere = self.env["res.partner"], self.env["res.country"]
        self.assertLessEqual(
            {
                (germany, self.germany, nobody, self.rival, "exclusive"),
                (germany, nowhere, self.customer, self.rival, "exclusive"),
                (free, self.france, nobody, nobody, "free"),
            },
            found,
        )

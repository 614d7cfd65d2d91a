from odoo.tests import BaseCase

from ..tools import normalise
from ..tools.duplicate_score import Features, score, similarity


def client(*keys, people=(), is_company=True):
    return Features(is_company, frozenset(keys), frozenset(people))


class TestNormalise(BaseCase):
    def assertSame(self, function, *spellings):  # noqa: N802
        """All spellings give the same, and that is something."""
        found = {function(*spelling) for spelling in spellings}
        self.assertEqual(len(found), 1, found)
        self.assertTrue(found.pop())

    def assertOthers(self, function, *values):  # noqa: N802
        found = [function(*value) for value in values]
        self.assertEqual(len(set(found)), len(found), found)

    def test_names_without_legal_form(self):
        for names in (
            (
                "ООО «Ромашка»",
                "Ромашка ООО",
                'О.О.О. "РОМАШКА"',
                "Общество с ограниченной ответственностью «Ромашка»",
                "ромашка",
                "Romashka LLC",
                "Romashka, Ltd.",
            ),
            ("Иванов Иван Петрович", "ИП Иванов Иван Петрович", "Иван Петрович Иванов"),
            ("Müller GmbH", "MULLER", "Müller GmbH & Co. KG", "Muller Inc."),
            ("Harrow & Pike", "HARROW AND PIKE, INC.", "Harrow Pike", "Pike, Harrow"),
            ("O'Neil S.A.", "ONEIL SA", "O’Neil"),
            ("ПАО Сокол", "Публичное акционерное общество «Сокол»", "АО «Сокол»"),
            ("Łódź Sp. z o.o.", "Lodz"),
        ):
            with self.subTest(names=names):
                self.assertSame(normalise.name_readings, *((name,) for name in names))

    def test_names_apart(self):
        self.assertOthers(
            normalise.name_readings,
            ("Ромашка",),
            ("Ромашка 2",),
            ("Рюмашка",),
            ("AS Roma",),
            ("Roma",),
        )

    def test_names_of_nothing_but_a_form(self):
        self.assertEqual(normalise.name_readings("ООО"), ("ooo",))
        self.assertEqual(normalise.name_readings("Ltd"), ("ltd",))
        for name in ("", None, " - ", "«»"):
            self.assertEqual(normalise.name_readings(name), ())

    def test_look_alikes(self):
        """One foreign letter in a word, and a Latin word typed in Cyrillic."""
        self.assertEqual(
            normalise.name_readings("Pомaшкa"), normalise.name_readings("Ромашка")
        )
        self.assertEqual(normalise.name_readings("Vegа"), ("vega",))
        self.assertIn("abc", normalise.name_readings("АВС"))
        self.assertEqual(normalise.name_readings("ABC"), ("abc",))
        self.assertIn("vera", normalise.name_readings("Вера"))

    def test_skeletons(self):
        for first, second in (
            ("harrow", "harow"),
            ("shchelkovo", "schelkovo"),
            ("khimki", "himki"),
            ("foundry", "foundary"),
            ("meyer", "maier"),
            ("phoenix", "fenix"),
        ):
            with self.subTest(first=first):
                self.assertEqual(normalise.skeleton(first), normalise.skeleton(second))
        self.assertEqual(normalise.name_tokens("12 of the vega"), ("t", "vg"))

    def test_phones(self):
        for text, region, expected in (
            ("8 (495) 123-45-67", "RU", ("+74951234567",)),
            ("+7 495 123 45 67", None, ("+74951234567",)),
            ("+7 495 123 45 67", "US", ("+74951234567",)),
            ("(412) 555-0140", "US", ("+14125550140",)),
            ("8-800-555-35-35 доб. 12", "RU", ("+78005553535",)),
            ("030 1234567", "DE", ("+49301234567",)),
            (
                "+1 412-555-0140; +1 412-555-0141",
                None,
                ("+14125550140", "+14125550141"),
            ),
            ("555 0140", None, ("5550140",)),
            ("123", "RU", ()),
            ("0000000", "RU", ()),
            ("no phone", "RU", ()),
            (None, None, ()),
        ):
            with self.subTest(text=text, region=region):
                self.assertEqual(normalise.phones(text, region), expected)

    def test_emails(self):
        for text, expected in (
            ("Info@Vega.COM ", ("info@vega.com",)),
            ('"Anna" <anna+shop@vega.com>', ("anna@vega.com",)),
            ("f.o.o@googlemail.com", ("foo@gmail.com",)),
            ("f.o.o@vega.com", ("f.o.o@vega.com",)),
            ("a@ya.ru; b@vega.ru", ("a@yandex.ru", "b@vega.ru")),
            ("nobody", ()),
            (None, ()),
        ):
            with self.subTest(text=text):
                self.assertEqual(normalise.emails(text), expected)

    def test_numbers(self):
        for text, expected in (
            ("RU7701234567", "7701234567"),
            ("7701234567/770101001", "7701234567"),
            ("770 123 45 67", "7701234567"),
            ("FR 23 334 175 221", "23334175221"),
            ("ATU12345678", "U12345678"),
            ("/", ""),
            ("NA", ""),
            ("0000000000", ""),
            (None, ""),
        ):
            with self.subTest(text=text):
                self.assertEqual(normalise.tax_number(text), expected)
        self.assertEqual(normalise.registry_number("HRB 12-345"), "HRB12345")
        self.assertEqual(normalise.registry_number("12"), "")

    def test_addresses(self):
        self.assertSame(
            normalise.address,
            ("ул. Ленина, д. 5", "101000", "Москва"),
            ("Ленина 5", "101 000", ""),
            ("5, Lenina Street", "101000", "Moscow"),
        )
        self.assertOthers(
            normalise.address,
            ("Lenina 5", "101000", ""),
            ("Lenina 7", "101000", ""),
            ("Lenina 5", "101001", ""),
        )
        for nothing in (
            ("Lenina", "101000", ""),
            ("", "101000", "Moscow"),
            ("Lenina 5", "", ""),
            (None, None, None),
        ):
            self.assertEqual(normalise.address(*nothing), "")

    def test_hostile_text(self):
        """Long, strange and empty input: no error, no endless work."""
        for text in ("a" * 10_000, "\x00\ud7ff" * 50, "<b>" * 500, "🦊 🦊", "-" * 999):
            normalise.name_readings(text)
            normalise.phones(text, "RU")
            normalise.emails(text)
            normalise.tax_number(text)
            normalise.address(text, text, text)


class TestScore(BaseCase):
    """Scores worked out by hand: 100 * (1 - product of (1 - weight))."""

    VAT = ("vat", "7701234567")
    MAIL = ("email", "info@vega.com")
    PHONE = ("phone", "+74951234567")
    NAME = ("name", "vega")
    PLACE = ("address", "101000|5 lenina")

    def test_one_witness(self):
        for key, expected in (
            (self.VAT, 90),
            (("registry", "HRB12345"), 85),
            (self.MAIL, 65),
            (self.PHONE, 60),
            (self.NAME, 60),
            (self.PLACE, 35),
        ):
            with self.subTest(key=key):
                self.assertEqual(
                    score(client(key), client(key)), (expected, ((key[0], expected),))
                )

    def test_two_witnesses(self):
        # 1 - 0.4 * 0.4
        both = client(self.PHONE, self.NAME)
        self.assertEqual(score(both, both)[0], 84)
        # 1 - 0.1 * 0.4
        both = client(self.VAT, self.NAME)
        self.assertEqual(score(both, both)[0], 96)
        # 1 - 0.35 * 0.4 * 0.4 * 0.65 = 0.9636
        both = client(self.MAIL, self.NAME, self.PHONE, self.PLACE)
        points, reasons = score(both, both)
        self.assertEqual(points, 96)
        self.assertEqual(
            [reason for reason, _weight in reasons],
            ["email", "phone", "name", "address"],
        )

    def test_nothing_in_common(self):
        self.assertEqual(score(client(self.NAME), client(self.VAT)), (0, ()))
        self.assertEqual(score(client(), client()), (0, ()))

    def test_persons_of_one_name(self):
        person = client(self.NAME, is_company=False)
        self.assertEqual(score(person, person)[0], 45)
        # 0.45 * 0.8: one is a company
        points, reasons = score(person, client(self.NAME))
        self.assertEqual(points, 36)
        self.assertIn(("other_kind", -20), reasons)

    def test_other_tax_id(self):
        """A chain: one name, one phone, two legal entities: 84 * 0.5."""
        first = client(self.NAME, self.PHONE, self.VAT)
        second = client(self.NAME, self.PHONE, ("vat", "7709999999"))
        points, reasons = score(first, second)
        self.assertEqual(points, 42)
        self.assertIn(("other_vat", -50), reasons)

    def test_people(self):
        """A contact's address says less than the client's own: 65 * 0.6."""
        first = client(self.NAME, people=[self.MAIL])
        second = client(("name", "rigel"), self.MAIL)
        self.assertEqual(score(first, second), (39, (("email_person", 39),)))

    def test_crowd(self):
        """A switchboard is 10, whatever a phone is: 1 - 0.9 * 0.4 = 0.64."""
        both = client(self.NAME, self.PHONE)
        points, reasons = score(both, both, frozenset([self.PHONE]))
        self.assertEqual(points, 64)
        self.assertIn(("phone_crowd", 10), reasons)

    def test_similar_names(self):
        # vega: "  v", " ve", "veg", "ega", "ga "; vegas: the first four, "gas", "as "
        self.assertEqual(similarity("vega", "vegas"), 2 * 4 / (5 + 6))
        self.assertEqual(similarity("vega", "vega"), 1)
        self.assertEqual(similarity("vega", "rigel"), 0)
        self.assertEqual(similarity("", "vega"), 0)
        # 60 * 0.727 = 43.6, with the phone: 1 - 0.56 * 0.4 = 0.776
        first = client(self.NAME, self.PHONE)
        second = client(("name", "vegas"), self.PHONE)
        points, reasons = score(first, second)
        self.assertEqual(reasons, (("phone", 60), ("name_similar", 44)))
        self.assertEqual(points, 78)

    def test_symmetry(self):
        first = client(self.NAME, self.PHONE, people=[self.MAIL])
        second = client(("name", "vegas"), self.MAIL, self.PHONE, is_company=False)
        self.assertEqual(score(first, second), score(second, first))

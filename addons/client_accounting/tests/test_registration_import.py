import base64
import io

import openpyxl

from odoo.exceptions import AccessError, UserError
from odoo.fields import Datetime
from odoo.tests import BaseCase, freeze_time, tagged

from ..tools.event_file import (
    EventFileError,
    guess_columns,
    parse_hours,
    parse_moment,
    read_table,
)
from .registration_common import RegistrationCommon

moment = Datetime.to_datetime


class TestEventFile(BaseCase):
    def test_columns(self):
        self.assertEqual(
            guess_columns(["Key", "ДАТА И ВРЕМЯ", "E-mail*", "ИНН", "Colour", "Date"]),
            ["key", "date", "email", "vat", "", ""],
        )
        self.assertEqual(guess_columns(["Длительность (ч)"]), ["duration"])

    def test_moments(self):
        for value, zone, expected in (
            ("2026-03-29 01:30", "Europe/Berlin", "2026-03-29 00:30:00"),
            ("2026-03-29 03:30", "Europe/Berlin", "2026-03-29 01:30:00"),
            ("31.12.2025", "Europe/Moscow", "2025-12-31 09:00:00"),
            ("31.12.2025 14:30", "Europe/Moscow", "2025-12-31 11:30:00"),
            ("2025-12-31T14:30:00+05:00", "UTC", "2025-12-31 09:30:00"),
            ("2025-12-31T14:30:00Z", "Asia/Tokyo", "2025-12-31 14:30:00"),
            (moment("2025-12-31 00:00:00"), "UTC", "2025-12-31 12:00:00"),
            (moment("2025-12-31 01:00:00"), "UTC", "2025-12-31 01:00:00"),
        ):
            with self.subTest(value=value):
                self.assertEqual(str(parse_moment(value, zone)), expected)
        for value in ("", "soon", "31.13.2025", "0001-01-01", "45.01.2025", 12):
            with self.subTest(value=value), self.assertRaises(EventFileError):
                parse_moment(value, "UTC")

    def test_hours(self):
        for value, expected in (
            ("", 0),
            (1.5, 1.5),
            ("1,5", 1.5),
            ("1:30", 1.5),
            ("90 min", 1.5),
            ("45 мин.", 0.75),
            ("2 ч", 2),
        ):
            with self.subTest(value=value):
                self.assertEqual(parse_hours(value), expected)
        for value in ("long", "-1", "1e9", "99999"):
            with self.subTest(value=value), self.assertRaises(EventFileError):
                parse_hours(value)

    def test_no_tables(self):
        for content, code in (
            (b"", "no_rows"),
            (b"Date;Client\n", "no_rows"),
            (b"\x00\x01\x02", "no_table"),
            (b"PK\x03\x04 broken", "no_table"),
            (b"x" * (31 * 1024 * 1024), "too_large"),
        ):
            with self.subTest(content=content[:20]):
                with self.assertRaises(EventFileError) as caught:
                    read_table(content)
                self.assertEqual(caught.exception.code, code)

    def test_encodings(self):
        for encoding in ("utf-8", "utf-8-sig", "cp1251"):
            content = "Дата;Клиент\n\n31.12.2025;Вега".encode(encoding)
            headers, rows = read_table(content)
            self.assertEqual(headers, ["Дата", "Клиент"])
            self.assertEqual(rows, [(3, ["31.12.2025", "Вега"])])


@tagged("post_install", "-at_install")
@freeze_time("2026-06-15 10:00:00")
class TestEventImport(RegistrationCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.head.tz = "Europe/Moscow"
        cls.client.write({"ref": "V-1", "vat": "RU7707083893"})
        cls.other.phone = "+7 495 123-45-67"

    def _csv(self, *rows, header="Key;Date;Type;Client;Subject;Duration"):
        return "\n".join([header, *rows]).encode()

    def _import(self, content, mode="all", name="events.csv", user=None):
        wizard = self.env["client.event.import"].with_user(user or self.head)
        wizard = wizard.create(
            {"file": base64.b64encode(content), "file_name": name, "mode": mode}
        )
        wizard.action_check()
        return wizard

    def _imported(self):
        return self.Event.search([("source", "=", "import")], order="date")

    def test_good_file(self):
        wizard = self._import(
            self._csv(
                "1;31.12.2025 14:30;call_out;Vega;New prices;0:15",
                "2;2026-01-10;Meeting;RIGEL Ltd.;Visit;2",
            )
        )
        self.assertEqual((wizard.good_count, wizard.bad_count), (2, 0))
        self.assertFalse(self._imported(), "only looked at")
        wizard.action_import()
        self.assertRecordValues(
            self._imported(),
            [
                {
                    "partner_id": self.client.id,
                    "channel": "call",
                    "direction": "out",
                    "subject": "New prices",
                    "duration": 0.25,
                    "date": moment("2025-12-31 11:30:00"),
                },
                {
                    "partner_id": self.other.id,
                    "channel": "meeting",
                    "direction": "both",
                    "subject": "Visit",
                    "duration": 2,
                    "date": moment("2026-01-10 09:00:00"),
                },
            ],
        )
        again = self._import(self._csv("1;31.12.2025 14:30;call_out;Vega;X;0:15"))
        self.assertEqual((again.good_count, again.known_count), (0, 1))
        again.action_import()
        self.assertEqual(len(self._imported()), 2)

    def test_ways_to_find_the_client(self):
        header = "Date;Client ID;Reference;VAT;E-mail;Phone;Client;Contact"
        cases = {
            f";{self.anna.id};;;;;;": self.anna,
            ";;V-1;;;;;": self.client,
            ";;;7707083893;;;;": self.client,
            ";;;;ANNA@vega.example;;;": self.anna,
            ";;;;;+7 (495) 123 45 67;;": self.other,
            ";;;;;;OOO Vega;": self.client,
            ";;V-1;;;;;boris": self.boris,
            ";;V-1;;;;;Nobody": self.client,
            ";;V-1;;anna@vega.example;;;": self.anna,
        }
        rows = [f"2026-01-{day:02d}{cells}" for day, cells in enumerate(cases, 1)]
        wizard = self._import(self._csv(*rows, header=header))
        self.assertEqual(wizard.line_ids.mapped("reason"), [""] * len(cases))
        self.assertEqual(
            [line.partner_id for line in wizard.line_ids], list(cases.values())
        )

    def test_two_clients_of_one_name(self):
        self._partner("Vega", is_company=True)
        wizard = self._import(self._csv("1;2026-01-01;;Vega;;"))
        self.assertEqual(wizard.line_ids.reason, "Several clients are called “Vega”.")
        self._partner("Deneb", is_company=True)
        # the keys of a database that was just installed are not there yet
        self.env["client.duplicate.key"].search([]).sudo().unlink()
        wizard = self._import(self._csv("1;2026-01-01;;Deneb;;"))
        self.assertFalse(wizard.line_ids.reason)
        self.assertEqual(wizard.line_ids.partner_id.name, "Deneb")

    def test_bad_rows(self):
        header = "Date;Client;Reference;E-mail;Type;Duration;Employee"
        wizard = self._import(
            self._csv(
                "2026-01-01;Vega;;;;;",
                "2026-01-01;Nobody;;;;;",
                "2026-01-01;;;;;;",
                "soon;Vega;;;;;",
                "2026-06-16;Vega;;;;;",
                "2026-01-01;Vega;;;dance;;",
                "2026-01-01;Vega;;;;long;",
                "2026-01-01;Vega;;;;;nobody",
                "2026-01-01;;V-1;olga@rigel.example;;;",
                "2026-01-01;Vega;;;;;",
                f"2026-01-01;{self.env.company.name};;;;;",
                header=header,
            )
        )
        self.assertEqual(
            {line.number: line.result for line in wizard.line_ids},
            {
                2: "good",
                3: "bad",
                4: "bad",
                5: "bad",
                6: "bad",
                7: "bad",
                8: "bad",
                9: "bad",
                10: "bad",
                11: "repeated",
                12: "bad",
            },
        )
        reasons = {line.number: line.reason for line in wizard.line_ids}
        self.assertEqual(reasons[3], "No client is known by “Nobody”.")
        self.assertEqual(reasons[5], "“soon” is no date.")
        self.assertEqual(reasons[6], "The date lies in the future.")
        self.assertEqual(reasons[10], "The row names different clients.")
        self.assertEqual(reasons[11], "The same as row 2.")
        report = base64.b64decode(wizard.report).decode("utf-8-sig")
        self.assertIn("3;No client is known by", report)
        with self.assertRaises(UserError):
            wizard.action_import()
        self.assertFalse(self._imported())
        wizard.mode = "good"
        wizard.action_import()
        self.assertEqual(len(self._imported()), 1)

    def test_spreadsheet(self):
        book = openpyxl.Workbook()
        sheet = book.active
        sheet.append(["Дата", "Код клиента", "Тема", "Цвет", "Длительность"])
        sheet.append([moment("2026-01-05 15:00:00"), "V-1", "Звонок", "red", 0.5])
        sheet.append([None, None])
        sheet.append(["06.01.2026", "V-1", "=1+1", "", "30 мин"])
        output = io.BytesIO()
        book.save(output)
        wizard = self._import(output.getvalue(), name="events.xlsx")
        self.assertEqual(wizard.line_ids.mapped("number"), [2, 4])
        wizard.action_import()
        self.assertEqual(self._imported().mapped("duration"), [0.5, 0.5])

    def test_columns_by_hand(self):
        content = self._csv("2026-01-01;Vega", header="A;B")
        wizard = self.env["client.event.import"].with_user(self.head)
        wizard = wizard.create({"file": base64.b64encode(content)})
        wizard._onchange_file()
        with self.assertRaises(UserError):
            wizard.action_check()
        wizard.column_ids[0].meaning = "date"
        wizard.column_ids[1].meaning = "name"
        wizard.action_check()
        self.assertEqual(wizard.good_count, 1)
        wizard.column_ids[1].meaning = "date"
        with self.assertRaises(UserError):
            wizard.action_check()

    def test_garbage(self):
        for content in (b"PK\x03\x04", b"\x00\x00", b"Date;Client\n"):
            with self.subTest(content=content), self.assertRaises(UserError):
                self._import(content)

    def test_text_is_harmless(self):
        header = "Date;Client;Subject;Notes"
        row = "2026-01-01;Vega;<script>alert(1)</script>;<img src=x onerror=alert(1)>"
        self._import(self._csv(row, header=header)).action_import()
        note = self._imported().note
        self.assertIn("&lt;img", note)
        self.assertNotIn("<img", note)

    def test_rights(self):
        with self.assertRaises(AccessError):
            self._import(self._csv("1;2026-01-01;;Vega;;"), user=self.seller)
        self.env["ir.rule"].create(
            {
                "name": "not Vega",
                "model_id": self.env["ir.model"]._get_id("res.partner"),
                "domain_force": f"[('commercial_partner_id', '!=', {self.client.id})]",
            }
        )
        wizard = self._import(self._csv("1;2026-01-01;;Vega;;"))
        self.assertEqual(wizard.bad_count, 1)

    def test_deleted_is_not_imported_again(self):
        content = self._csv("1;2026-01-01;;Vega;;")
        self._import(content).action_import()
        self._imported().unlink()
        wizard = self._import(content)
        self.assertEqual((wizard.good_count, wizard.known_count), (0, 1))

    def test_many_rows_cost_few_queries(self):
        rows = [
            f"{number};2026-01-01;call_in;Vega;S{number};1" for number in range(2500)
        ]
        wizard = self.env["client.event.import"].with_user(self.head)
        wizard = wizard.create({"file": base64.b64encode(self._csv(*rows))})
        wizard.action_check()
        self.env.flush_all()
        with self.assertQueryCount(150):
            wizard.action_import()
        self.assertEqual(len(self._imported()), 2500)

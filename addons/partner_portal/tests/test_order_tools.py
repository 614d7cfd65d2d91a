import io
import zipfile
from datetime import date

import openpyxl

from odoo.tests import BaseCase, tagged

from ..tools import order_file
from ..tools.order_quantity import sellable
from ..tools.stock_promise import promise

TODAY = date(2026, 3, 2)
FRIDAY = date(2026, 3, 6)
NEXT = date(2026, 3, 9)


@tagged("post_install", "-at_install")
class TestOrderTools(BaseCase):
    def test_quantities(self):
        cases = [
            ((7, 0, 0), (7.0, "")),
            ((7, 10, 0), (10.0, "minimum")),
            ((7, 0, 5), (10.0, "packing")),
            ((10, 0, 5), (10.0, "")),
            ((7, 12, 5), (15.0, "minimum,packing")),
            ((0.3, 0, 0.1), (0.3, "")),
            ((0.35, 0, 0.1), (0.4, "packing")),
            ((1000000, 0, 3), (1000002.0, "packing")),
        ]
        for asked, expected in cases:
            with self.subTest(asked):
                self.assertEqual(tuple(sellable(*asked)), expected)

    def test_promises(self):
        cases = [
            ("in stock", (10, [], 4), (10, TODAY)),
            ("all taken", (10, [(FRIDAY, -10)], 1), (0, None)),
            ("a receipt", (0, [(FRIDAY, 5)], 5), (0, FRIDAY)),
            ("a part now", (2, [(FRIDAY, 5)], 6), (2, FRIDAY)),
            # what is in stock today goes out later: nobody else may have it
            ("looks ahead", (10, [(FRIDAY, -8)], 5), (2, None)),
            (
                "a receipt after an issue",
                (10, [(FRIDAY, -8), (NEXT, 20)], 5),
                (2, NEXT),
            ),
            ("late is expected today", (0, [(date(2026, 2, 1), 3)], 3), (3, TODAY)),
            ("owed", (-4, [(FRIDAY, 10)], 6), (0, FRIDAY)),
            ("one day", (1, [(FRIDAY, 5), (FRIDAY, -5)], 1), (1, TODAY)),
        ]
        for name, (on_hand, events, wanted), expected in cases:
            with self.subTest(name):
                self.assertEqual(
                    tuple(promise(on_hand, events, wanted, TODAY)), expected
                )

    def test_texts(self):
        cases = [
            ("DR-1 5", [(1, "DR-1", "5")]),
            ("DR-1\t5\n\nBO-5;2,5", [(1, "DR-1", "5"), (3, "BO-5", "2,5")]),
            ("DR-1,5", [(1, "DR-1", "5")]),
            ("DR-1", [(1, "DR-1", "1")]),
            ("Code;Quantity\nDR-1;3", [(2, "DR-1", "3")]),
            ("Кол-во;Артикул\n3;DR-1", [(2, "DR-1", "3")]),
            ("Big Drill 7", [(1, "Big Drill", "7")]),
        ]
        for text, expected in cases:
            with self.subTest(text):
                rows = (
                    order_file.read_file(text.encode())
                    if "Кол" in text
                    else order_file.read_text(text)
                )
                self.assertEqual([tuple(row) for row in rows], expected)

    def test_numbers(self):
        cases = {
            "5": 5.0,
            "2,5": 2.5,
            "1 000": 1000.0,
            "0": None,
            "-1": None,
            "1e9": None,
            "nan": None,
            "": None,
            "12345678901": None,
        }
        for text, expected in cases.items():
            with self.subTest(text):
                self.assertEqual(order_file.number_of(text), expected)

    def test_workbook(self):
        book = openpyxl.Workbook()
        book.active.append(["Barcode", "Qty"])
        book.active.append([590012345678.0, 12])
        book.active.append([])
        book.active.append(["DR-1", 2.5])
        memory = io.BytesIO()
        book.save(memory)
        self.assertEqual(
            [tuple(row) for row in order_file.read_file(memory.getvalue())],
            [(2, "590012345678", "12"), (4, "DR-1", "2.5")],
        )

    def test_bad_files(self):
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as bomb:
            bomb.writestr("xl/worksheets/sheet1.xml", b"0" * (21 * 1024 * 1024))
        cases = [
            (b"", "empty"),
            (b"code;quantity\n", "empty"),
            (b"a;1\n" * 501, "long"),
            (b"a\0b;1", "encoding"),
            (b"PK\x03\x04 no workbook", "workbook"),
            (packed.getvalue(), "workbook"),
        ]
        for content, kind in cases:
            with self.subTest(kind), self.assertRaises(order_file.BadFile) as error:
                order_file.read_file(content)
            self.assertEqual(error.exception.kind, kind)

from odoo.tests import BaseCase, tagged

from ..tools import deal_file


@tagged("post_install", "-at_install")
class TestDealFile(BaseCase):
    def test_columns_in_both_languages(self):
        cases = [
            (b"Client,VAT,Amount\nMill,BE1,10\n", "utf-8"),
            ("\ufeffКлиент;ИНН;Сумма\nMill;BE1;10\n".encode(), "with a mark"),
            ("Клиент\tИНН\tСумма\r\nMill\tBE1\t10\r\n".encode("cp1251"), "cp1251"),
        ]
        for content, name in cases:
            with self.subTest(name):
                self.assertEqual(
                    deal_file.read(content),
                    [(2, {"client_name": "Mill", "client_vat": "BE1", "amount": "10"})],
                )

    def test_empty_lines_and_unknown_columns(self):
        content = b'Client,Colour\n\n"Mill, Ltd",red\n,,\n'
        self.assertEqual(deal_file.read(content), [(3, {"client_name": "Mill, Ltd"})])

    def test_bad_files(self):
        cases = [
            (b"\xff\xfe\x00\x01Client", "encoding"),
            (b"Name;Amount\nMill;3", "heading"),
            (b"", "heading"),
            (b"Client\n\n", "empty"),
            (b"Client\n" + b"Mill\n" * 201, "long"),
        ]
        for content, kind in cases:
            with self.subTest(kind), self.assertRaises(deal_file.BadFile) as caught:
                deal_file.read(content)
            self.assertEqual(caught.exception.kind, kind)

import io
import zipfile

from odoo.tests import BaseCase

from ..tools import upload


def packed(*names, size=10):
    """Bytes of a packed file that holds files of the names."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in names:
            archive.writestr(name, b"0" * size)
    return stream.getvalue()


TABLE = ("[Content_Types].xml", "xl/workbook.xml", "xl/worksheets/sheet1.xml")


class TestUpload(BaseCase):
    def _refusal(self, *args, **kwargs):
        with self.assertRaises(upload.BadUpload) as caught:
            upload.check(*args, **kwargs)
        return caught.exception.kind

    def test_files_that_are_taken(self):
        for name, content, kind in (
            ("contract.PDF", b"%PDF-1.7 rest", "pdf"),
            ("rows.csv", "код;шт\n".encode("cp1251"), "csv"),
            ("rows.xlsx", packed(*TABLE), "xlsx"),
            ("logo.png", b"\x89PNG\r\n\x1a\nrest", "png"),
            ("logo.jpeg", b"\xff\xd8\xff rest", "jpeg"),
        ):
            with self.subTest(name=name):
                self.assertEqual(
                    upload.check(name, content, list(upload.KINDS)),
                    (name, kind, upload.KINDS[kind][1]),
                )

    def test_files_that_are_refused(self):
        for name, content, kind in (
            ("contract.pdf", b"", "empty"),
            ("contract.pdf", b"%PDF-" + b"0" * 100, "size"),
            ("contract.exe", b"MZ", "type"),
            ("contract.pdf.exe", b"%PDF-", "type"),
            ("page.svg", b"<svg/>", "type"),
            ("contract.pdf", b"<html></html>", "content"),
            ("rows.csv", b"PK\0\3", "content"),
            ("rows.xlsx", b"PK no archive", "content"),
            ("logo.png", b"<script>", "content"),
        ):
            with self.subTest(name=name, kind=kind):
                kinds = list(upload.KINDS)
                self.assertEqual(
                    self._refusal(name, content, kinds, max_size=100), kind
                )

    def test_kind_that_is_not_asked_for(self):
        self.assertEqual(self._refusal("logo.png", b"\x89PNG", ("pdf",)), "type")

    def test_tables_with_programs_and_bombs(self):
        kinds = ("xlsx",)
        program = packed(*TABLE, "xl/vbaProject.bin")
        self.assertEqual(self._refusal("rows.xlsx", program, kinds), "packed")
        bomb = packed(*TABLE, size=upload.MAX_UNPACKED // 2)
        self.assertLess(len(bomb), upload.MAX_SIZE)
        self.assertEqual(self._refusal("rows.xlsx", bomb, kinds), "packed")
        other = packed("word/document.xml")
        self.assertEqual(self._refusal("rows.xlsx", other, kinds), "content")
        printer = packed(*TABLE, "xl/printerSettings/printerSettings1.bin")
        self.assertEqual(upload.check("rows.xlsx", printer, kinds)[1], "xlsx")

    def test_names(self):
        for name, clean in (
            ("../../etc/passwd.pdf", "passwd.pdf"),
            ("C:\\Users\\a\\contract.pdf", "contract.pdf"),
            ("a\0b\nc.pdf", "abc.pdf"),
            ("invoice\u202efdp.exe", "invoicefdp.exe"),
            ('a<b>"c".pdf', "a_b__c_.pdf"),
            ("", "file"),
            ("...", "file"),
            ("договор.pdf", "договор.pdf"),
        ):
            with self.subTest(name=name):
                self.assertEqual(upload.clean_name(name), clean)
        long = upload.clean_name("x" * 500 + ".pdf")
        self.assertEqual((len(long), long[-4:]), (114, ".pdf"))

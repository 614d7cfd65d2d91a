import base64

from odoo.tests import BaseCase

from ..tools.browser import Paper
from ..tools.layout import prepare_body, prepare_sheets

SHEET = Paper(width=210, height=297, top=30, right=10, bottom=20, left=10, scale=0.8)


def document(container, *parts):
    inner = "".join(parts)
    return (
        "<!DOCTYPE html><html><head><base href='http://contour.example'>"
        "<link rel='stylesheet' href='/a.css'></head>"
        "<body class='o_body_pdf container' dir='rtl' onload='subst()'>"
        f"<div id='minimal_layout_report_{container}'>{inner}</div></body></html>"
    )


class TestBody(BaseCase):
    def test_what_runs_or_loads_is_taken_out(self):
        hostile = {
            "script": "<script>alert(1)</script>",
            "iframe": "<iframe src='file:///etc/passwd'></iframe>",
            "object": "<object data='file:///etc/passwd'></object>",
            "embed": "<embed src='file:///etc/passwd'>",
            "refresh": "<meta http-equiv='refresh' content='0;url=/away'>",
            "base": "<div><base href='http://evil.example'></div>",
            "prefetch": "<link rel='prefetch' href='http://evil.example'>",
        }
        for name, html in hostile.items():
            with self.subTest(name):
                body, _title = prepare_body(f"<body><p>Before</p>{html}<p>After</p>")
                self.assertIn("Before", body)
                self.assertIn("After", body)
                for word in ("alert", "passwd", "away", "evil"):
                    self.assertNotIn(word, body)

    def test_links(self):
        for link, kept in (
            ("https://contour.example/a", True),
            ("mailto:a@contour.example", True),
            ("tel:+32", True),
            ("/odoo", True),
            ("#part", True),
            ("javascript:alert(1)", False),
            ("file:///etc/passwd", False),
            (" data:text/html,x", False),
        ):
            with self.subTest(link):
                body, _title = prepare_body(f"<body><a href='{link}'>x</a>")
                self.assertEqual(f'href="{link}"' in body, kept)

    def test_layout_of_odoo_is_kept(self):
        body, title = prepare_body(document("bodies", "<h2> Order <b>7</b></h2>"))
        self.assertIn('<base href="http://contour.example">', body)
        self.assertIn('<link rel="stylesheet" href="/a.css">', body)
        self.assertEqual(title, "Order 7")

    def test_page_without_heading_or_text(self):
        self.assertEqual(prepare_body("<body><p>Text</p>")[1], "")
        self.assertIn("<body>", prepare_body("<html></html>")[0])


class TestSheets(BaseCase):
    def sheets(self, header, footer, counts, **options):
        return prepare_sheets(header, footer, counts, SHEET, 10, **options)

    def test_each_document_is_numbered_on_its_own(self):
        number = (
            "<div class='footer'>{} <i class='page'>?</i>/<b class='topage'/></div>"
        )
        footer = document("footers", number.format("A"), number.format("B"))
        html, _files = self.sheets(None, footer, [1, 2])
        found = [
            html.index(text)
            for text in (
                'A <i class="page">1</i>/<b class="topage">1</b>',
                'B <i class="page">1</i>/<b class="topage">2</b>',
                'B <i class="page">2</i>/<b class="topage">2</b>',
            )
        ]
        self.assertEqual(found, sorted(found))
        self.assertEqual(html.count('class="rc_sheet"'), 3)
        self.assertIn('dir="rtl"', html)
        self.assertNotIn("onload", html)

    def test_header_of_each_document(self):
        header = document(
            "headers", "<div class='header'>A</div>", "<div class='header'>B</div>"
        )
        html, _files = self.sheets(header, None, [1, 1, 1])
        self.assertEqual(html.count('<div class="header">A</div>'), 1)
        self.assertEqual(html.count('<div class="header">B</div>'), 1)

    def test_single_header_for_all(self):
        header = "<html><body><p>ONE FOR ALL</p></body></html>"
        html, _files = self.sheets(header, None, [2])
        self.assertEqual(html.count("ONE FOR ALL"), 2)

    def test_measures(self):
        html, _files = self.sheets("<p>Head</p>", None, [1])
        # 297 mm less 0.2, at 0.8; the footer begins 277 mm from above.
        self.assertIn("height: 371.000mm", html)
        self.assertIn("width: 262.500mm", html)
        self.assertIn(".rc_header { top: 12.500mm", html)
        self.assertIn(".rc_footer { top: 346.250mm", html)

    def test_nothing_to_print(self):
        self.assertEqual(self.sheets(None, None, [1]), (None, {}))
        self.assertEqual(self.sheets(document("headers"), None, [1]), (None, {}))

    def test_line_alone(self):
        html, _files = self.sheets(None, None, [1], line=True)
        self.assertIn('class="rc_line"', html)

    def test_images_are_loaded_once(self):
        data = bytes(range(256)) * 8
        image = f"<img src='data:image/png;base64,{base64.b64encode(data).decode()}'>"
        header = document("headers", f"<div>{image}</div>", f"<div>{image}</div>")
        html, files = self.sheets(header, None, [5, 5])
        self.assertEqual(list(files.values()), [("image/png", data)])
        self.assertEqual(html.count(next(iter(files))), 10)
        self.assertNotIn("data:image", html)

    def test_broken_image_stays_as_it_is(self):
        header = document("headers", f"<div><img src='data:{'x' * 2000}'></div>")
        html, files = self.sheets(header, None, [1])
        self.assertEqual(files, {})
        self.assertIn("data:xxx", html)

import base64

from odoo.tests import new_test_user, tagged

from .common import ReportChromiumCommon, make_image

HOST = "http://contour.example:8069"
PIXEL = make_image()


@tagged("post_install", "-at_install")
class TestResources(ReportChromiumCommon):
    def get(self, path, kind="Image", user=None, host=HOST):
        Resource = self.env["chromium.resource"]
        if user:
            Resource = Resource.with_user(user)
        return Resource._get_resource(f"{host}{path}", kind)

    def create_attachment(self, raw=PIXEL, name="secret.png", **values):
        return self.env["ir.attachment"].create({"name": name, "raw": raw, **values})

    def test_static_file(self):
        mimetype, data = self.get("/web/static/img/placeholder.png")
        self.assertEqual(mimetype, "image/png")
        self.assertTrue(data.startswith(b"\x89PNG"))

    def test_files_outside_static_are_not_given(self):
        for path in (
            "/etc/passwd",
            "/web/__manifest__.py",
            "/web/static/../__manifest__.py",
            "/web/static/%2e%2e/__manifest__.py",
            "/report_chromium/models/ir_actions_report.py",
        ):
            with self.subTest(path):
                self.assertIsNone(self.get(path))

    def test_other_hosts_are_not_known(self):
        self.assertIsNone(
            self.get("/web/static/img/placeholder.png", host="http://evil.example")
        )
        self.params.set_param("report.url", "http://127.0.0.1:8069")
        self.assertTrue(
            self.get("/web/static/img/placeholder.png", host="http://127.0.0.1:8069")
        )

    def test_bundle_is_made_when_it_is_not_there(self):
        bundle = self.env["ir.qweb"]._get_asset_bundle(
            "web.report_assets_pdf", css=True, js=False
        )
        link = bundle.get_link("css")
        self.env["ir.attachment"].sudo().search([("url", "=", link)]).unlink()
        mimetype, data = self.get(link, "Stylesheet")
        self.assertEqual(mimetype, "text/css")
        self.assertTrue(data)
        self.assertEqual(self.get(link, "Stylesheet"), (mimetype, data))

    def test_bundle_that_does_not_exist(self):
        for name in ("wrong.css", "web.assets_backend.min.js", "x"):
            with self.subTest(name):
                self.assertIsNone(self.get(f"/web/assets/1/{name}", "Stylesheet"))

    def test_image_with_the_rights_of_who_prints(self):
        owner = new_test_user(self.env, "owner_user", "base.group_user")
        stranger = new_test_user(self.env, "stranger_user", "base.group_user")
        portal = new_test_user(self.env, "portal_user", "base.group_portal")
        attachment = (
            self.env["ir.attachment"]
            .with_user(owner)
            .create({"name": "own.png", "raw": PIXEL})
        )
        path = f"/web/image/{attachment.id}"
        self.assertEqual(self.get(path, user=owner), ("image/png", PIXEL))
        self.assertIsNone(self.get(path, user=stranger))
        self.assertIsNone(self.get(path, user=portal))
        # A portal prints with sudo: what is shown still is not more than he may see.
        Resource = self.env["chromium.resource"].with_user(portal).sudo()
        self.assertIsNone(Resource._get_resource(f"{HOST}{path}", "Image"))

    def test_image_addresses(self):
        partner = self.env["res.partner"].create(
            {"name": "Alpha", "image_1920": base64.b64encode(PIXEL)}
        )
        attachment = self.create_attachment(public=True)
        for path in (
            f"/web/image/res.partner/{partner.id}/image_128",
            f"/web/image?model=res.partner&id={partner.id}&field=image_128",
            f"/web/image/{attachment.id}",
            f"/web/image/{attachment.id}-abc/10x10/a.png",
            f"/web/content/{attachment.id}",
        ):
            with self.subTest(path):
                mimetype, data = self.get(path)
                self.assertEqual(mimetype, "image/png")
                self.assertTrue(data.startswith(b"\x89PNG"))

    def test_what_is_not_an_image_is_not_given(self):
        attachment = self.create_attachment(
            b"<html><body>text</body></html>", "page.html", mimetype="text/html"
        )
        self.assertIsNone(self.get(f"/web/content/{attachment.id}"))

    def test_wrong_address_does_not_break_the_transaction(self):
        for path in (
            "/web/image/99999999999999999999",
            "/web/image/res.partner/0/image_128",
            "/web/image/res.partner/1/nothing",
            "/web/image/no.model/1/image",
            "/web/image?id=x",
            "/report/barcode/QR",
            "/report/barcode/Nonsense/1?width=99999&height=99999",
            "/logo?company=x",
            "/my/secret",
        ):
            with self.subTest(path):
                self.assertIsNone(self.get(path))
        self.assertTrue(self.create_partner("Still working").exists())

    def test_barcode(self):
        Report = type(self.env["ir.actions.report"])
        drawn = []

        def barcode(report, barcode_type, value, **options):
            drawn.append((barcode_type, value, options))
            return PIXEL

        self.patch(Report, "barcode", barcode)
        size = {"width": "100", "height": "50"}
        for path, expected in (
            (
                "/report/barcode/QR/CLIENT-1?width=100&height=50&other=1",
                ("QR", "CLIENT-1", size),
            ),
            (
                "/report/barcode/?barcode_type=Code128&value=A%20B&width=100&height=50",
                ("Code128", "A B", size),
            ),
            ("/report/barcode/Code128/CLIENT/1", ("Code128", "CLIENT/1", {})),
        ):
            with self.subTest(path):
                self.assertEqual(self.get(path), ("image/png", PIXEL))
                self.assertEqual(drawn.pop(), expected)

    def test_logo(self):
        company = self.env["res.company"].create(
            {"name": "Other", "logo": base64.b64encode(PIXEL)}
        )
        mimetype, data = self.get(f"/logo.png?company={company.id}")
        self.assertEqual(mimetype, "image/png")
        self.assertEqual(data, base64.b64decode(company.logo_web))

    def test_page_finds_all_it_asks_for(self):
        Resource = type(self.env["chromium.resource"])
        asked = {}
        original = Resource._get_resource

        def spy(resource, url, kind):
            asked[url] = original(resource, url, kind)
            return asked[url]

        self.patch(Resource, "_get_resource", spy)
        self.view.arch = self.view.arch.replace(
            '<t t-out="o.comment"/>', '<img src="/web/static/img/placeholder.png"/>'
        )
        self.print_pdf(self.create_partner("Alpha"))
        self.assertTrue(asked[f"{HOST}/web/static/img/placeholder.png"])
        self.assertEqual([url for url, found in asked.items() if not found], [])

import base64
import logging
import mimetypes
from contextlib import nullcontext
from urllib.parse import parse_qsl, unquote, urlsplit

from werkzeug.exceptions import HTTPException
from werkzeug.routing import Map, Rule

from odoo import SUPERUSER_ID, api, models
from odoo.http import request, root
from odoo.tools.image import image_guess_size_from_field_name, image_process
from odoo.tools.mimetypes import guess_mimetype

from odoo.addons.base.models.assetsbundle import ANY_UNIQUE

from ..tools.browser import ORIGIN

_logger = logging.getLogger(__name__)

# What a report links to. Each is answered here and now, in the transaction and with the
# rights of who prints: no request goes back to the server, which may have one worker.
_RECORD = (
    "",
    "/<string:xmlid>",
    "/<string:xmlid>/<string:filename>",
    "/<string:model>/<int:id>/<string:field>",
    "/<string:model>/<int:id>/<string:field>/<string:filename>",
    "/<int:id>",
    "/<int:id>/<string:filename>",
)
_SIZED = (
    "/<string:xmlid>/<int:width>x<int:height>",
    "/<string:xmlid>/<int:width>x<int:height>/<string:filename>",
    "/<string:model>/<int:id>/<string:field>/<int:width>x<int:height>",
    "/<string:model>/<int:id>/<string:field>/<int:width>x<int:height>/<string:filename>",
    "/<int:id>/<int:width>x<int:height>",
    "/<int:id>/<int:width>x<int:height>/<string:filename>",
    "/<int:id>-<string:unique>",
    "/<int:id>-<string:unique>/<string:filename>",
    "/<int:id>-<string:unique>/<int:width>x<int:height>",
    "/<int:id>-<string:unique>/<int:width>x<int:height>/<string:filename>",
)
ROUTES = Map(
    [
        Rule("/web/assets/<string:unique>/<string:filename>", endpoint="assets"),
        *(Rule(f"/web/image{rest}", endpoint="image") for rest in (*_RECORD, *_SIZED)),
        *(Rule(f"/web/content{rest}", endpoint="image") for rest in _RECORD),
        Rule("/report/barcode", endpoint="barcode"),
        Rule("/report/barcode/<barcode_type>/<path:value>", endpoint="barcode"),
        Rule("/logo", endpoint="logo"),
        Rule("/logo.png", endpoint="logo"),
        Rule("/web/binary/company_logo", endpoint="logo"),
    ],
    strict_slashes=False,
)
BARCODE_OPTIONS = (
    "width",
    "height",
    "humanreadable",
    "quiet",
    "mask",
    "barBorder",
    "barLevel",
)


class ChromiumResource(models.AbstractModel):
    """What a page that is being printed may load."""

    _name = "chromium.resource"
    _description = "Resource of a Printed Page"

    @api.model
    def _get_resource(self, url, kind):
        """Answer a request of a page.

        To be extended by an addon whose reports show images of a route of its own.

        :param url: absolute address
        :param kind: "Stylesheet", "Image" or "Font"
        :return: (mimetype, bytes), or None: it then is missing on the page
        """
        parts = urlsplit(url)
        if parts.netloc not in self._get_hosts():
            _logger.info("PDF: %s is not on this server: left out", url)
            return None
        try:
            found = self._get_static(parts.path)
            if found:
                return found
            adapter = ROUTES.bind(parts.netloc)
            endpoint, values = adapter.match(parts.path)
            values = {**dict(parse_qsl(parts.query)), **values}
            method = getattr(self.env(su=False)[self._name], f"_serve_{endpoint}")
            # A broken address must not break the transaction of who prints.
            with self.env.cr.savepoint(flush=False):
                return method(**values)
        except HTTPException:
            _logger.info("PDF: nothing is known of %s: left out", url)
        except Exception as error:  # noqa: BLE001  whatever it is: print without it
            _logger.info("PDF: %s is left out: %s", url, error)
        return None

    @api.model
    def _get_hosts(self):
        """Give the names under which this server may be called in a report."""
        get_param = self.env["ir.config_parameter"].sudo().get_param
        urls = [ORIGIN, get_param("report.url"), get_param("web.base.url")]
        hosts = {urlsplit(url).netloc for url in urls if url}
        if request:
            hosts.add(request.httprequest.host)
        return hosts

    @api.model
    def _get_static(self, path):
        path = unquote(path)
        # The map of static files would follow it out of its directory.
        filename = ".." not in path and root.get_static_file(path)
        if not filename:
            return None
        with open(filename, "rb") as file:
            data = file.read()
        return mimetypes.guess_type(filename)[0] or guess_mimetype(data), data

    @api.model
    def _serve_assets(self, unique, filename, **_options):
        if unique in ("any", "%"):
            unique = ANY_UNIQUE
        url = self.env["ir.asset"]._get_asset_bundle_url(filename, unique, {})
        attachment = (
            self.env["ir.attachment"]
            .sudo()
            .search(
                [
                    ("public", "=", True),
                    ("url", "=", url),
                    ("res_model", "=", "ir.ui.view"),
                    ("res_id", "=", 0),
                    ("create_uid", "=", SUPERUSER_ID),
                ],
                limit=1,
            )
        )
        if attachment:
            return attachment.mimetype, attachment.raw
        return self._make_assets(filename, unique == "debug")

    @api.model
    def _make_assets(self, filename, debug):
        readonly = self.env.cr.readonly
        registry = self.env.registry
        with (
            registry.cursor(readonly=False)
            if readonly
            else nullcontext(self.env.cr) as cr
        ):
            env = self.env(cr=cr)
            name, rtl, kind, autoprefix = env["ir.asset"]._parse_bundle_name(
                filename, debug
            )
            if kind != "css":
                return None
            bundle = env["ir.qweb"]._get_asset_bundle(
                name,
                css=True,
                js=False,
                debug_assets=debug,
                rtl=rtl,
                autoprefix=autoprefix,
                assets_params={},
            )
            css = bundle.css()
            return css.mimetype, css.raw

    @api.model
    def _serve_image(
        self,
        xmlid=None,
        model="ir.attachment",
        id=None,  # noqa: A002  named so by the address
        field="raw",
        width=0,
        height=0,
        crop=False,
        access_token=None,
        **_options,
    ):
        record = self.env["ir.binary"]._find_record(
            xmlid, model, id and int(id), access_token, field=field
        )
        data = self._get_binary(record, field)
        mimetype = guess_mimetype(data)
        if not mimetype.startswith("image/"):
            return None
        size = int(width), int(height)
        if size == (0, 0):
            size = image_guess_size_from_field_name(field)
        if any(size) or crop:
            data = image_process(data, size=size, crop=crop)
        return guess_mimetype(data, default=mimetype), data

    @api.model
    def _get_binary(self, record, name):
        """Give the bytes of a binary field of a record, b"" for none."""
        field = record._fields[name]
        if field.type != "binary":
            return b""
        record._check_field_access(field, "read")
        if record._name == "ir.attachment" and name in ("raw", "datas"):
            return record.raw or b""
        return base64.b64decode(record.with_context(bin_size=False)[name] or b"")

    @api.model
    def _serve_barcode(self, barcode_type, value, **options):
        options = {key: options[key] for key in BARCODE_OPTIONS if key in options}
        Report = self.env["ir.actions.report"]
        return "image/png", Report.barcode(barcode_type, value, **options)

    @api.model
    def _serve_logo(self, company=None, **_options):
        record = self.env["res.company"].browse(
            int(company) if company else self.env.company.id
        )
        logo = base64.b64decode(record.sudo().logo_web or b"")
        return (guess_mimetype(logo, default="image/png"), logo) if logo else None

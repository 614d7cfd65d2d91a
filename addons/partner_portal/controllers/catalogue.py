import secrets
from urllib.parse import urlencode

from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.http import request, route

from odoo.addons.portal.controllers.portal import pager

from ..tools.order_file import number_of
from .portal import PartnerDesk, reads_only

PAGE = 24
#: Searches that a user may send in a minute.
SEARCHES = 60
MAX_SEARCH = 100
NOTES = "partner_order_notes"


class PartnerCatalogue(PartnerDesk):
    """What the partner may order, at its own prices, and when it can come."""

    def _desk_pages(self):
        _ = request.env._
        return [
            *super()._desk_pages(),
            {
                "key": "catalogue",
                "label": _("Catalogue"),
                "url": "/my/catalogue",
                "right": "catalogue",
                "sequence": 40,
            },
            {
                "key": "basket",
                "label": _("Basket"),
                "url": "/my/basket",
                "right": "orders",
                "sequence": 42,
            },
        ]

    def _prepare_home_portal_values(self, counters):
        values = super()._prepare_home_portal_values(counters)
        if not counters:
            values["has_partner_catalogue"] = bool(
                self._get_desk_partner_sudo("catalogue")
            )
        return values

    # ------------------------------------------------------------------ shared
    def _ordering_values(self, **values):
        """Values of a page of ordering: layout, a key that lets a form act once, what
        the last action has to say."""
        return {
            **self._prepare_portal_layout_values(),
            "once": secrets.token_urlsafe(16),
            "notes": request.session.pop(NOTES, []),
            **values,
        }

    def _is_first(self, texts):
        """Whether the form with this key comes for the first time."""
        once = (texts.get("once") or "")[:64]
        if not once:
            return True
        return (
            request.env["partner.order.once"]
            .sudo()
            ._first(f"form:{request.env.uid}:{once}")
        )

    def _say(self, sentences):
        """Show sentences on the next page of ordering."""
        if sentences:
            request.session[NOTES] = [str(sentence) for sentence in sentences][:50]

    def _may_order(self):
        return "orders" in request.env.user._channel_rights()

    def _get_basket_sudo(self, partner_sudo, create=False):
        return request.env["sale.order"]._get_basket(
            partner_sudo,
            request.env.user.partner_id.sudo(),
            request.env.company,
            create=create,
        )

    def _quantities_of(self, texts):
        """Read ``qty_<product id>`` of a form.

        :return: ``{product id: text}`` of those that are not empty
        """
        quantities = {}
        for name, text in texts.items():
            key = name.removeprefix("qty_")
            if key != name and key.isdigit() and len(key) < 10 and text.strip():
                quantities[int(key)] = text.strip()[:30]
        return quantities

    # ------------------------------------------------------------------ the catalogue
    @route(
        ["/my/catalogue", "/my/catalogue/page/<int:page>"],
        type="http",
        auth="user",
        website=True,
        readonly=reads_only,
    )
    def portal_my_catalogue(self, page=1, search="", category="", **kwargs):
        """A page of the catalogue."""
        partner_sudo = self._get_desk_partner_sudo("catalogue")
        if not partner_sudo:
            return request.redirect("/my")
        search = search.strip()[:MAX_SEARCH]
        if search:
            request.env["partner.limit"]._take("search", SEARCHES, 60)
        return self._render_catalogue(partner_sudo, page, search, category)

    def _render_catalogue(self, partner_sudo, page, search, category, error=None):
        company = request.env.company
        catalogue = request.env["partner.catalogue"]
        categories = catalogue._categories(company)
        domain = catalogue._domain(company) & catalogue._search_domain(search)
        chosen = self._chosen_category(category, categories)
        if chosen:
            domain &= Domain("categ_id", "child_of", chosen)
        products_sudo = catalogue._products_sudo(company)
        total = products_sudo.search_count(domain)
        args = {"search": search, "category": chosen or ""}
        pages = pager(
            url="/my/catalogue", url_args=args, total=total, page=page, step=PAGE
        )
        found_sudo = products_sudo.search(
            domain, limit=PAGE, offset=pages["offset"], order="default_code, id"
        )
        values = self._ordering_values(
            page_name="partner_catalogue",
            products=catalogue._rows(found_sudo, partner_sudo, company),
            held=self._held(partner_sudo),
            pager=pages,
            total=total,
            search=search,
            category=chosen,
            categories=categories,
            page=page,
            may_order=self._may_order(),
            error=error,
        )
        return request.render("partner_portal.portal_my_catalogue", values)

    def _chosen_category(self, category, categories):
        known = {str(id_): id_ for id_, _name in categories}
        return known.get(category)

    def _held(self, partner_sudo):
        """``{product id: quantity}`` of the basket."""
        if not self._may_order():
            return {}
        basket_sudo = self._get_basket_sudo(partner_sudo)
        return {
            line.product_id.id: line.product_uom_qty
            for line in basket_sudo._basket_lines()
        }

    @route(
        "/my/catalogue/<int:product_id>/image",
        type="http",
        auth="user",
        website=True,
        readonly=True,
    )
    def portal_catalogue_image(self, product_id, **kwargs):
        """The picture of a product of the catalogue, or the usual placeholder."""
        if not self._get_desk_partner_sudo("catalogue"):
            raise request.not_found()
        company = request.env.company
        catalogue = request.env["partner.catalogue"]
        product_sudo = catalogue._products_sudo(company).search(
            catalogue._domain(company) & Domain("id", "=", product_id)
        )
        if not product_sudo:
            raise request.not_found()
        binary = request.env["ir.binary"]
        if not product_sudo.image_128:
            return binary._get_placeholder_stream().get_response(max_age=3600)
        stream = binary._get_image_stream_from(product_sudo, "image_128")
        return stream.get_response(max_age=3600)

    @route(
        "/my/catalogue/add", type="http", auth="user", website=True, methods=["POST"]
    )
    def portal_catalogue_add(self, one="", **texts):
        """Put products of a page of the catalogue into the basket: one, by its button,
        or all with a quantity."""
        partner_sudo = self._get_desk_partner_sudo("orders")
        if not partner_sudo:
            return request.redirect("/my")
        search = (texts.get("search") or "").strip()[:MAX_SEARCH]
        category = texts.get("category") or ""
        page = int(texts["page"]) if (texts.get("page") or "").isdecimal() else 1
        try:
            with request.env.cr.savepoint():
                sentences = self._add(partner_sudo, one, texts)
        except UserError as error:
            return self._render_catalogue(
                partner_sudo, page, search, category, str(error)
            )
        self._say(sentences)
        args = {"search": search, "category": category}
        query = urlencode({name: text for name, text in args.items() if text})
        path = f"/my/catalogue/page/{page}" if page > 1 else "/my/catalogue"
        return request.redirect(f"{path}?{query}" if query else path)

    def _add(self, partner_sudo, one, texts):
        _ = request.env._
        wanted = self._quantities_of(texts)
        if one.isdecimal():
            wanted = {int(one): wanted.get(int(one), "")}
        if not wanted:
            raise UserError(_("Give a quantity of at least one product."))
        basket_sudo = self._get_basket_sudo(partner_sudo, create=True)
        least = request.env["partner.catalogue"]._least(
            basket_sudo._basket_products(wanted)
        )
        # the button of a product without a quantity: the smallest that is sold
        quantities = {
            id_: number_of(text) if text else least.get(id_, 1.0)
            for id_, text in wanted.items()
        }
        if None in quantities.values():
            raise UserError(_("Give quantities as numbers above zero, such as 12."))
        if not self._is_first(texts):
            return []
        sentences = basket_sudo._add_to_basket(quantities)
        self._trace("basket_change", basket_sudo)
        return [
            _("Put into the basket: %(count)s products.", count=len(quantities)),
            *sentences,
        ]

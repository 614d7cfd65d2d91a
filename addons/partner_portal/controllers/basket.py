from datetime import datetime, time

from odoo import fields
from odoo.exceptions import UserError
from odoo.http import request, route

from ..tools import order_file
from .catalogue import PartnerCatalogue

MAX_NOTE = 2000
MAX_LINE = 100
DAY_FORMATS = ("%Y-%m-%d", "%d.%m.%Y")


class PartnerBasket(PartnerCatalogue):
    """The basket of the user: change and send."""

    @route(
        "/my/basket", type="http", auth="user", website=True, methods=["GET", "POST"]
    )
    def portal_my_basket(self, **texts):
        """The basket; its one form changes it or sends it."""
        partner_sudo = self._get_desk_partner_sudo("orders")
        if not partner_sudo:
            return request.redirect("/my")
        if request.httprequest.method == "POST":
            return self._change_basket(partner_sudo, texts)
        basket_sudo = self._get_basket_sudo(partner_sudo)
        error = None
        if basket_sudo and basket_sudo.date_order.date() < fields.Date.today():
            if basket_sudo._refresh_basket():
                error = request.env._("Prices have changed since you were here.")
        return self._render_basket(partner_sudo, basket_sudo, error)

    def _change_basket(self, partner_sudo, texts):
        basket_sudo = self._get_basket_sudo(partner_sudo)
        if not basket_sudo:
            return self._after_basket(partner_sudo, texts)
        try:
            with request.env.cr.savepoint():
                sentences = self._write_basket(basket_sudo, texts)
                self._trace("basket_change", basket_sudo)
        except UserError as error:
            return self._render_basket(partner_sudo, basket_sudo, str(error))
        if texts.get("act") != "send":
            self._say(sentences)
            return request.redirect("/my/basket")
        return self._send(partner_sudo, basket_sudo, texts, sentences)

    def _after_basket(self, partner_sudo, texts):
        """The basket of a form is gone: it was sent, maybe by a second click."""
        number = (texts.get("basket") or "").strip()
        if number.isdecimal():
            order_sudo = (
                request.env["sale.order"]
                .sudo()
                .search(
                    [
                        ("id", "=", int(number)),
                        ("partner_id", "child_of", partner_sudo.id),
                        ("partner_contact_id", "=", request.env.user.partner_id.id),
                        ("company_id", "=", request.env.company.id),
                        ("partner_order_state", "in", ("approval", "confirmed")),
                    ]
                )
            )
            if order_sudo:
                return request.redirect(f"/my/partner/orders/{order_sudo.id}")
        return request.redirect("/my/basket")

    def _send(self, partner_sudo, basket_sudo, texts, sentences):
        """Send the basket as the user has seen it; else show it again."""
        _ = request.env._
        if texts.get("basket") != str(basket_sudo.id):
            return self._after_basket(partner_sudo, texts)
        basket_sudo._refresh_basket()
        if sentences or texts.get("seen") != self._seen(basket_sudo):
            self._say(sentences)
            return self._render_basket(
                partner_sudo,
                basket_sudo,
                _(
                    "The basket or its prices have changed: the total is %(total)s "
                    "now. Check it and send the order again.",
                    total=basket_sudo.currency_id.format(basket_sudo.amount_total),
                ),
            )
        try:
            with request.env.cr.savepoint():
                basket_sudo._send_basket()
                self._trace("order_send", basket_sudo)
        except UserError as error:
            return self._render_basket(partner_sudo, basket_sudo, str(error))
        return request.redirect(f"/my/partner/orders/{basket_sudo.id}")

    def _seen(self, basket_sudo):
        """What the user sees before he sends, as a text that changes with it."""
        return f"{basket_sudo.amount_total:.2f} {basket_sudo.currency_id.name}"

    # ------------------------------------------------------------------ writing
    def _write_basket(self, basket_sudo, texts):
        """Write quantities and details of the form.

        :return: sentences of what was rounded
        :raise UserError: with a sentence for the page
        """
        act = texts.get("act") or ""
        quantities = {}
        held = set(basket_sudo._basket_lines().product_id.ids)
        for id_, text in self._quantities_of(texts).items():
            number = 0.0 if text in ("0", "0.0") else order_file.number_of(text)
            if number is None:
                raise UserError(
                    request.env._("Give quantities as numbers, such as 12, or 0.")
                )
            if id_ in held:
                quantities[id_] = number
        if act.startswith("remove-") and act.removeprefix("remove-").isdecimal():
            quantities[int(act.removeprefix("remove-"))] = 0.0
        if act == "clear":
            quantities = dict.fromkeys(held, 0.0)
        values = self._details_of(basket_sudo, texts)
        deal = basket_sudo.partner_deal_id
        basket_sudo.write(values)
        if basket_sudo.partner_deal_id != deal:
            basket_sudo._refresh_basket()
        return basket_sudo._set_basket(quantities)

    def _details_of(self, basket_sudo, texts):
        """Values of the order from the texts of the form; absent ones stay."""
        _ = request.env._
        values = {}
        if "reference" in texts:
            values["client_order_ref"] = texts["reference"].strip()[:MAX_LINE]
        if "note" in texts:
            values["partner_order_note"] = texts["note"].strip()[:MAX_NOTE]
        if "address" in texts:
            addresses = basket_sudo.partner_id._order_addresses()
            known = {str(one.id): one.id for one in addresses}
            if texts["address"] not in known:
                raise UserError(_("Choose one of your delivery addresses."))
            values["partner_shipping_id"] = known[texts["address"]]
        if "date" in texts:
            values["commitment_date"] = self._wanted_date(texts["date"].strip())
        if "deal" in texts:
            values.update(self._end_client_of(basket_sudo, texts))
        return values

    def _wanted_date(self, text):
        if not text:
            return False
        for form in DAY_FORMATS:
            try:
                day = datetime.strptime(text[:10], form).date()  # noqa: DTZ007
            except ValueError:
                continue
            return datetime.combine(day, time(12))
        raise UserError(
            request.env._("Give the wanted delivery as 2026-12-31 or 31.12.2026.")
        )

    def _end_client_of(self, basket_sudo, texts):
        """The end client: that of an approved deal, or a name."""
        deals_sudo = self._open_deals(basket_sudo)
        known = {str(deal.id): deal for deal in deals_sudo}
        deal_sudo = known.get(texts["deal"], deals_sudo.browse())
        if texts["deal"] and not deal_sudo:
            raise UserError(
                request.env._("This deal is not protected any more: choose another.")
            )
        client = deal_sudo.client_id.commercial_partner_id
        name = deal_sudo.client_name or (texts.get("end_client") or "").strip()
        return {
            "partner_deal_id": deal_sudo.id,
            "opportunity_id": deal_sudo.lead_id.id,
            "partner_end_client_id": client.id,
            "partner_end_client_name": name[:MAX_LINE],
        }

    def _open_deals(self, basket_sudo):
        """Deals of the partner that orders may be for."""
        return (
            request.env["partner.deal"]
            .sudo()
            .search(
                [
                    ("partner_id", "=", basket_sudo.partner_id.id),
                    ("company_id", "=", basket_sudo.company_id.id),
                    ("state", "=", "approved"),
                ],
                limit=200,
                order="client_name",
            )
        )

    # ------------------------------------------------------------------ showing
    def _render_basket(self, partner_sudo, basket_sudo, error=None):
        company = request.env.company
        values = self._ordering_values(
            page_name="partner_basket",
            error=error,
            basket=basket_sudo and self._basket_values(basket_sudo),
            credit=self._credit_values(partner_sudo, basket_sudo),
            company_currency=company.sudo().currency_id,
        )
        return request.render("partner_portal.portal_my_basket", values)

    def _basket_values(self, basket_sudo):
        lines_sudo = basket_sudo._basket_lines()
        promises = lines_sudo._partner_promise()
        return {
            "id": basket_sudo.id,
            "seen": self._seen(basket_sudo),
            "currency": basket_sudo.currency_id,
            "untaxed": basket_sudo.amount_untaxed,
            "tax": basket_sudo.amount_tax,
            "total": basket_sudo.amount_total,
            "reference": basket_sudo.client_order_ref or "",
            "note": basket_sudo.partner_order_note or "",
            "date": basket_sudo.commitment_date and basket_sudo.commitment_date.date(),
            "address": basket_sudo.partner_shipping_id.id,
            "addresses": self._address_rows(basket_sudo),
            "deal": basket_sudo.partner_deal_id.id,
            "deals": [
                (deal.id, f"{deal.client_name} ({deal.name})")
                for deal in self._open_deals(basket_sudo)
            ],
            "end_client": ""
            if basket_sudo.partner_deal_id
            else basket_sudo.partner_end_client_name or "",
            "lines": [
                {
                    "id": line.product_id.id,
                    "code": line.product_id.default_code or "",
                    "name": line.product_id.with_context(
                        display_default_code=False
                    ).display_name,
                    "quantity": line.product_uom_qty,
                    "uom": line.product_uom_id.name,
                    "price": line.price_unit,
                    "discount": line.discount,
                    "subtotal": line.price_subtotal,
                    "minimum": line.product_id.partner_minimum_qty,
                    "packing": line.product_id.partner_packing_qty,
                    "stock": promises[line],
                }
                for line in lines_sudo
            ],
        }

    def _address_rows(self, order_sudo):
        return [
            (
                one.id,
                ", ".join(filter(None, (one.name, one.street, one.zip, one.city))),
            )
            for one in order_sudo.partner_id._order_addresses()
        ]

    def _credit_values(self, partner_sudo, basket_sudo):
        """Credit of the partner and what the order leaves of it."""
        credit = partner_sudo._get_order_credit(request.env.company)
        amount = basket_sudo._amount_in_company_currency() if basket_sudo else 0.0
        return {**credit, "amount": amount, "left": credit["free"] - amount}

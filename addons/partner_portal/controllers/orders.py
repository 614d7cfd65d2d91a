from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.http import request, route

from odoo.addons.portal.controllers.portal import pager

from ..tools.order_file import number_of
from .basket import PartnerBasket
from .portal import reads_only

PAGE = 20
MAX_NOTE = 2000
SEARCHES = 60
FILTERS = {
    "all": [],
    "approval": [("partner_order_state", "=", "approval")],
    "open": [("state", "=", "sale"), ("delivery_status", "!=", "full")],
    "delivered": [("state", "=", "sale"), ("delivery_status", "=", "full")],
    "returns": [("partner_return_ids", "!=", False)],
}
BADGES = {
    "approval": "text-bg-warning",
    "declined": "text-bg-danger",
    "full": "text-bg-success",
    "partial": "text-bg-info",
    "started": "text-bg-info",
}
RETURN_BADGES = {
    "requested": "text-bg-warning",
    "approved": "text-bg-info",
    "received": "text-bg-success",
    "declined": "text-bg-danger",
}


class PartnerOrders(PartnerBasket):
    """Orders of the partner: deliveries, invoices, returns, documents."""

    def _desk_pages(self):
        return [
            *super()._desk_pages(),
            {
                "key": "orders",
                "label": request.env._("Orders"),
                "url": "/my/partner/orders",
                "right": "orders",
                "sequence": 45,
            },
        ]

    def _desk_cards(self, partner_sudo):
        cards = super()._desk_cards(partner_sudo)
        if not self._may_order():
            return cards
        _ = request.env._
        orders_sudo = request.env["sale.order"].sudo()
        domain = self._get_partner_orders_domain(partner_sudo)
        waiting = orders_sudo.search_count(domain & Domain(FILTERS["approval"]))
        basket_sudo = self._get_basket_sudo(partner_sudo)
        if basket_sudo.order_line:
            cards.append(
                {
                    "key": "basket",
                    "title": _("Basket"),
                    "value": basket_sudo.currency_id.format(basket_sudo.amount_total),
                    "help": _("Not sent yet"),
                    "url": "/my/basket",
                    "kind": "plain",
                    "right": "orders",
                    "sequence": 60,
                }
            )
        if waiting:
            cards.append(
                {
                    "key": "orders_approval",
                    "title": _("Orders that wait for our approval"),
                    "value": waiting,
                    "help": _("You hear from us; nothing is to be done"),
                    "url": "/my/partner/orders?filterby=approval",
                    "kind": "warning",
                    "right": "orders",
                    "sequence": 110,
                }
            )
        return cards

    # ------------------------------------------------------------------ finding
    def _get_partner_orders_domain(self, partner_sudo):
        """Orders that the user may see here: confirmed, and those of the portal that
        were sent."""
        return (
            Domain("partner_id", "child_of", partner_sudo.id)
            & Domain("company_id", "in", request.env.companies.ids)
            & (
                Domain("state", "=", "sale")
                | Domain(
                    "partner_order_state",
                    "in",
                    ("approval", "confirmed", "declined", "withdrawn"),
                )
            )
        )

    def _get_order_sudo(self, order_id):
        """The order, if the user may see it; else the page does not exist."""
        partner_sudo = self._get_desk_partner_sudo("orders")
        if not partner_sudo:
            raise request.not_found()
        order_sudo = (
            request.env["sale.order"]
            .sudo()
            .search(
                self._get_partner_orders_domain(partner_sudo)
                & Domain("id", "=", order_id)
            )
        )
        if not order_sudo:
            raise request.not_found()
        return order_sudo

    # ------------------------------------------------------------------ reading
    @route(
        ["/my/partner/orders", "/my/partner/orders/page/<int:page>"],
        type="http",
        auth="user",
        website=True,
        readonly=reads_only,
    )
    def portal_partner_orders(self, page=1, filterby="all", search="", **kwargs):
        """List of the partner's orders."""
        partner_sudo = self._get_desk_partner_sudo("orders")
        if not partner_sudo:
            return request.redirect("/my")
        filterby = filterby if filterby in FILTERS else "all"
        search = search.strip()[:100]
        domain = self._get_partner_orders_domain(partner_sudo) & Domain(
            FILTERS[filterby]
        )
        if search:
            request.env["partner.limit"]._take("search", SEARCHES, 60)
            names = ("name", "client_order_ref", "partner_end_client_name")
            domain &= Domain.OR([[(name, "ilike", search)] for name in names])
        orders_sudo = request.env["sale.order"].sudo()
        total = orders_sudo.search_count(domain)
        pages = pager(
            url="/my/partner/orders",
            url_args={"filterby": filterby, "search": search},
            total=total,
            page=page,
            step=PAGE,
        )
        found_sudo = orders_sudo.search(
            domain, limit=PAGE, offset=pages["offset"], order="date_order desc, id desc"
        )
        values = self._ordering_values(
            page_name="partner_order",
            orders=[self._order_row(order) for order in found_sudo],
            pager=pages,
            total=total,
            search=search,
            filterby=filterby,
            filters=self._order_filters(),
        )
        return request.render("partner_portal.portal_partner_orders", values)

    def _order_filters(self):
        _ = request.env._
        return {
            "all": _("All"),
            "approval": _("Waiting for approval"),
            "open": _("To deliver"),
            "delivered": _("Delivered"),
            "returns": _("With returns"),
        }

    def _order_state(self, order_sudo):
        """Key and words of how far an order is, for the partner."""
        _ = request.env._
        key = order_sudo.partner_order_state
        if key not in ("approval", "declined", "withdrawn"):
            key = order_sudo.delivery_status or "confirmed"
            # goods that come back do not make the delivery incomplete again
            shipped = order_sudo.picking_ids.filtered(
                lambda one: (
                    one.picking_type_code == "outgoing" and one.state != "cancel"
                )
            )
            if key == "partial" and set(shipped.mapped("state")) == {"done"}:
                key = "full"
            if order_sudo.state == "cancel":
                key = "cancelled"
        names = {
            "approval": _("Waiting for approval"),
            "declined": _("Declined"),
            "withdrawn": _("Withdrawn"),
            "cancelled": _("Cancelled"),
            "confirmed": _("Confirmed"),
            "pending": _("Confirmed"),
            "started": _("On its way"),
            "partial": _("Delivered in part"),
            "full": _("Delivered"),
        }
        return key, names[key]

    def _order_row(self, order_sudo):
        """What the partner may know of an order: chosen values, no record."""
        key, name = self._order_state(order_sudo)
        return {
            "id": order_sudo.id,
            "name": order_sudo.name,
            "date": order_sudo.date_order,
            "reference": order_sudo.client_order_ref or "",
            "end_client": order_sudo.partner_end_client_name or "",
            "total": order_sudo.amount_total,
            "currency": order_sudo.currency_id,
            "state": key,
            "state_name": name,
            "badge": BADGES.get(key, "text-bg-secondary"),
        }

    @route(
        "/my/partner/orders/<int:order_id>",
        type="http",
        auth="user",
        website=True,
        readonly=True,
    )
    def portal_partner_order(self, order_id, **kwargs):
        """Page of one order."""
        return self._render_order(self._get_order_sudo(order_id))

    def _render_order(self, order_sudo, error=None):
        lines_sudo = order_sudo._basket_lines()
        returnable = lines_sudo._partner_returnable()
        deadline = order_sudo._return_deadline()
        today = order_sudo.env.cr.now().date()
        open_for_return = order_sudo.state == "sale" and (
            not deadline or deadline >= today
        )
        ship = order_sudo.partner_shipping_id
        values = self._ordering_values(
            page_name="partner_order",
            error=error,
            order={
                **self._order_row(order_sudo),
                "untaxed": order_sudo.amount_untaxed,
                "tax": order_sudo.amount_tax,
                "contact": order_sudo.partner_contact_id.name or "",
                "address": ", ".join(
                    filter(None, (ship.name, ship.street, ship.zip, ship.city))
                ),
                "wanted": order_sudo.commitment_date,
                "note": order_sudo.partner_order_note or "",
                "answer": order_sudo.partner_order_answer or "",
                "reasons": order_sudo._order_reasons(),
                "lines": [self._line_row(line, returnable) for line in lines_sudo],
                "deadline": deadline,
            },
            may_return=open_for_return and any(returnable.values()),
            deliveries=self._deliveries(order_sudo),
            invoices=self._invoices_of(order_sudo),
            returns=self._returns(order_sudo),
            reasons=self._return_reasons() if open_for_return else [],
        )
        return request.render("partner_portal.portal_partner_order", values)

    def _line_row(self, line, returnable):
        return {
            "id": line.id,
            "code": line.product_id.default_code or "",
            "name": line.product_id.with_context(
                display_default_code=False
            ).display_name
            or line.name,
            "quantity": line.product_uom_qty,
            "delivered": line.qty_delivered,
            "uom": line.product_uom_id.name,
            "price": line.price_unit,
            "discount": line.discount,
            "subtotal": line.price_subtotal,
            "returnable": returnable.get(line, 0.0),
        }

    def _deliveries(self, order_sudo):
        """Deliveries of the order, without those that only move goods within us."""
        _ = request.env._
        names = {
            "draft": _("Planned"),
            "waiting": _("Planned"),
            "confirmed": _("Waiting for goods"),
            "assigned": _("Being packed"),
            "done": _("Shipped"),
        }
        pickings_sudo = order_sudo.picking_ids.filtered(
            lambda one: one.picking_type_code == "outgoing" and one.state in names
        )
        rows = []
        for picking in pickings_sudo:
            number, url = picking._partner_tracking()
            rows.append(
                {
                    "id": picking.id,
                    "name": picking.name,
                    "state": picking.state,
                    "state_name": names[picking.state],
                    "date": picking.date_done or picking.scheduled_date,
                    "tracking": number,
                    "tracking_url": url,
                }
            )
        return rows

    def _invoices_of(self, order_sudo):
        """Posted invoices of the order, for who may see invoices."""
        if "invoices" not in request.env.user._channel_rights():
            return []
        moves_sudo = order_sudo.invoice_ids.filtered(
            lambda move: (
                move.state == "posted"
                and move.partner_id.commercial_partner_id
                == order_sudo.partner_id.commercial_partner_id
            )
        )
        field = moves_sudo._fields["payment_state"]
        names = dict(field._description_selection(request.env))
        return [
            {
                "id": move.id,
                "name": move.name,
                "refund": move.move_type == "out_refund",
                "date": move.invoice_date,
                "due": move.invoice_date_due,
                "total": move.amount_total,
                "residual": move.amount_residual,
                "currency": move.currency_id,
                "state": move.payment_state,
                "state_name": names[move.payment_state],
                "badge": "text-bg-success"
                if move.payment_state in ("paid", "in_payment", "reversed")
                else "text-bg-warning",
            }
            for move in moves_sudo
        ]

    def _returns(self, order_sudo):
        returns_sudo = order_sudo.partner_return_ids
        field = returns_sudo._fields["state"]
        names = dict(field._description_selection(request.env))
        return [
            {
                "id": one.id,
                "name": one.name,
                "date": one.create_date,
                "reason": one.reason_id.name,
                "note": one.note or "",
                "answer": one.answer or "",
                "state": one.state,
                "state_name": names[one.state],
                "badge": RETURN_BADGES.get(one.state, "text-bg-secondary"),
                "lines": [
                    (
                        line.product_id.default_code or line.product_id.name,
                        line.quantity,
                        line.uom_id.name,
                    )
                    for line in one.line_ids
                ],
            }
            for one in returns_sudo
        ]

    def _return_reasons(self):
        reasons_sudo = request.env["partner.return.reason"].sudo()
        return [
            (one.id, one.name, one.note_required) for one in reasons_sudo.search([])
        ]

    # ------------------------------------------------------------------ acting
    @route(
        "/my/partner/orders/<int:order_id>/<string:action>",
        type="http",
        auth="user",
        website=True,
        methods=["POST"],
    )
    def portal_partner_order_act(self, order_id, action, **texts):
        """Order again, withdraw, ask for a return or take it back."""
        order_sudo = self._get_order_sudo(order_id)
        acts = {
            "reorder": self._act_reorder,
            "withdraw": self._act_withdraw_order,
            "return": self._act_return,
            "keep": self._act_keep,
        }
        if action not in acts:
            raise request.not_found()
        here = f"/my/partner/orders/{order_id}"
        try:
            with request.env.cr.savepoint():
                if not self._is_first(texts):
                    return request.redirect(
                        "/my/basket" if action == "reorder" else here
                    )
                target = acts[action](order_sudo, texts)
        except UserError as error:
            return self._render_order(self._get_order_sudo(order_id), str(error))
        return request.redirect(target or here)

    def _act_reorder(self, order_sudo, _texts):
        partner_sudo = self._get_desk_partner_sudo("orders")
        basket_sudo = self._get_basket_sudo(partner_sudo, create=True)
        sentences = basket_sudo._reorder(order_sudo)
        self._trace("basket_change", basket_sudo)
        self._say(
            [
                request.env._(
                    "The products of %(order)s are in the basket.",
                    order=order_sudo.name,
                ),
                *sentences,
            ]
        )
        return "/my/basket"

    def _act_withdraw_order(self, order_sudo, _texts):
        order_sudo._withdraw_partner_order()
        self._trace("order_withdraw", order_sudo)

    def _act_return(self, order_sudo, texts):
        quantities = {}
        for line in order_sudo._basket_lines():
            text = (texts.get(f"back_{line.id}") or "").strip()[:30]
            if not text or text == "0":
                continue
            quantities[line] = number_of(text)
            if quantities[line] is None:
                raise UserError(
                    request.env._("Give quantities as numbers above zero, such as 12.")
                )
        reasons_sudo = request.env["partner.return.reason"].sudo()
        known = {str(one.id): one for one in reasons_sudo.search([])}
        reason_sudo = known.get(texts.get("reason") or "")
        if not reason_sudo:
            raise UserError(request.env._("Choose why the goods come back."))
        return_sudo = request.env["partner.return"]._request(
            order_sudo,
            request.env.user.partner_id,
            reason_sudo,
            quantities,
            (texts.get("note") or "")[:MAX_NOTE],
        )
        self._trace("return_request", return_sudo)
        self._say(
            [
                request.env._(
                    "Your return %(name)s is on its way to us: you hear from us before "
                    "you send the goods.",
                    name=return_sudo.name,
                )
            ]
        )

    def _act_keep(self, order_sudo, texts):
        number = texts.get("return_id") or ""
        returns_sudo = order_sudo.partner_return_ids.filtered(
            lambda one: str(one.id) == number
        )
        if not returns_sudo:
            raise request.not_found()
        returns_sudo._withdraw()
        self._trace("return_withdraw", returns_sudo)

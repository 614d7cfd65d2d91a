from odoo.exceptions import UserError
from odoo.fields import Datetime, Domain
from odoo.http import request, route

from odoo.addons.portal.controllers.portal import pager

from .portal import PartnerDesk

PAGE = 20
MAX_NOTE = 2000
FILTERS = {
    "all": [],
    "waiting": [("state", "=", "offered")],
    "accepted": [("state", "=", "accepted")],
    "closed": [("state", "in", ("declined", "expired", "withdrawn", "returned"))],
}
BADGES = {"offered": "text-bg-info", "accepted": "text-bg-success"}
#: Steps of a size that is told before the details are opened.
STEPS = (1, 2, 5)


class PartnerOffers(PartnerDesk):
    """Leads offered to the user's own company.

    Before the offer is opened, and after it was declined or ran out, the page shows
    where the client is and how big the need is: no name, nothing to reach it by.
    """

    def _desk_pages(self):
        return [
            *super()._desk_pages(),
            {
                "key": "offers",
                "label": request.env._("Leads for You"),
                "url": "/my/offers",
                "right": "leads",
                "sequence": 30,
            },
        ]

    def _desk_cards(self, partner_sudo):
        return [*super()._desk_cards(partner_sudo), self._offer_card(partner_sudo)]

    def _offer_card(self, partner_sudo):
        _ = request.env._
        offers_sudo = self._offers_sudo().search(
            self._get_offers_domain(partner_sudo) & Domain("state", "=", "offered"),
            order="deadline, id",
        )
        waiting = offers_sudo.filtered(lambda one: one.deadline >= Datetime.now())
        return {
            "key": "offers",
            "title": _("Leads to answer"),
            "value": str(len(waiting)),
            "help": _("Offered to you until a deadline; then to somebody else.")
            if waiting
            else _("No lead waits for your answer."),
            "url": "/my/offers",
            "kind": "warning" if waiting else "plain",
            "right": "leads",
            "sequence": 30,
            "lines": [
                {
                    "text": self._place(one.lead_id) or _("Lead"),
                    "note": request.env["ir.qweb.field.datetime"].value_to_html(
                        one.deadline, {"hide_seconds": True}
                    ),
                    "url": f"/my/offers/{one.id}",
                    "kind": "warning",
                }
                for one in waiting[:5]
            ],
        }

    def _prepare_home_portal_values(self, counters):
        values = super()._prepare_home_portal_values(counters)
        if not counters:
            values["has_partner_offers"] = bool(self._get_desk_partner_sudo("leads"))
        return values

    # ------------------------------------------------------------------ looking up
    def _offers_sudo(self):
        return request.env["partner.lead.offer"].sudo()

    def _get_offers_domain(self, partner_sudo):
        """Offers that the user may see."""
        return Domain("partner_id", "=", partner_sudo.id) & Domain(
            "company_id", "in", request.env.companies.ids
        )

    def _get_offer_sudo(self, offer_id):
        """The offer, if the user may see it; else the page does not exist."""
        partner_sudo = self._get_desk_partner_sudo("leads")
        domain = self._get_offers_domain(partner_sudo) & Domain("id", "=", offer_id)
        offer_sudo = self._offers_sudo().search(domain)
        if not partner_sudo or not offer_sudo:
            raise request.not_found()
        return offer_sudo

    # ------------------------------------------------------------------ values
    def _place(self, lead_sudo):
        """Where the client is, no closer than its region."""
        return ", ".join(
            filter(None, (lead_sudo.state_id.name, lead_sudo.country_id.name))
        )

    def _size(self, lead_sudo):
        """The expected revenue as a range of 1, 2, 5, 10, ...: ``(from, to)``."""
        amount = lead_sudo.expected_revenue
        if amount <= 0:
            return None
        lower, power = 0, 1
        while True:
            for step in STEPS:
                if amount < step * power:
                    return lower, step * power
                lower = step * power
            power *= 10

    def _offer_state(self, offer_sudo):
        """State as the partner sees it: late is late, whether the clock has run or
        not; a lead that it has taken is in work, won or lost."""
        _ = request.env._
        if offer_sudo.state == "offered" and offer_sudo.deadline < Datetime.now():
            return "expired", _("Not Answered")
        lead_sudo = offer_sudo.lead_id
        if offer_sudo.state == "accepted" and self._is_mine(offer_sudo):
            names = {"won": _("Won"), "lost": _("Lost"), "pending": _("In Work")}
            return "accepted", names.get(lead_sudo.won_status, names["pending"])
        if offer_sudo.state == "accepted":
            return "closed", _("Given to somebody else")
        names = dict(offer_sudo._fields["state"]._description_selection(request.env))
        return offer_sudo.state, names[offer_sudo.state]

    def _is_mine(self, offer_sudo):
        owner = offer_sudo.lead_id.partner_assigned_id.commercial_partner_id
        return owner == offer_sudo.partner_id

    def _is_open_book(self, offer_sudo):
        """Whether the partner may read the details."""
        if offer_sudo.state == "accepted":
            return self._is_mine(offer_sudo)
        return bool(
            offer_sudo.state == "offered"
            and offer_sudo.opened_at
            and offer_sudo.deadline >= Datetime.now()
        )

    def _offer_row(self, offer_sudo):
        """What the partner may know of an offer: chosen values, no record."""
        lead_sudo = offer_sudo.lead_id
        state, state_name = self._offer_state(offer_sudo)
        known = self._is_open_book(offer_sudo)
        return {
            "id": offer_sudo.id,
            "state": state,
            "state_name": state_name,
            "badge": BADGES.get(state, "text-bg-secondary"),
            "place": self._place(lead_sudo),
            "size": self._size(lead_sudo),
            "currency": lead_sudo.company_currency,
            "offered_at": offer_sudo.offered_at,
            "deadline": offer_sudo.deadline,
            "known": known,
            "name": lead_sudo.name if known else "",
            "client": (lead_sudo.partner_name or lead_sudo.partner_id.name or "")
            if known
            else "",
        }

    def _details(self, offer_sudo):
        """Details of the lead, once opened."""
        if not self._is_open_book(offer_sudo):
            return {}
        lead_sudo = offer_sudo.lead_id
        names = (
            "contact_name",
            "function",
            "email_from",
            "phone",
            "website",
            "description",
            "expected_revenue",
            "date_deadline",
        )
        return {
            **{name: lead_sudo[name] for name in names},
            "address": ", ".join(
                filter(
                    None,
                    (
                        lead_sudo.street,
                        lead_sudo.street2,
                        lead_sudo.zip,
                        lead_sudo.city,
                        self._place(lead_sudo),
                    ),
                )
            ),
        }

    def _offer_page_values(self, **values):
        return {
            **self._prepare_portal_layout_values(),
            "page_name": "partner_offer",
            **values,
        }

    # ------------------------------------------------------------------ pages
    @route(
        ["/my/offers", "/my/offers/page/<int:page>"],
        type="http",
        auth="user",
        website=True,
        readonly=True,
    )
    def portal_my_offers(self, page=1, filterby="all", **kwargs):
        """Leads offered to the partner, those that wait first."""
        partner_sudo = self._get_desk_partner_sudo("leads")
        if not partner_sudo:
            return request.redirect("/my")
        filterby = filterby if filterby in FILTERS else "all"
        domain = self._get_offers_domain(partner_sudo) & Domain(FILTERS[filterby])
        offers_sudo = self._offers_sudo()
        pages = pager(
            url="/my/offers",
            url_args={"filterby": filterby},
            total=offers_sudo.search_count(domain),
            page=page,
            step=PAGE,
        )
        found_sudo = offers_sudo.search(
            domain, limit=PAGE, offset=pages["offset"], order="offered_at desc, id desc"
        )
        _ = request.env._
        values = self._offer_page_values(
            offers=[
                self._offer_row(one)
                for one in found_sudo.sorted(lambda one: one.state != "offered")
            ],
            pager=pages,
            default_url="/my/offers",
            filterby=filterby,
            filters={
                "all": _("All"),
                "waiting": _("Waiting for an answer"),
                "accepted": _("Accepted"),
                "closed": _("Closed"),
            },
        )
        return request.render("partner_portal.portal_my_offers", values)

    @route(
        "/my/offers/<int:offer_id>",
        type="http",
        auth="user",
        website=True,
        readonly=True,
    )
    def portal_my_offer(self, offer_id, **kwargs):
        """Page of one offer."""
        return self._render_offer(self._get_offer_sudo(offer_id))

    def _render_offer(self, offer_sudo, error=None, texts=None):
        env = request.env
        lead_sudo = offer_sudo.lead_id
        row = self._offer_row(offer_sudo)
        mine = row["state"] == "accepted"
        values = self._offer_page_values(
            offer=row,
            details=self._details(offer_sudo),
            reasons=[
                (one.id, one.name, one.needs_note)
                for one in env["partner.lead.reason"].sudo().search([])
            ],
            lost_reasons=[
                (one.id, one.name) for one in env["crm.lost.reason"].sudo().search([])
            ],
            in_work=mine and lead_sudo.won_status == "pending" and lead_sudo.active,
            lead_url=mine
            and lead_sudo.active
            and lead_sudo.type == "opportunity"
            and f"/my/opportunity/{lead_sudo.id}",
            lost_reason=mine and lead_sudo.lost_reason_id.name,
            decline_reason=offer_sudo.reason_id.name,
            note=offer_sudo.note,
            texts=texts or {},
            error=error,
        )
        return request.render("partner_portal.portal_my_offer", values)

    @route(
        "/my/offers/<int:offer_id>/<string:action>",
        type="http",
        auth="user",
        website=True,
        methods=["POST"],
    )
    def portal_offer_act(self, offer_id, action, **texts):
        """Open the details, accept, decline, report the end."""
        offer_sudo = self._get_offer_sudo(offer_id)
        acts = {
            "open": self._offer_open,
            "accept": self._offer_accept,
            "decline": self._offer_decline,
            "won": self._offer_won,
            "lost": self._offer_lost,
        }
        if action not in acts:
            raise request.not_found()
        try:
            with request.env.cr.savepoint():
                error = acts[action](offer_sudo, texts)
                if not error:
                    self._trace(f"offer_{action}", offer_sudo)
        except UserError as refused:
            error = str(refused)
        if error:
            return self._render_offer(self._get_offer_sudo(offer_id), error, texts)
        return request.redirect(f"/my/offers/{offer_id}")

    def _offer_open(self, offer_sudo, _texts):
        offer_sudo._open(request.env.user)

    def _offer_accept(self, offer_sudo, _texts):
        if not offer_sudo._accept(request.env.user):
            return request.env._(
                "This lead is not free any more: it was closed or given away "
                "meanwhile. We are sorry."
            )
        return None

    def _offer_decline(self, offer_sudo, texts):
        offer_sudo._decline(
            request.env.user,
            self._chosen("partner.lead.reason", texts),
            (texts.get("note") or "").strip()[:MAX_NOTE],
        )

    def _offer_won(self, offer_sudo, _texts):
        offer_sudo._close_lead(won=True)

    def _offer_lost(self, offer_sudo, texts):
        offer_sudo._close_lead(False, self._chosen("crm.lost.reason", texts))

    def _chosen(self, model, texts):
        """The reason that was chosen on the page, or no record."""
        reasons_sudo = request.env[model].sudo()
        text = texts.get("reason_id") or ""
        number = int(text) if text.isdecimal() and len(text) < 10 else 0
        return reasons_sudo.search([("id", "=", number)])

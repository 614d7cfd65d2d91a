from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.http import request, route
from odoo.tools import format_date, format_datetime

from odoo.addons.portal.controllers.portal import pager

from ..tools import deal_file
from .portal import PartnerDesk, reads_only

PAGE = 20
MAX_FILE = 512 * 1024
MAX_MESSAGE = 5000
#: Searches that a user may send in a minute.
SEARCHES = 60
#: Deals with their clocks on the home page; from how many days on an end is near.
CLOCKS = 5
WARN_DAYS = 14
FILTERS = {
    "all": [],
    "review": [("state", "=", "submitted")],
    "protected": [("state", "=", "approved")],
    "draft": [("state", "=", "draft")],
    "closed": [
        ("state", "in", ("won", "lost", "declined", "withdrawn", "expired")),
    ],
}
BADGES = {
    "draft": "text-bg-warning",
    "submitted": "text-bg-info",
    "approved": "text-bg-success",
    "won": "text-bg-success",
}


class PartnerDeals(PartnerDesk):
    """Deals of the user's own company. Nothing is read of any other record: a number
    that is not its own is answered like one that does not exist."""

    def _desk_pages(self):
        return [
            *super()._desk_pages(),
            {
                "key": "deals",
                "label": request.env._("Deals"),
                "url": "/my/deals",
                "right": "deals",
                "sequence": 20,
            },
        ]

    def _desk_cards(self, partner_sudo):
        # EXTENDS the home page: open registrations, the nearest end first
        cards = super()._desk_cards(partner_sudo)
        if "deals" not in request.env.user._channel_rights():
            return cards
        domain = self._get_deals_domain(partner_sudo)
        deals_sudo = request.env["partner.deal"].sudo()
        counts = dict(
            deals_sudo._read_group(
                domain & Domain("state", "in", ("submitted", "approved")),
                ["state"],
                ["__count"],
            )
        )
        lines = [
            line
            for state, order in (
                ("approved", "protected_until, id"),
                ("submitted", "review_deadline, id"),
            )
            for line in self._clock_lines(
                deals_sudo.search(
                    domain & Domain("state", "=", state), order=order, limit=CLOCKS
                )
            )
        ]
        soon = [line for line in lines if line["kind"] == "warning"]
        _ = request.env._
        cards.append(
            {
                "key": "deals",
                "title": _("Registered deals"),
                "value": sum(counts.values()),
                "help": _(
                    "Protected: %(protected)s, in review: %(review)s",
                    protected=counts.get("approved", 0),
                    review=counts.get("submitted", 0),
                ),
                "url": "/my/deals",
                "kind": "warning" if soon else "plain",
                "right": "deals",
                "sequence": 20,
                "lines": lines[:CLOCKS],
            }
        )
        return cards

    def _clock_lines(self, deals_sudo):
        """Deals with their clocks, as lines of a card."""
        _ = request.env._
        return [
            {
                "text": deal.client_name,
                "url": f"/my/deals/{deal.id}",
                "kind": "warning"
                if deal.state == "approved" and deal.days_left <= WARN_DAYS
                else "plain",
                "note": _(
                    "Protected until %(date)s",
                    date=format_date(request.env, deal.protected_until),
                )
                if deal.state == "approved"
                else _(
                    "Answer by %(time)s",
                    time=format_datetime(
                        request.env, deal.review_deadline, dt_format="short"
                    ),
                ),
            }
            for deal in deals_sudo
        ]

    def _get_deals_domain(self, partner_sudo):
        """Deals that the user may see."""
        return Domain("partner_id", "=", partner_sudo.id) & Domain(
            "company_id", "in", request.env.companies.ids
        )

    def _get_deal_sudo(self, deal_id):
        """The deal, if the user may see it; else the page does not exist."""
        partner_sudo = self._get_desk_partner_sudo("deals")
        domain = self._get_deals_domain(partner_sudo) & Domain("id", "=", deal_id)
        deal_sudo = request.env["partner.deal"].sudo().search(domain)
        if not partner_sudo or not deal_sudo:
            raise request.not_found()
        return deal_sudo

    def _deal_page_values(self, **values):
        return {
            **self._prepare_portal_layout_values(),
            "page_name": "partner_deal",
            **values,
        }

    # ------------------------------------------------------------------ reading
    @route(
        ["/my/deals", "/my/deals/page/<int:page>"],
        type="http",
        auth="user",
        website=True,
        readonly=reads_only,
    )
    def portal_my_deals(self, page=1, filterby="all", search="", **kwargs):
        """List of the partner's deals."""
        partner_sudo = self._get_desk_partner_sudo("deals")
        if not partner_sudo:
            return request.redirect("/my")
        filterby = filterby if filterby in FILTERS else "all"
        search = search.strip()[:100]
        domain = self._get_deals_domain(partner_sudo) & Domain(FILTERS[filterby])
        if search:
            request.env["partner.limit"]._take("search", SEARCHES, 60)
            domain &= Domain.OR(
                [
                    [(name, "ilike", search)]
                    for name in ("name", "client_name", "subject")
                ]
            )
        deals_sudo = request.env["partner.deal"].sudo()
        total = deals_sudo.search_count(domain)
        pages = pager(
            url="/my/deals",
            url_args={"filterby": filterby, "search": search},
            total=total,
            page=page,
            step=PAGE,
        )
        values = self._deal_page_values(
            deals=[
                self._deal_row(deal)
                for deal in deals_sudo.search(
                    domain, limit=PAGE, offset=pages["offset"], order="id desc"
                )
            ],
            pager=pages,
            default_url="/my/deals",
            filterby=filterby,
            filters=self._filter_names(),
            search=search,
            total=total,
        )
        return request.render("partner_portal.portal_my_deals", values)

    def _filter_names(self):
        _ = request.env._
        return {
            "all": _("All"),
            "review": _("In review"),
            "protected": _("Protected"),
            "draft": _("Drafts"),
            "closed": _("Closed"),
        }

    def _state_name(self, deal_sudo):
        selection = deal_sudo._fields["state"]._description_selection(request.env)
        return dict(selection)[deal_sudo.state]

    def _deal_row(self, deal_sudo):
        """What the partner may know of a deal: chosen values, no record."""
        return {
            "id": deal_sudo.id,
            "name": deal_sudo.name,
            "client": deal_sudo.client_name,
            "subject": deal_sudo.subject,
            "amount": deal_sudo.amount,
            "currency": deal_sudo.currency_id,
            "state": deal_sudo.state,
            "state_name": self._state_name(deal_sudo),
            "badge": BADGES.get(deal_sudo.state, "text-bg-secondary"),
            "submitted_at": deal_sudo.submitted_at,
            "review_deadline": deal_sudo.review_deadline,
            "protected_until": deal_sudo.protected_until,
            "days_left": deal_sudo.days_left,
        }

    @route(
        "/my/deals/<int:deal_id>",
        type="http",
        auth="user",
        website=True,
        readonly=True,
    )
    def portal_my_deal(self, deal_id, **kwargs):
        """Page of one deal."""
        return self._render_deal(self._get_deal_sudo(deal_id))

    def _render_deal(self, deal_sudo, error=None):
        reasons_sudo = request.env["partner.deal.reason"].sudo()
        values = self._deal_page_values(
            deal={
                **self._deal_row(deal_sudo),
                **{
                    name: deal_sudo[name]
                    for name in (
                        "client_vat",
                        "client_email",
                        "client_phone",
                        "client_website",
                        "client_contact",
                        "description",
                        "date_expected",
                        "decision_note",
                        "extension_state",
                        "extension_note",
                    )
                },
                "address": ", ".join(
                    filter(
                        None,
                        (
                            deal_sudo.client_street,
                            deal_sudo.client_zip,
                            deal_sudo.client_city,
                            deal_sudo.client_country_id.name,
                        ),
                    )
                ),
                "reason": deal_sudo.reason_id.text or deal_sudo.reason_id.name,
                "prices": [
                    {
                        "product": line.product_id.display_name,
                        "quantity": line.quantity,
                        "price": line.price,
                    }
                    for line in deal_sudo.price_ids
                    if line.price and deal_sudo.pricelist_id
                ],
            },
            can_extend=deal_sudo._may_ask_extension(),
            lost_reasons=[
                (reason.id, reason.name)
                for reason in reasons_sudo.search([("kind", "=", "lost")])
            ],
            messages=self._deal_messages(deal_sudo),
            error=error,
        )
        return request.render("partner_portal.portal_my_deal", values)

    def _deal_messages(self, deal_sudo):
        """What was written between the partner and us; no notes of ours."""
        messages_sudo = (
            request.env["mail.message"]
            .sudo()
            .search(
                [
                    ("model", "=", deal_sudo._name),
                    ("res_id", "=", deal_sudo.id),
                    ("subtype_id", "=", request.env.ref("mail.mt_comment").id),
                    ("is_internal", "=", False),
                ],
                limit=50,
            )
        )
        mine = deal_sudo.partner_id
        return [
            {
                "author": message.author_id.name
                if message.author_id.commercial_partner_id == mine
                else request.env.company.name,
                "mine": message.author_id.commercial_partner_id == mine,
                "date": message.date,
                "body": message.body,
            }
            for message in messages_sudo
        ]

    # ------------------------------------------------------------------ registering
    @route(
        ["/my/deals/new", "/my/deals/<int:deal_id>/edit"],
        type="http",
        auth="user",
        website=True,
        methods=["GET", "POST"],
    )
    def portal_deal_form(self, deal_id=None, **texts):
        """Register a deal, or go on with a draft: one page."""
        partner_sudo = self._get_desk_partner_sudo("deals")
        if not partner_sudo:
            return request.redirect("/my")
        draft_sudo = deal_id and self._get_deal_sudo(deal_id)
        if draft_sudo and draft_sudo.state != "draft":
            return request.redirect(f"/my/deals/{deal_id}")
        if request.httprequest.method == "GET":
            return self._render_deal_form(draft_sudo, self._texts_of(draft_sudo), {})
        deals = request.env["partner.deal"]
        values, errors = deals._values_of_texts(texts)
        if errors:
            return self._render_deal_form(draft_sudo, texts, errors)
        submit = "save" not in texts
        try:
            with request.env.cr.savepoint():
                if draft_sudo:
                    draft_sudo.write(values)
                    if submit:
                        draft_sudo._submit()
                else:
                    draft_sudo = deals._register_from_portal(
                        partner_sudo, request.env.user.partner_id, values, submit
                    )
                self._trace("deal_submit" if submit else "deal_draft", draft_sudo)
        except UserError as error:
            again = deal_id and self._get_deal_sudo(deal_id)
            return self._render_deal_form(again, texts, {"form": str(error)})
        return request.redirect(f"/my/deals/{draft_sudo.id}")

    def _texts_of(self, deal_sudo):
        """Texts of the form for a draft, or for a new deal."""
        deal_sudo = deal_sudo or request.env["partner.deal"].sudo()
        names = (
            "client_name",
            "client_vat",
            "client_email",
            "client_phone",
            "client_website",
            "client_street",
            "client_zip",
            "client_city",
            "client_contact",
            "subject",
            "description",
            "date_expected",
        )
        country = deal_sudo.client_country_id or request.env.company.country_id
        return {
            **{name: deal_sudo[name] or "" for name in names},
            "client_country_id": str(country.id or ""),
            "amount": f"{deal_sudo.amount:.2f}" if deal_sudo.amount else "",
        }

    def _render_deal_form(self, draft_sudo, texts, errors):
        company_sudo = request.env.company.sudo()
        countries_sudo = request.env["res.country"].sudo()
        values = self._deal_page_values(
            draft_id=draft_sudo and draft_sudo.id,
            texts=texts,
            errors=errors,
            countries=[(str(one.id), one.name) for one in countries_sudo.search([])],
            minimum=company_sudo.partner_deal_minimum,
            currency=company_sudo.currency_id,
            hours=company_sudo.partner_deal_review_hours,
        )
        return request.render("partner_portal.portal_deal_form", values)

    @route(
        "/my/deals/import",
        type="http",
        auth="user",
        website=True,
        methods=["GET", "POST"],
    )
    def portal_deal_import(self, file=None, **kwargs):
        """Register the deals of a CSV file, with an answer line by line."""
        partner_sudo = self._get_desk_partner_sudo("deals")
        if not partner_sudo:
            return request.redirect("/my")
        values = {"results": None, "error": None}
        if request.httprequest.method == "POST":
            values.update(self._import(partner_sudo, file))
        page = self._deal_page_values(
            columns=list(deal_file.COLUMNS.values()),
            mail_address=request.env["partner.deal"]._mail_address(),
            **values,
        )
        return request.render("partner_portal.portal_deal_import", page)

    def _import(self, partner_sudo, file):
        try:
            _name, content, _type = self._take_upload(file, ("csv",), MAX_FILE)
            rows = deal_file.read(content)
            results = request.env["partner.deal"]._register_rows(
                partner_sudo, request.env.user.partner_id, rows
            )
            for _line, _client, deal, _sentence in results:
                if deal:
                    self._trace("deal_import", deal)
        except deal_file.BadFile as error:
            return {"error": self._file_sentence(error)}
        except UserError as error:
            return {"error": str(error)}
        return {
            "results": [
                {
                    "line": line,
                    "client": client,
                    "deal": deal and {"id": deal.id, "name": deal.name},
                    "sentence": sentence,
                }
                for line, client, deal, sentence in results
            ]
        }

    def _file_sentence(self, error):
        _ = request.env._
        return {
            "encoding": lambda: _("This is no text. Save the table as CSV (UTF-8)."),
            "heading": lambda: _(
                "The first line must name the columns, “client” among them. Found: "
                "%(columns)s",
                **error.details,
            ),
            "empty": lambda: _("There are no deals below the line of headings."),
            "long": lambda: _(
                "A file may hold %(limit)s deals: send the rest in another one.",
                **error.details,
            ),
        }[error.kind]()

    # ------------------------------------------------------------------ acting
    @route(
        "/my/deals/<int:deal_id>/<string:action>",
        type="http",
        auth="user",
        website=True,
        methods=["POST"],
    )
    def portal_deal_act(self, deal_id, action, **texts):
        """Withdraw, extend, report the end, write a message."""
        deal_sudo = self._get_deal_sudo(deal_id)
        acts = {
            "withdraw": self._act_deal_withdraw,
            "extend": self._act_extend,
            "won": self._act_won,
            "lost": self._act_lost,
            "message": self._act_deal_message,
        }
        if action not in acts:
            raise request.not_found()
        try:
            with request.env.cr.savepoint():
                acts[action](deal_sudo, texts)
                self._trace(f"deal_{action}", deal_sudo)
        except UserError as error:
            return self._render_deal(self._get_deal_sudo(deal_id), str(error))
        return request.redirect(f"/my/deals/{deal_id}")

    def _act_deal_withdraw(self, deal_sudo, _texts):
        deal_sudo._close("withdrawn")

    def _act_extend(self, deal_sudo, texts):
        deal_sudo._request_extension((texts.get("note") or "")[:MAX_MESSAGE])

    def _act_won(self, deal_sudo, _texts):
        deal_sudo._close("won")
        deal_sudo._plan_for_manager(request.env._("The partner reports: won"))

    def _act_lost(self, deal_sudo, texts):
        reason_id = texts.get("reason_id") or ""
        reason_sudo = request.env["partner.deal.reason"].sudo()
        if reason_id.isdigit():
            reason_sudo = reason_sudo.search(
                [("id", "=", int(reason_id)), ("kind", "=", "lost")]
            )
        deal_sudo._close("lost", reason_sudo)

    def _act_deal_message(self, deal_sudo, texts):
        text = (texts.get("message") or "").strip()[:MAX_MESSAGE]
        if not text:
            raise UserError(request.env._("Write the message first."))
        deal_sudo.message_post(
            body=text,
            author_id=request.env.user.partner_id.id,
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
        )
        deal_sudo._plan_for_manager(
            request.env._("Message of the partner: %(deal)s", deal=deal_sudo.name)
        )

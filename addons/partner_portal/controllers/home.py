from odoo import fields
from odoo.fields import Domain
from odoo.http import request, route
from odoo.tools import format_date

from odoo.addons.portal.controllers.portal import pager

from .portal import PartnerDesk

#: Announcements on the home page, and on a page of their list.
NEWS = 3
NEWS_PAGE = 20
#: Cards below the sequence belong to the section.
SECTIONS = (("work", 100), ("sales", 200), ("money", 300), ("programme", 10000))


class PartnerHome(PartnerDesk):
    """The home page of a channel partner: what waits, what it sells, what it owes."""

    # ------------------------------------------------------------------ cards
    def _desk_cards(self, partner_sudo):
        cards = super()._desk_cards(partner_sudo)
        rights = request.env.user._channel_rights()
        if "leads" in rights:
            cards += self._lead_cards()
        if rights & {"orders", "invoices"}:
            figures = partner_sudo._get_desk_figures()
            if "orders" in rights:
                cards += self._order_cards(figures)
            if "invoices" in rights:
                cards += self._invoice_cards(figures)
        return cards

    def _money(self, amount):
        return request.env.company.currency_id.format(amount)

    def _lead_cards(self):
        _ = request.env._
        leads = self._prepare_desk_leads()
        nothing = not any(count for count, amount in leads.values())
        titles = {
            "new": (_("New leads, to accept"), "/my/leads", 30),
            "work": (_("Leads in work"), "/my/opportunities", 110),
            "won": (_("Leads won"), "/my/opportunities?filterby=won", 111),
            "lost": (_("Leads lost"), "/my/opportunities?filterby=lost", 112),
        }
        cards = [
            {
                "key": state,
                "title": title,
                "value": leads[state][0],
                "help": self._money(leads[state][1]),
                "url": url,
                "kind": "plain",
                "right": "leads",
                "sequence": sequence,
            }
            for state, (title, url, sequence) in titles.items()
        ]
        if leads["new"][0]:
            cards[0]["kind"] = "warning"
        if nothing:
            cards[0]["help"] = _(
                "No leads have been given to you yet. Your manager can tell you how to "
                "get them."
            )
        return cards

    def _order_cards(self, figures):
        _ = request.env._
        count, amount = self._prepare_desk_quotations()
        untaxed = _("%(amount)s without taxes", amount=self._money(amount))
        open_amount = self._money(figures["order_open_amount"])
        values = {
            "quotations": (_("Quotations to review"), count, untaxed, "/my/quotes", 40),
            "orders": (
                _("Orders in progress"),
                int(figures["order_open_count"]),
                _("%(amount)s without taxes", amount=open_amount),
                "/my/orders",
                120,
            ),
            "turnover": (
                _("Bought in 12 months"),
                self._money(figures["turnover_12m"]),
                _("Invoiced, without taxes"),
                None,
                121,
            ),
            "turnover_prev": (
                _("In the 12 months before"),
                self._money(figures["turnover_prev_12m"]),
                _("Invoiced, without taxes"),
                None,
                122,
            ),
        }
        cards = self._plain_cards(values, "orders")
        if count:
            cards[0]["kind"] = "warning"
        return cards

    def _invoice_cards(self, figures):
        _ = request.env._
        overdue = figures["receivable_overdue"] > 0
        values = {
            "invoices": (
                _("Invoices not paid in full"),
                request.env["account.move"].search_count(
                    self._get_desk_open_invoices_domain()
                ),
                "",
                "/my/invoices",
                210,
            ),
            "balance": (
                _("To pay"),
                self._money(figures["receivable_open"]),
                _("Less payments and credit notes"),
                "/my/invoices",
                211,
            ),
            "overdue": (
                _("Of it overdue"),
                self._money(figures["receivable_overdue"]),
                _("Pay it first: new orders may wait for it") if overdue else "",
                "/my/invoices?sortby=duedate",
                212,
            ),
        }
        cards = self._plain_cards(values, "invoices")
        if overdue:
            cards[-1]["kind"] = "danger"
        return cards

    def _plain_cards(self, values, right):
        return [
            {
                "key": key,
                "title": title,
                "value": value,
                "help": text,
                "url": url,
                "kind": "plain",
                "right": right,
                "sequence": sequence,
            }
            for key, (title, value, text, url, sequence) in values.items()
        ]

    def _prepare_desk_leads(self):
        """Return ``{state: (count, expected revenue)}`` of the leads that the user sees
        in the portal; absent states have none."""
        user = request.env.user
        domain = [("partner_assigned_id", "child_of", user.commercial_partner_id.id)]
        figures = request.env["crm.lead"]._get_channel_figures(domain)
        states = dict.fromkeys(("new", "work", "won", "lost"), (0, 0.0))
        for found in figures.values():
            for state, (count, amount) in found.items():
                states[state] = (states[state][0] + count, states[state][1] + amount)
        return states

    def _prepare_desk_quotations(self):
        """Return number and untaxed amount, in the company's currency at the rate of
        each document, of the offers that wait for the partner's answer."""
        orders = request.env["sale.order"].search_fetch(
            self._prepare_quotations_domain(request.env.user.partner_id),
            ["amount_untaxed", "currency_rate"],
        )
        amount = sum(
            order.amount_untaxed / (order.currency_rate or 1) for order in orders
        )
        return len(orders), amount

    def _get_desk_open_invoices_domain(self):
        return self._get_invoices_domain("out") & Domain(
            "payment_state", "in", ("not_paid", "partial")
        )

    # ------------------------------------------------------------------ the page
    def _prepare_partner_desk_values(self, partner_sudo):
        """Return what the page shows: names, numbers and links, no records.

        :param partner_sudo: the commercial partner of the user
        """
        values = self._prepare_portal_layout_values()
        manager_sudo = values["sales_user"].sudo()
        return {
            **values,
            "page_name": "partner_desk",
            "partner_name": partner_sudo.name,
            "grade_name": partner_sudo.grade_id.name,
            "partner_since": partner_sudo.date_partnership,
            "manager": {
                "name": manager_sudo.name,
                "email": manager_sudo.email,
                "phone": manager_sudo.phone,
            },
            "news": self._news_rows(self._get_news_sudo(partner_sudo, limit=NEWS)),
            "sections": self._sections(self._allowed(self._desk_cards(partner_sudo))),
        }

    def _sections(self, cards):
        """Cards in their sections, those without cards left out."""
        _ = request.env._
        titles = {
            "work": _("Waiting for You"),
            "sales": _("Your Sales"),
            "money": _("Your Account"),
            "programme": _("Your Programme"),
        }
        sections, start = [], 0
        for key, end in SECTIONS:
            mine = [one for one in cards if start <= one["sequence"] < end]
            if mine:
                sections.append({"key": key, "title": titles[key], "cards": mine})
            start = end
        return sections

    @route("/my/partner", type="http", auth="user", website=True, readonly=True)
    def portal_my_partner(self, **kwargs):
        """Page of the user's own company; back to the portal for anybody else."""
        partner_sudo = self._get_desk_partner_sudo()
        if not partner_sudo:
            return request.redirect("/my")
        values = self._prepare_partner_desk_values(partner_sudo)
        return request.render("partner_portal.portal_my_partner", values)

    # ------------------------------------------------------------------ announcements
    def _get_news_sudo(self, partner_sudo, domain=None, **options):
        """Announcements to the partner, the newest first."""
        news_sudo = request.env["partner.announcement"].sudo()
        visible = news_sudo._visible_domain(partner_sudo) & Domain(domain or [])
        return news_sudo.search(visible, **options)

    def _news_rows(self, news_sudo):
        """What the partner reads of announcements: chosen values, no record."""
        read = news_sudo._read_by(request.env.user)
        return [
            {
                "id": one.id,
                "title": one.name,
                "date": format_date(request.env, one.date_from),
                "important": one.important,
                "new": one.id not in read,
            }
            for one in news_sudo
        ]

    @route(
        ["/my/partner/news", "/my/partner/news/page/<int:page>"],
        type="http",
        auth="user",
        website=True,
        readonly=True,
    )
    def portal_my_news(self, page=1, **kwargs):
        """All announcements that are valid today."""
        partner_sudo = self._get_desk_partner_sudo()
        if not partner_sudo:
            return request.redirect("/my")
        news_sudo = request.env["partner.announcement"].sudo()
        total = news_sudo.search_count(news_sudo._visible_domain(partner_sudo))
        pages = pager(url="/my/partner/news", total=total, page=page, step=NEWS_PAGE)
        found_sudo = self._get_news_sudo(
            partner_sudo, limit=NEWS_PAGE, offset=pages["offset"]
        )
        values = {
            **self._prepare_portal_layout_values(),
            "page_name": "partner_news",
            "news": self._news_rows(found_sudo),
            "pager": pages,
        }
        return request.render("partner_portal.portal_my_news", values)

    @route("/my/partner/news/<int:news_id>", type="http", auth="user", website=True)
    def portal_my_news_item(self, news_id, **kwargs):
        """One announcement; opening it is what we call reading."""
        partner_sudo = self._get_desk_partner_sudo()
        one_sudo = self._get_news_sudo(partner_sudo, [("id", "=", news_id)])
        if not partner_sudo or not one_sudo:
            raise request.not_found()
        one_sudo._mark_read(request.env.user)
        values = {
            **self._prepare_portal_layout_values(),
            "page_name": "partner_news",
            "item": {
                "title": one_sudo.name,
                "date": format_date(request.env, one_sudo.date_from),
                "until": one_sudo.date_to
                and format_date(request.env, fields.Date.to_date(one_sudo.date_to)),
                "important": one_sudo.important,
                "body": one_sudo.body,
            },
        }
        return request.render("partner_portal.portal_my_news_item", values)

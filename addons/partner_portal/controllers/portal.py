from odoo.fields import Domain
from odoo.http import request, route

from odoo.addons.portal.controllers.portal import CustomerPortal


class PartnerDesk(CustomerPortal):
    """The desk of a channel partner in the portal.

    Documents are counted with the rights of the user, so that each number is that of
    the page of core it leads to; only names and figures of the partner's own company
    are read beyond them. Domains of quotations and invoices come from the portals of
    sale and account: all extensions of this controller are one class in the end.
    """

    def _get_desk_partner_sudo(self, right="home"):
        """Return the user's company if it is a channel partner, else no record.

        :param right: what the page shows, one of those of ``_channel_rights``; without
            it the user has no such page
        """
        user = request.env.user
        entity_sudo = user.sudo().commercial_partner_id
        return entity_sudo if right in user._channel_rights() else entity_sudo[:0]

    def _prepare_home_portal_values(self, counters):
        values = super()._prepare_home_portal_values(counters)
        if not counters:
            values["has_partner_desk"] = bool(self._get_desk_partner_sudo())
        return values

    def _prepare_partner_desk_values(self, partner_sudo):
        """Return what the page shows: names, numbers and links, no records.

        :param partner_sudo: the commercial partner of the user
        """
        env = request.env
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
            "currency": env.company.currency_id,
            "leads": self._prepare_desk_leads(),
            "quotations": self._prepare_desk_quotations(),
            "invoice_count": env["account.move"].search_count(
                self._get_desk_open_invoices_domain()
            ),
            "figures": partner_sudo._get_desk_figures(),
        }

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

    @route("/my/partner", type="http", auth="user", website=True, readonly=True)
    def portal_my_partner(self, **kwargs):
        """Page of the user's own company; back to the portal for anybody else."""
        partner_sudo = self._get_desk_partner_sudo()
        if not partner_sudo:
            return request.redirect("/my")
        values = self._prepare_partner_desk_values(partner_sudo)
        return request.render("partner_portal.portal_my_partner", values)

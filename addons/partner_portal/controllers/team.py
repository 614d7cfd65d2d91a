from odoo.exceptions import UserError
from odoo.http import request, route

from .portal import PartnerDesk

#: Invitations that an owner may send in an hour.
INVITATIONS = 20
SEEN = {"active": "text-bg-success", "invited": "text-bg-info"}


class PartnerTeam(PartnerDesk):
    """Who works for the partner in the portal, and with which role: owners only."""

    def _desk_pages(self):
        return [
            *super()._desk_pages(),
            {
                "key": "team",
                "label": request.env._("Team"),
                "url": "/my/partner/team",
                "right": "team",
                "sequence": 80,
            },
        ]

    def _render_team(self, partner_sudo, texts=None, error=None, notice=None):
        roles = request.env["res.partner"]._fields["channel_role"]
        people = partner_sudo._team_rows(request.env.user.partner_id)
        names = {
            "active": request.env._("Active"),
            "invited": request.env._("Invited"),
            "closed": request.env._("No access"),
        }
        for person in people:
            person["state_name"] = names[person["state"]]
            person["badge"] = SEEN.get(person["state"], "text-bg-secondary")
        values = {
            **self._prepare_portal_layout_values(),
            "page_name": "partner_team",
            "people": people,
            "roles": roles._description_selection(request.env),
            "explanations": self._explanations(),
            "texts": texts or {},
            "error": error,
            "notice": notice,
        }
        return request.render("partner_portal.portal_my_team", values)

    def _explanations(self):
        _ = request.env._
        return {
            "owner": _("Everything, and this page."),
            "sales": _("Deals, leads, catalogue, orders, programme. No invoices."),
            "accountant": _("Orders, invoices, agreements. No deals and leads."),
            "technician": _("Catalogue and training."),
        }

    def _get_person_sudo(self, contact_id):
        """The company and one of its people, if the user manages the team."""
        partner_sudo = self._get_desk_partner_sudo("team")
        person_sudo = partner_sudo[:1] and partner_sudo._team_person_sudo(contact_id)
        if not person_sudo:
            raise request.not_found()
        return partner_sudo, person_sudo

    @route(
        "/my/partner/team",
        type="http",
        auth="user",
        website=True,
        methods=["GET", "POST"],
    )
    def portal_my_team(self, **texts):
        """The team; sent as a form, an invitation to it."""
        partner_sudo = self._get_desk_partner_sudo("team")
        if not partner_sudo:
            return request.redirect("/my")
        if request.httprequest.method == "GET":
            return self._render_team(
                partner_sudo, notice=request.session.pop("partner_team_notice", None)
            )
        request.env["partner.limit"]._take("team_invite", INVITATIONS, 3600)
        try:
            with request.env.cr.savepoint():
                contact_sudo = partner_sudo._team_invite(texts, request.env.company)
                self._trace("team_invite", contact_sudo, contact_sudo.channel_role)
        except UserError as error:
            kept = {
                name: (texts.get(name) or "")[:200]
                for name in ("name", "email", "role")
            }
            return self._render_team(partner_sudo, kept, str(error))
        return self._back(
            request.env._("%(name)s was invited.", name=contact_sudo.name)
        )

    @route(
        "/my/partner/team/<int:contact_id>/<string:action>",
        type="http",
        auth="user",
        website=True,
        methods=["POST"],
    )
    def portal_team_act(self, contact_id, action, **texts):
        """Change the role, take the access away, give it again."""
        partner_sudo, person_sudo = self._get_person_sudo(contact_id)
        acts = {
            "role": self._act_role,
            "close": self._act_close,
            "reopen": self._act_reopen,
        }
        if action not in acts:
            raise request.not_found()
        try:
            with request.env.cr.savepoint():
                notice = acts[action](partner_sudo, person_sudo, texts)
                self._trace(f"team_{action}", person_sudo, person_sudo.channel_role)
        except UserError as error:
            return self._render_team(partner_sudo, error=str(error))
        return self._back(notice)

    def _back(self, notice):
        request.session["partner_team_notice"] = notice
        return request.redirect("/my/partner/team")

    def _act_role(self, partner_sudo, person_sudo, texts):
        partner_sudo._team_set_role(person_sudo, texts.get("role") or "")
        return request.env._("%(name)s has another role now.", name=person_sudo.name)

    def _act_close(self, partner_sudo, person_sudo, _texts):
        partner_sudo._team_close(person_sudo, request.env.user.partner_id)
        return request.env._("%(name)s has no access any more.", name=person_sudo.name)

    def _act_reopen(self, partner_sudo, person_sudo, _texts):
        request.env["partner.limit"]._take("team_invite", INVITATIONS, 3600)
        partner_sudo._team_reopen(person_sudo, request.env.company)
        return request.env._("%(name)s was invited.", name=person_sudo.name)

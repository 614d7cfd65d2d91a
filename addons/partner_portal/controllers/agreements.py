from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.http import content_disposition, request, route

from odoo.addons.portal.controllers.portal import pager

from .portal import PartnerDesk

PAGE = 20
MAX_REASON = 2000
BADGES = {
    "offered": "text-bg-warning",
    "signed": "text-bg-info",
    "active": "text-bg-success",
}


class PartnerAgreements(PartnerDesk):
    """Agreements with the user's own company, once they are offered."""

    def _desk_pages(self):
        return [
            *super()._desk_pages(),
            {
                "key": "agreements",
                "label": request.env._("Agreements"),
                "url": "/my/agreements",
                "right": "agreements",
                "sequence": 70,
            },
        ]

    def _desk_cards(self, partner_sudo):
        _ = request.env._
        agreements_sudo = request.env["partner.agreement"].sudo()
        domain = self._get_agreements_domain(partner_sudo)
        waiting = agreements_sudo.search_count(domain & Domain("state", "=", "offered"))
        ending = agreements_sudo.search(
            domain & Domain("is_to_renew", "=", True), order="date_end", limit=5
        )
        in_force = agreements_sudo.search_count(domain & Domain("state", "=", "active"))
        card = {
            "key": "agreements",
            "title": _("Agreements"),
            "value": in_force,
            "help": _("in force"),
            "url": "/my/agreements",
            "kind": "plain",
            "right": "agreements",
            "sequence": 310,
        }
        if ending:
            card.update(
                kind="warning",
                help=_("in force; one ends in %(days)s days", days=ending[0].days_left),
            )
        if waiting:
            card.update(
                value=waiting, kind="warning", help=_("to be signed"), sequence=30
            )
        return [*super()._desk_cards(partner_sudo), card]

    def _get_agreements_domain(self, partner_sudo):
        """Agreements that the user may see."""
        return (
            Domain("partner_id", "=", partner_sudo.id)
            & Domain("company_id", "in", request.env.companies.ids)
            & Domain("state", "!=", "draft")
        )

    def _get_agreement_sudo(self, agreement_id):
        """The agreement, if the user may see it; else the page does not exist."""
        partner_sudo = self._get_desk_partner_sudo("agreements")
        domain = self._get_agreements_domain(partner_sudo)
        domain &= Domain("id", "=", agreement_id)
        agreement_sudo = request.env["partner.agreement"].sudo().search(domain)
        if not partner_sudo or not agreement_sudo:
            raise request.not_found()
        return agreement_sudo

    def _may_sign_agreements(self):
        """Only owners bind their company."""
        return "team" in request.env.user._channel_rights()

    # ------------------------------------------------------------------ reading
    @route(
        ["/my/agreements", "/my/agreements/page/<int:page>"],
        type="http",
        auth="user",
        website=True,
        readonly=True,
    )
    def portal_my_agreements(self, page=1, **kwargs):
        """List of the agreements with the partner."""
        partner_sudo = self._get_desk_partner_sudo("agreements")
        if not partner_sudo:
            return request.redirect("/my")
        agreements_sudo = request.env["partner.agreement"].sudo()
        domain = self._get_agreements_domain(partner_sudo)
        total = agreements_sudo.search_count(domain)
        pages = pager(url="/my/agreements", total=total, page=page, step=PAGE)
        found = agreements_sudo.search(domain, limit=PAGE, offset=pages["offset"])
        values = {
            **self._prepare_portal_layout_values(),
            "page_name": "partner_agreement",
            "agreements": [self._agreement_row(one) for one in found],
            "pager": pages,
        }
        return request.render("partner_portal.portal_my_agreements", values)

    def _agreement_row(self, agreement_sudo):
        """What the partner may know of an agreement: chosen values, no record."""
        selection = agreement_sudo._fields["state"]._description_selection(request.env)
        return {
            "id": agreement_sudo.id,
            "name": agreement_sudo.name,
            "version": agreement_sudo.version,
            "title": agreement_sudo.type_id.name,
            "state": agreement_sudo.state,
            "state_name": dict(selection)[agreement_sudo.state],
            "badge": BADGES.get(agreement_sudo.state, "text-bg-secondary"),
            "date_start": agreement_sudo.date_start,
            "date_end": agreement_sudo._last_day(),
            "days_left": agreement_sudo.days_left,
            "is_ending": agreement_sudo.is_to_renew,
        }

    @route(
        "/my/agreements/<int:agreement_id>",
        type="http",
        auth="user",
        website=True,
        readonly=True,
    )
    def portal_my_agreement(self, agreement_id, **kwargs):
        """Page of one agreement."""
        return self._render_agreement(self._get_agreement_sudo(agreement_id))

    def _render_agreement(self, agreement_sudo, texts=None, error=None):
        domain = self._get_agreements_domain(agreement_sudo.partner_id) & Domain(
            "name", "=", agreement_sudo.name
        )
        versions_sudo = agreement_sudo.search(domain, order="version desc")
        to_sign = agreement_sudo.state == "offered"
        values = {
            **self._prepare_portal_layout_values(),
            "page_name": "partner_agreement",
            "agreement": {
                **self._agreement_row(agreement_sudo),
                "document": agreement_sudo.document,
                **agreement_sudo._as_signature(),
                "has_file": bool(agreement_sudo.signed_filename),
                "end_reason": agreement_sudo.end_reason,
            },
            "versions": [
                self._agreement_row(one) for one in versions_sudo - agreement_sudo
            ],
            "may_accept": to_sign
            and self._may_sign_agreements()
            and agreement_sudo.signature != "file",
            "may_decline": to_sign and self._may_sign_agreements(),
            "texts": texts or {},
            "error": error,
        }
        return request.render("partner_portal.portal_my_agreement", values)

    @route(
        "/my/agreements/<int:agreement_id>/pdf",
        type="http",
        auth="user",
        website=True,
    )
    def portal_agreement_pdf(self, agreement_id, **kwargs):
        """The document with its signature as a PDF."""
        agreement_sudo = self._get_agreement_sudo(agreement_id)
        reports_sudo = request.env["ir.actions.report"].sudo()
        content, _kind = reports_sudo._render_qweb_pdf(
            "partner_portal.action_report_partner_agreement", agreement_sudo.ids
        )
        filename = f"{agreement_sudo.name}-{agreement_sudo.version}.pdf"
        return self._send_agreement(
            content, filename.replace("/", "-"), "application/pdf"
        )

    @route(
        "/my/agreements/<int:agreement_id>/file",
        type="http",
        auth="user",
        website=True,
        readonly=True,
    )
    def portal_agreement_file(self, agreement_id, **kwargs):
        """The signed copy, as it was stored."""
        agreement_sudo = self._get_agreement_sudo(agreement_id)
        content, media_type = agreement_sudo._signed_copy()
        if not content:
            raise request.not_found()
        return self._send_agreement(content, agreement_sudo.signed_filename, media_type)

    def _send_agreement(self, content, filename, media_type):
        headers = [
            ("Content-Type", media_type),
            ("Content-Length", len(content)),
            ("Content-Disposition", content_disposition(filename)),
            ("X-Content-Type-Options", "nosniff"),
        ]
        return request.make_response(content, headers)

    # ------------------------------------------------------------------ acting
    @route(
        "/my/agreements/<int:agreement_id>/<string:action>",
        type="http",
        auth="user",
        website=True,
        methods=["POST"],
    )
    def portal_agreement_act(self, agreement_id, action, **texts):
        """Accept or decline what is offered."""
        agreement_sudo = self._get_agreement_sudo(agreement_id)
        acts = {"accept": self._accept_agreement, "decline": self._decline_agreement}
        if action not in acts or not self._may_sign_agreements():
            raise request.not_found()
        try:
            with request.env.cr.savepoint():
                acts[action](agreement_sudo, texts)
                self._trace(f"agreement_{action}", agreement_sudo)
        except UserError as error:
            again = self._get_agreement_sudo(agreement_id)
            return self._render_agreement(again, texts, str(error))
        return request.redirect(f"/my/agreements/{agreement_id}")

    def _accept_agreement(self, agreement_sudo, texts):
        if not texts.get("agreed"):
            raise UserError(
                request.env._(
                    "Confirm that you have read the agreement and may sign it."
                )
            )
        agreement_sudo._accept(
            texts.get("name"),
            texts.get("seal"),
            request.env.user,
            request.httprequest.remote_addr,
        )

    def _decline_agreement(self, agreement_sudo, texts):
        agreement_sudo._decline((texts.get("reason") or "")[:MAX_REASON])

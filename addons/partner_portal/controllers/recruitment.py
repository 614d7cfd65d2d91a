import time

from odoo.exceptions import UserError
from odoo.http import request, route
from odoo.tools.misc import hash_sign, verify_hash_signed

from odoo.addons.portal.controllers.portal import CustomerPortal

from ..models.recruitment.partner_application_portal import PEOPLE, TEXTS

#: A person needs longer than this to fill in the form, in seconds.
FASTEST = 4
#: So long a form may be open, in hours.
LONGEST_HOURS = 12
SCOPE = "partner_portal.apply"
MAX_MESSAGE = 5000
#: Bots fill it in, people do not see it.
TRAP = "fax_number"
#: How the way of an application looks to the applicant.
BADGES = {
    "new": "text-bg-info",
    "review": "text-bg-info",
    "approved": "text-bg-success",
}


class PartnerRecruitment(CustomerPortal):
    """The public form, and the page on which an applicant follows the state.

    Nobody is logged in here. The answer to a form is the same whoever applies: whom we
    know already is marked for the reviewer only.
    """

    # ------------------------------------------------------------------ applying
    def _open_types_sudo(self):
        return request.env["partner.type"].sudo().search([("is_open", "=", True)])

    @route(
        "/partners/apply",
        type="http",
        auth="public",
        website=True,
        readonly=True,
        sitemap=True,
    )
    def partner_apply(self, **kwargs):
        """Kinds of partners to choose from; with one kind its form."""
        types_sudo = self._open_types_sudo()
        if len(types_sudo) == 1:
            return request.redirect(f"/partners/apply/{types_sudo.code}")
        values = {
            "kinds": [
                {
                    "code": one_sudo.code,
                    "name": one_sudo.name,
                    "description": one_sudo.description,
                }
                for one_sudo in types_sudo
            ]
        }
        return request.render("partner_portal.partner_apply", values)

    @route(
        "/partners/apply/<string:code>",
        type="http",
        auth="public",
        website=True,
        methods=["GET", "POST"],
        captcha="partner_application",
        sitemap=False,
    )
    def partner_apply_form(self, code, **texts):
        """The form for one kind of partner."""
        kind_sudo = self._open_types_sudo().filtered(lambda one: one.code == code)
        if not kind_sudo:
            raise request.not_found()
        if request.httprequest.method == "GET":
            return self._render_form(kind_sudo, self._first_texts(), {})
        company = request.website.company_id
        if texts.get(TRAP):
            return self._render_thanks()
        request.env["partner.limit"]._take(
            "application", company.sudo().partner_application_hourly_limit, 3600
        )
        applications = request.env["partner.application"].with_company(company)
        values, errors = applications._values_of_texts(kind_sudo, texts)
        if not errors and not self._is_human_pace(texts.get("opened")):
            errors["form"] = request.env._(
                "The form was open too short or too long. Look it over and send it "
                "again."
            )
        if errors:
            return self._render_form(kind_sudo, texts, errors)
        try:
            with request.env.cr.savepoint():
                one_sudo = applications._apply_from_page(
                    values, company, request.env.lang or "en_US"
                )
                request.env["partner.audit"]._note("application_submit", one_sudo)
        except UserError as error:
            return self._render_form(kind_sudo, texts, {"form": str(error)})
        return self._render_thanks()

    def _first_texts(self):
        country_sudo = request.website.company_id.sudo().country_id
        return {"country_id": str(country_sudo.id or "")}

    def _is_human_pace(self, opened):
        """Whether the form was open longer than a program needs, and not for days."""
        try:
            moment = verify_hash_signed(request.env(su=True), SCOPE, opened or "")
        except (ValueError, TypeError):
            return False
        return moment is not None and time.time() - moment >= FASTEST

    def _stamp(self):
        """When the form was opened, signed."""
        env_sudo = request.env(su=True)
        return hash_sign(
            env_sudo, SCOPE, int(time.time()), expiration_hours=LONGEST_HOURS
        )

    def _render_form(self, kind_sudo, texts, errors):
        names = (
            *TEXTS,
            "country_id",
            "consent",
            *(name for name in texts if name.startswith("q_")),
            *(
                f"person_{what}_{number}"
                for what in ("name", "email", "role")
                for number in range(1, PEOPLE + 1)
            ),
        )
        roles = request.env["res.partner"]._fields["channel_role"]
        values = {
            "kind": {"code": kind_sudo.code, "name": kind_sudo.name},
            "only_kind": len(self._open_types_sudo()) == 1,
            "questions": self._questions(kind_sudo),
            "texts": {name: (texts.get(name) or "")[:5000] for name in names},
            "errors": errors,
            "opened": self._stamp(),
            "trap": TRAP,
            "people": range(1, PEOPLE + 1),
            "roles": roles._description_selection(request.env),
            "countries": [
                (str(one_sudo.id), one_sudo.name)
                for one_sudo in request.env["res.country"].sudo().search([])
            ],
            "hours": request.website.company_id.sudo().partner_application_review_hours,
        }
        return request.render("partner_portal.partner_apply_form", values)

    def _questions(self, kind_sudo):
        """What the form shows of each question: no points."""
        questions_sudo = request.env["partner.application"]._questions_sudo(kind_sudo)
        return [
            {
                "name": f"q_{one_sudo.code}",
                "text": one_sudo.name,
                "kind": one_sudo.kind,
                "hint": one_sudo.hint,
                "needed": one_sudo.is_required,
                "choices": [(c.code, c.name) for c in one_sudo.choice_ids],
            }
            for one_sudo in questions_sudo
        ]

    def _render_thanks(self):
        return request.render("partner_portal.partner_apply_thanks", {})

    # ------------------------------------------------------------------ following
    def _application_sudo(self, application_id, token):
        request.env["partner.limit"]._take("application_link", 60, 60)
        one_sudo = request.env["partner.application"]._of_link(application_id, token)
        if not one_sudo:
            raise request.not_found()
        return one_sudo

    @route(
        "/partners/application/<int:application_id>/<string:token>",
        type="http",
        auth="public",
        website=True,
        sitemap=False,
    )
    def partner_application(self, application_id, token, **kwargs):
        """What became of an application, for who has its link."""
        one_sudo = self._application_sudo(application_id, token)
        if request.httprequest.method == "GET" and one_sudo._confirm_email():
            request.env["partner.audit"]._note("application_confirm", one_sudo)
        return self._render_state(one_sudo, token)

    @route(
        "/partners/application/<int:application_id>/<string:token>/<string:action>",
        type="http",
        auth="public",
        website=True,
        methods=["POST"],
        sitemap=False,
    )
    def partner_application_act(self, application_id, token, action, **texts):
        """Write to us, or take the application back."""
        one_sudo = self._application_sudo(application_id, token)
        acts = {"message": self._act_message, "withdraw": self._act_withdraw}
        if action not in acts:
            raise request.not_found()
        try:
            with request.env.cr.savepoint():
                acts[action](one_sudo, texts)
                request.env["partner.audit"]._note(f"application_{action}", one_sudo)
        except UserError as error:
            one_sudo.invalidate_recordset()
            return self._render_state(one_sudo, token, str(error))
        return request.redirect(f"/partners/application/{application_id}/{token}")

    def _act_message(self, one_sudo, texts):
        text = (texts.get("message") or "").strip()
        if not text or len(text) > MAX_MESSAGE:
            raise UserError(
                request.env._("Write a message of 5,000 characters at most.")
            )
        request.env["partner.limit"]._take("application_message", 20, 3600)
        one_sudo._write_message(text)

    def _act_withdraw(self, one_sudo, _texts):
        one_sudo._withdraw()

    def _render_state(self, one_sudo, token, error=None):
        names = dict(one_sudo._fields["state"]._description_selection(request.env))
        values = {
            "application": {
                "url": f"/partners/application/{one_sudo.id}/{token}",
                "number": one_sudo.name,
                "company": one_sudo.company_name,
                "contact": one_sudo.contact_name,
                "kind": one_sudo.type_id.name,
                "state": one_sudo.state,
                "state_name": names[one_sudo.state],
                "badge": BADGES.get(one_sudo.state, "text-bg-secondary"),
                "submitted_at": one_sudo.submitted_at,
                "review_deadline": one_sudo.review_deadline,
                "decided_at": one_sudo.decided_at,
                "reason": one_sudo.reason_id.text,
                "note": one_sudo.decision_note,
            },
            "steps": self._way(one_sudo),
            "messages": self._messages(one_sudo),
            "error": error,
        }
        response = request.render("partner_portal.partner_application", values)
        response.headers["Referrer-Policy"] = "no-referrer"
        response.headers["X-Robots-Tag"] = "noindex"
        return response

    def _way(self, one_sudo):
        """The steps as the applicant sees them: done, now, to come."""
        _ = request.env._
        reached = {"new": 0, "review": 1}.get(one_sudo.state, 2)
        labels = (_("Received"), _("In review"), _("Decided"))
        return [
            {
                "label": label,
                "state": "done"
                if place < reached or reached == 2
                else "now"
                if place == reached
                else "coming",
            }
            for place, label in enumerate(labels)
        ]

    def _messages(self, one_sudo):
        """What was written between the applicant and us; no notes of ours."""
        messages_sudo = (
            request.env["mail.message"]
            .sudo()
            .search(
                [
                    ("model", "=", one_sudo._name),
                    ("res_id", "=", one_sudo.id),
                    ("message_type", "=", "comment"),
                    ("subtype_id", "=", request.env.ref("mail.mt_comment").id),
                    ("is_internal", "=", False),
                ],
                limit=50,
            )
        )
        return [
            {
                "mine": not message_sudo.author_id,
                "author": one_sudo.contact_name
                if not message_sudo.author_id
                else one_sudo.company_id.name,
                "date": message_sudo.date,
                "body": message_sudo.body,
            }
            for message_sudo in messages_sudo
        ]

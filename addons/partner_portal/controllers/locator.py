import base64

from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.http import request, route

from odoo.addons.portal.controllers.portal import pager
from odoo.addons.website_crm_partner_assign.controllers.main import (
    WebsiteCrmPartnerAssign,
)

from .portal import PartnerDesk

PAGE = 24
#: Searches that a visitor may send in a minute.
SEARCHES = 60
MAX_LOGO = 1024 * 1024
MAX_SEARCH = 100


def looks_only(_controller, _rule, _args):
    """Whether the directory is asked for without a search: searches are counted."""
    asked = request.httprequest.args
    return not (asked.get("search") or asked.get("place"))


def sitemap_profiles(env, rule, qs):
    """The directory and its profiles for search engines."""
    if not qs or qs.lower() in "/partners":
        yield {"loc": "/partners"}
    profiles_sudo = env["partner.profile"].sudo()
    for profile in profiles_sudo.search(profiles_sudo._directory_domain()):
        loc = profile._public_url()
        if not qs or qs.lower() in loc:
            yield {"loc": loc}


class PartnerLocator(WebsiteCrmPartnerAssign):
    """The directory of partners: core's addresses, with profiles that partners have
    written and we have approved. No field of a partner itself is shown."""

    def _get_gmap_domains(self, **kw):
        # EXTENDS website_crm_partner_assign: who publishes no street is on no map
        domain = super()._get_gmap_domains(**kw)
        if kw.get("dom", "") == "website_crm_partner_assign.partners":
            domain = [*domain, ("id", "in", self._partners_on_the_map().ids)]
        return domain

    def _partners_on_the_map(self):
        profiles_sudo = request.env["partner.profile"].sudo()
        domain = profiles_sudo._directory_domain() & Domain("street", "!=", False)
        return profiles_sudo.search(domain).partner_id

    @route()
    def google_map(self, *arg, **post):
        # EXTENDS website_google_map: it shows the address of any company by its id
        ids = {
            int(one)
            for one in post.get("partner_ids", "").split(",")
            if one.isdecimal()
        }
        if ids:
            partners_sudo = request.env["res.partner"].sudo()
            channel = partners_sudo.search(
                [("id", "in", ids), ("is_channel_partner", "=", True)]
            )
            hidden = channel - self._partners_on_the_map()
            post["partner_ids"] = (
                ",".join(map(str, sorted(ids - set(hidden.ids)))) or "0"
            )
        return super().google_map(*arg, **post)

    @route(readonly=looks_only, sitemap=sitemap_profiles)
    def partners(self, country=None, grade=None, page=0, **post):
        # EXTENDS website_crm_partner_assign: profiles in the place of contacts
        values = self._directory_values(country, grade, page, post)
        return request.render("partner_portal.partner_directory", values)

    def _directory_values(self, country, grade, page, post):
        """Filters, and the profiles of a page as chosen values."""
        env = request.env
        text = (post.get("search") or "").strip()[:MAX_SEARCH]
        place = (post.get("place") or "").strip()[:MAX_SEARCH]
        if text or place:
            env["partner.limit"]._take("directory", SEARCHES, 60)
        profiles_sudo = env["partner.profile"].sudo()
        shown = profiles_sudo.search(profiles_sudo._directory_domain())
        options = self._directory_options(shown)
        country_id = self._option(options["countries"], country)
        grade_id = self._option(options["grades"], grade)
        field_id = self._option(options["fields"], post.get("field"))
        domain = profiles_sudo._search_directory(
            text,
            place,
            country_id and env["res.country"].sudo().browse(country_id),
            grade_id and env["res.partner.grade"].sudo().browse(grade_id),
            field_id and env["partner.specialisation"].sudo().browse(field_id),
        )
        total = profiles_sudo.search_count(domain)
        chosen = {
            "search": text,
            "place": place,
            "country": country_id,
            "grade": grade_id,
            "field": field_id,
        }
        pages = pager(
            url="/partners",
            url_args={key: value for key, value in chosen.items() if value},
            total=total,
            page=page or 1,
            step=PAGE,
        )
        found_sudo = profiles_sudo.search(domain, limit=PAGE, offset=pages["offset"])
        return {
            **options,
            "chosen": chosen,
            "is_filtered": any(chosen.values()),
            "profiles": list(found_sudo._public_values().values()),
            "total": total,
            "pager": pages,
        }

    def _directory_options(self, shown_sudo):
        """What visitors choose from: what the profiles shown have."""
        grades_sudo = request.env["res.partner.grade"].sudo()
        for profile in shown_sudo.filtered("show_grade"):
            grades_sudo |= profile._shown_grade()
        fields_sudo = shown_sudo.specialisation_ids & shown_sudo._held_by(
            shown_sudo.partner_id
        )
        return {
            "countries": [
                (one.id, one.name) for one in shown_sudo.country_id.sorted("name")
            ],
            "grades": [(one.id, one.name) for one in grades_sudo.sorted("sequence")],
            "fields": [(one.id, one.name) for one in fields_sudo.sorted()],
        }

    def _option(self, options, asked):
        """The id that was asked for, if it is one of the options.

        :param asked: a text of the form, or a record of the address
        """
        if isinstance(asked, str):
            number = int(asked) if asked.isdecimal() and len(asked) < 10 else 0
        else:
            number = asked.id if asked else 0
        return number if number in {option for option, _name in options} else None

    @route()
    def partners_detail(self, partner_id, **post):
        # EXTENDS website_crm_partner_assign: the profile in the place of the contact
        name, number = request.env["ir.http"]._unslug(partner_id)
        profiles_sudo = request.env["partner.profile"].sudo()
        profile_sudo = profiles_sudo.search(
            profiles_sudo._directory_domain() & Domain("partner_id", "=", number or 0)
        )
        if not profile_sudo:
            raise request.not_found()
        profile = profile_sudo._public_values()[profile_sudo.id]
        if profile["url"] != f"/partners/{partner_id}":
            return request.redirect(profile["url"])
        values = {"profile": profile, "additional_title": profile["name"]}
        return request.render("partner_portal.partner_directory_page", values)

    @route(
        "/partners/logo/<int:partner_id>",
        type="http",
        auth="public",
        website=True,
        sitemap=False,
        readonly=True,
    )
    def partner_logo(self, partner_id, **kwargs):
        """Logo of a published profile."""
        profiles_sudo = request.env["partner.profile"].sudo()
        profile_sudo = profiles_sudo.search(
            profiles_sudo._directory_domain() & Domain("partner_id", "=", partner_id)
        )
        if not profile_sudo.logo:
            raise request.not_found()
        stream = request.env["ir.binary"]._get_image_stream_from(
            profile_sudo, "logo", width=256, height=256
        )
        return stream.get_response()


class PartnerProfilePage(PartnerDesk):
    """The partner writes its own profile."""

    def _desk_pages(self):
        return [
            *super()._desk_pages(),
            {
                "key": "profile",
                "label": request.env._("Profile"),
                "url": "/my/partner/profile",
                "right": "profile",
                "sequence": 90,
            },
        ]

    @route(
        "/my/partner/profile",
        type="http",
        auth="user",
        website=True,
        methods=["GET", "POST"],
    )
    def portal_partner_profile(self, **texts):
        """Write the profile, send it to us, take it off the directory."""
        partner_sudo = self._get_desk_partner_sudo("profile")
        if not partner_sudo:
            return request.redirect("/my")
        profiles_sudo = request.env["partner.profile"].sudo()
        if request.httprequest.method == "GET":
            return self._render_profile(partner_sudo)
        ticked = request.httprequest.form.getlist("specialisation")
        if "withdraw" in texts:
            published = profiles_sudo._published(partner_sudo)
            published.state = "replaced"
            self._trace("profile_withdraw", published)
            return request.redirect("/my/partner/profile")
        values, errors = profiles_sudo._values_of_page(partner_sudo, texts, ticked)
        submit = "submit" in texts
        try:
            self._read_logo(texts, values)
            if not errors:
                with request.env.cr.savepoint():
                    kept = profiles_sudo._keep(partner_sudo, values, submit)
                    self._trace("profile_submit" if submit else "profile_save", kept)
                return request.redirect("/my/partner/profile?saved=1")
        except UserError as error:
            errors["form"] = str(error)
        return self._render_profile(partner_sudo, texts, ticked, errors)

    def _read_logo(self, texts, values):
        logo = texts.pop("logo", None)
        if getattr(logo, "filename", ""):
            _name, content, _type = self._take_upload(logo, ("png", "jpeg"), MAX_LOGO)
            values["logo"] = base64.b64encode(content)
        elif texts.get("no_logo"):
            values["logo"] = False

    def _render_profile(self, partner_sudo, texts=None, ticked=None, errors=None):
        env = request.env
        profiles_sudo = env["partner.profile"].sudo()
        published = profiles_sudo._published(partner_sudo)
        version = profiles_sudo._working(partner_sudo) or published
        held = profiles_sudo._held_by(partner_sudo)
        if texts is None:
            texts = self._texts_of_profile(version, partner_sudo)
            ticked = [str(one.id) for one in version.specialisation_ids]
        names = dict(profiles_sudo._fields["state"]._description_selection(env))
        values = {
            **self._prepare_portal_layout_values(),
            "page_name": "partner_profile",
            "texts": texts,
            "ticked": ticked,
            "errors": errors or {},
            "saved": not errors and "saved" in request.httprequest.args,
            "state": version.state,
            "state_name": names.get(version.state, ""),
            "note": version.state == "declined" and version.decision_note,
            "public_url": published and published._public_values()[published.id]["url"],
            "has_logo": bool(version.logo),
            "grade": partner_sudo.grade_id.filtered("website_published").name,
            "specialisations": [(str(one.id), one.name) for one in held],
            "countries": [
                (str(one.id), one.name) for one in env["res.country"].sudo().search([])
            ],
            "regions": [
                (str(one.id), one.name)
                for one in env["res.country.state"]
                .sudo()
                .search([("country_id", "=", self._country_number(texts))])
            ],
        }
        return request.render("partner_portal.portal_partner_profile", values)

    def _country_number(self, texts):
        text = texts.get("country_id") or ""
        return int(text) if text.isdecimal() and len(text) < 10 else 0

    def _texts_of_profile(self, version_sudo, partner_sudo):
        """Texts of the form: the version, else name and place of the company."""
        if not version_sudo:
            return {
                "name": partner_sudo.name,
                "city": partner_sudo.city or "",
                "state_id": str(partner_sudo.state_id.id or ""),
                "country_id": str(partner_sudo.country_id.id or ""),
                "show_grade": "1",
            }
        names = (
            "name",
            "summary",
            "description",
            "street",
            "zip",
            "city",
            "email",
            "phone",
            "website",
        )
        return {
            **{name: version_sudo[name] or "" for name in names},
            "state_id": str(version_sudo.state_id.id or ""),
            "country_id": str(version_sudo.country_id.id or ""),
            "show_grade": "1" if version_sudo.show_grade else "",
        }

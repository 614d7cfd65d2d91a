import re

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from odoo.addons.client_accounting.tools import normalise

#: What a partner may fill in, with the longest text that is taken.
TEXTS = {
    "name": 100,
    "summary": 160,
    "description": 4000,
    "street": 200,
    "zip": 20,
    "city": 100,
    "email": 200,
    "phone": 50,
    "website": 200,
}
WEBSITE = re.compile(r"(https?://)?[\w.-]+\.[a-zA-Z]{2,}(:\d+)?(/[^\s<>\"']*)?")


class PartnerProfile(models.Model):
    """Profiles as they come from the portal, and as visitors read them."""

    _inherit = "partner.profile"

    # ------------------------------------------------------------------ the partner
    @api.model
    def _values_of_page(self, partner, texts, specialisation_ids):
        """Read what a partner has typed.

        :param partner: the company, which has the specialisations
        :param dict texts: by field
        :param specialisation_ids: texts of the boxes that were ticked
        :return: ``(values, {field: sentence})``
        """
        values, errors = {}, {}
        for name, longest in TEXTS.items():
            text = (texts.get(name) or "").strip()
            if name != "description":
                text = " ".join(text.split())
            if len(text) > longest:
                errors[name] = self.env._(
                    "This is too long: %(count)s characters at most.", count=longest
                )
            values[name] = text[:longest]
        if not values["name"]:
            errors["name"] = self.env._("How is your company called?")
        if values["email"] and not normalise.emails(values["email"]):
            errors["email"] = self.env._("This is no e-mail address.")
        if values["website"] and not WEBSITE.fullmatch(values["website"]):
            errors["website"] = self.env._("This is no address of a website.")
        elif values["website"] and "://" not in values["website"]:
            values["website"] = f"https://{values['website']}"
        values["show_grade"] = bool(texts.get("show_grade"))
        country, region, error = self._place_of_texts(texts)
        if error:
            errors["country_id"] = error
        values.update(country_id=country.id, state_id=region.id)
        held = {str(one.id): one.id for one in self._held_by(partner)}
        chosen = [held[text] for text in specialisation_ids if text in held]
        values["specialisation_ids"] = [fields.Command.set(chosen)]
        return values, errors

    @api.model
    def _place_of_texts(self, texts):
        """Return country, region and a sentence where they do not fit."""
        countries_sudo = self.env["res.country"].sudo()
        regions_sudo = self.env["res.country.state"].sudo()
        country = self._by_number(countries_sudo, texts.get("country_id"))
        region = self._by_number(regions_sudo, texts.get("state_id"))
        if texts.get("country_id") and not country:
            return country, region, self.env._("This country is not known.")
        if region and region.country_id != country:
            region = regions_sudo
        return country, region, ""

    @api.model
    def _by_number(self, records, text):
        text = text or ""
        number = int(text) if text.isdecimal() and len(text) < 10 else 0
        return records.browse(number).exists() if number else records

    @api.model
    def _keep(self, partner, values, submit):
        """Write the version that a partner works on; with ``submit`` it goes to us.

        :param partner: the channel partner, checked by the caller
        :return: the version (sudo)
        """
        profiles_sudo = self.sudo()
        version = profiles_sudo._working(partner)
        if version.state == "submitted" and not submit:
            raise UserError(
                self.env._("The profile is being checked: wait for the answer.")
            )
        if version:
            version.write({**values, "state": "draft"})
        else:
            published = profiles_sudo._published(partner)
            logo = {"logo": published.logo} if "logo" not in values else {}
            version = profiles_sudo.create({**logo, **values, "partner_id": partner.id})
        if submit:
            version._submit()
        return version

    def _submit(self):
        self.write(
            {
                "state": "submitted",
                "submitted_at": fields.Datetime.now(),
                "decision_note": False,
            }
        )
        partner = self.partner_id
        user = partner.user_id or self.env.company.sudo().partner_deal_user_id
        self._forget_reminders()
        if user:
            partner.activity_schedule(
                "mail.mail_activity_data_todo",
                date_deadline=fields.Date.context_today(self),
                summary=self.env._("Public profile to approve"),
                user_id=user.id,
            )

    def _forget_reminders(self):
        summary = self.env._("Public profile to approve")
        self.partner_id.activity_ids.filtered(
            lambda one: one.automated and one.summary == summary
        ).unlink()

    # ------------------------------------------------------------------ visitors
    @api.model
    def _held_by(self, partners):
        """Specialisations that partners hold today."""
        holders_sudo = self.env["partner.specialisation.holder"].sudo()
        found = holders_sudo.search(
            [("partner_id", "in", partners.ids), *holders_sudo._held_domain()]
        )
        return found.specialisation_id.filtered("active").sorted()

    @api.model
    def _directory_domain(self):
        """Profiles that visitors see."""
        return Domain("state", "=", "published") & Domain(
            "partner_id.active", "=", True
        )

    @api.model
    def _search_directory(
        self, text="", place="", country=None, grade=None, field=None
    ):
        """Domain of what a visitor looks for, over what is shown and nothing else.

        :param str text: in name and texts
        :param str place: city, ZIP, region or country
        :param country: ``res.country`` or None
        :param grade: ``res.partner.grade`` or None
        :param field: ``partner.specialisation`` or None
        """
        domain = self._directory_domain()
        for word in text.split()[:5]:
            domain &= Domain.OR(
                Domain(name, "ilike", word)
                for name in ("name", "summary", "description")
            )
        if place:
            domain &= Domain.OR(
                Domain(name, "ilike", place)
                for name in ("city", "zip", "state_id.name", "country_id.name")
            )
        if country:
            domain &= Domain("country_id", "=", country.id)
        if grade:
            domain &= Domain("show_grade", "=", True)
            domain &= Domain("partner_id.grade_id", "=", grade.id)
        if field:
            holders = self.env["partner.specialisation.holder"]
            held = Domain("specialisation_id", "=", field.id) & Domain(
                holders._held_domain()
            )
            domain &= Domain("specialisation_ids", "in", field.ids)
            domain &= Domain(
                "partner_id", "in", holders.sudo().search(held).partner_id.ids
            )
        return domain

    def _public_values(self):
        """What visitors read of profiles: chosen values by id, no records."""
        held = {}
        holders_sudo = self.env["partner.specialisation.holder"].sudo()
        for holder in holders_sudo.search(
            [("partner_id", "in", self.partner_id.ids), *holders_sudo._held_domain()]
        ):
            held.setdefault(holder.partner_id.id, set()).add(
                holder.specialisation_id.id
            )
        return {profile.id: profile._public(held) for profile in self}

    def _public(self, held):
        shown = self.specialisation_ids.filtered(
            lambda one: one.active and one.id in held.get(self.partner_id.id, ())
        )
        texts = ("name", "summary", "description", "street", "zip", "city")
        return {
            **{name: self[name] or "" for name in texts},
            "email": self.email or "",
            "phone": self.phone or "",
            "website": self.website or "",
            "region": self.state_id.name or "",
            "country": self.country_id.name or "",
            "place": ", ".join(
                filter(None, (self.city, self.state_id.name, self.country_id.name))
            ),
            "tier": self._shown_grade().name or "",
            "specialisations": shown.sorted().mapped("name"),
            "logo": f"/partners/logo/{self.partner_id.id}" if self.logo else "",
            "url": self._public_url(),
        }

    def _public_url(self):
        """Address of the page of the partner in the directory."""
        slug = self.env["ir.http"]._slug((self.partner_id.id, self.name))
        return f"/partners/{slug}"

import re
from datetime import datetime, timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.client_accounting.tools import normalise

#: What a partner may fill in, with the longest text that is taken.
TEXTS = {
    "client_name": 200,
    "client_vat": 40,
    "client_email": 200,
    "client_phone": 100,
    "client_website": 200,
    "client_street": 200,
    "client_zip": 20,
    "client_city": 100,
    "client_contact": 200,
    "subject": 200,
    "description": 5000,
}
#: How a day may be written.
DAY_FORMATS = ("%Y-%m-%d", "%d.%m.%Y")


class PartnerDeal(models.Model):
    """Registrations as they come from the portal: texts of a form or of a file."""

    _inherit = "partner.deal"

    @api.model
    def _values_of_texts(self, texts):
        """Read what a partner has typed.

        :param dict texts: by field; whatever is not to be filled in is left out
        :return: ``(values, {field: sentence})``
        """
        values, errors = {}, {}
        for name, longest in TEXTS.items():
            text = " ".join((texts.get(name) or "").split())
            if name == "description":
                text = (texts.get(name) or "").strip()
            if len(text) > longest:
                errors[name] = self.env._(
                    "This is too long: %(count)s characters at most.", count=longest
                )
            values[name] = text[:longest]
        if not values["client_name"]:
            errors["client_name"] = self.env._("Who is the client?")
        if values["client_email"] and not normalise.emails(values["client_email"]):
            errors["client_email"] = self.env._("This is no e-mail address.")
        readers = {
            "client_country_id": self._country_of_text,
            "amount": self._amount_of_text,
            "date_expected": self._date_of_text,
        }
        for name, read in readers.items():
            text = (texts.get(name) or "").strip()
            if not text:
                continue
            values[name] = read(text)
            if values[name] is None:
                errors[name] = self._sentence_for(name)
        return values, errors

    @api.model
    def _sentence_for(self, name):
        return {
            "client_country_id": self.env._("This country is not known."),
            "amount": self.env._("Give the amount as a number, such as 12500.50."),
            "date_expected": self.env._("Give the date as 2026-12-31 or 31.12.2026."),
        }[name]

    @api.model
    def _country_of_text(self, text):
        countries_sudo = self.env["res.country"].sudo()
        if text.isdigit():
            return countries_sudo.browse(int(text)).exists().id or None
        found = countries_sudo.search(
            ["|", ("code", "=ilike", text), ("name", "=ilike", text)], limit=1
        )
        return found.id or None

    @api.model
    def _amount_of_text(self, text):
        plain = re.sub(r"[\s\u00a0\u202f]", "", text).replace(",", ".")
        if not re.fullmatch(r"\d{1,12}(\.\d{1,2})?", plain):
            return None
        return float(plain)

    @api.model
    def _date_of_text(self, text):
        for form in DAY_FORMATS:
            try:
                return datetime.strptime(text, form).date()  # noqa: DTZ007
            except ValueError:
                continue
        return None

    @api.model
    def _check_pace(self, partner, count=1):
        """Refuse registrations that come faster than people make them.

        :param partner: the channel partner
        :param int count: how many it wants to send now
        """
        limit = self.env.company.sudo().partner_deal_hourly_limit
        since = fields.Datetime.now() - timedelta(hours=1)
        sent = self.sudo().search_count(
            [("partner_id", "=", partner.id), ("create_date", ">=", since)]
        )
        if limit and sent + count > limit:
            raise UserError(
                self.env._(
                    "%(limit)s registrations an hour are taken. Send the others later, "
                    "or ask your channel manager to import them.",
                    limit=limit,
                )
            )

    @api.model
    def _register_from_portal(self, partner, contact, values, submit=True):
        """Make a registration for a partner; with ``submit`` its review begins.

        :param partner: the channel partner, checked by the caller
        :param contact: who registers it
        :param dict values: of ``_values_of_texts``
        :return: the deal (sudo)
        """
        self._check_pace(partner)
        deal_sudo = self.sudo().create(
            {
                **values,
                "partner_id": partner.id,
                "contact_id": contact.id,
                "company_id": self.env.company.id,
                "currency_id": self._portal_currency(partner).id,
            }
        )
        if submit:
            deal_sudo._submit()
        return deal_sudo

    @api.model
    def _portal_currency(self, partner):
        pricelist = partner.sudo().property_product_pricelist
        return pricelist.currency_id or self.env.company.currency_id

    @api.model
    def _register_rows(self, partner, contact, rows):
        """Register the rows of a file; each stands for itself.

        :param rows: of :func:`tools.deal_file.read`
        :return: ``[(line, client, deal or None, sentence or ""), ...]``
        """
        self._check_pace(partner, len(rows))
        results = []
        for line, texts in rows:
            client = texts.get("client_name", "")
            values, errors = self._values_of_texts(texts)
            if errors:
                results.append((line, client, None, " ".join(errors.values())))
                continue
            try:
                with self.env.cr.savepoint():
                    deal = self._register_from_portal(partner, contact, values)
                results.append((line, client, deal, ""))
            except UserError as error:
                results.append((line, client, None, str(error)))
        return results

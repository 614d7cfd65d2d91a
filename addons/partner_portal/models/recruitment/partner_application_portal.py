import re

from odoo import api, fields, models
from odoo.tools import email_normalize

from ..team.roles import ROLES
from .partner_application import MOVE

#: What an applicant may fill in, with the longest text that is taken.
TEXTS = {
    "company_name": 200,
    "vat": 40,
    "website": 200,
    "phone": 100,
    "street": 200,
    "zip": 20,
    "city": 100,
    "contact_name": 100,
    "contact_function": 100,
    "contact_email": 200,
    "message": 5000,
}
NEEDED = ("company_name", "contact_name", "contact_email")
LONGEST_ANSWER = 2000
LARGEST_NUMBER = 1e12
#: Colleagues that can be named in the form.
PEOPLE = 3
#: Open applications that are taken from one e-mail address.
SAME_ADDRESS = 3


class PartnerApplication(models.Model):
    """Applications as they come from the public form: texts."""

    _inherit = "partner.application"

    @api.model
    def _values_of_texts(self, kind_sudo, texts):
        """Read what an applicant has typed.

        :param kind_sudo: the type of partner that was chosen
        :param dict texts: by field; whatever is not to be filled in is left out
        :return: ``(values, {field: sentence})``
        """
        values, errors = self._plain_texts(texts)
        values["type_id"] = kind_sudo.id
        values["country_id"] = self._country_of_text(texts.get("country_id"))
        if not values["country_id"]:
            errors["country_id"] = self.env._("Choose your country.")
        if not texts.get("consent"):
            errors["consent"] = self.env._(
                "We can read your application only if you agree."
            )
        answers, wrong = self._answers_of_texts(kind_sudo, texts)
        people, missing = self._people_of_texts(texts)
        values["answer_ids"] = [fields.Command.create(one) for one in answers]
        values["person_ids"] = [fields.Command.create(one) for one in people]
        return values, {**errors, **wrong, **missing}

    @api.model
    def _plain_texts(self, texts):
        values, errors = {}, {}
        for name, longest in TEXTS.items():
            text = texts.get(name) or ""
            text = text.strip() if name == "message" else " ".join(text.split())
            if len(text) > longest:
                errors[name] = self.env._(
                    "This is too long: %(count)s characters at most.", count=longest
                )
            if not text and name in NEEDED:
                errors[name] = self.env._("We need this to answer you.")
            values[name] = text[:longest]
        email = values["contact_email"]
        if email and not email_normalize(email):
            errors["contact_email"] = self.env._("This is no e-mail address.")
        if values["website"] and not re.match(
            r"(https?://)?[^\s/@]+\.[^\s/@]+(/\S*)?$", values["website"]
        ):
            errors["website"] = self.env._("Give the address such as www.example.com.")
        return values, errors

    @api.model
    def _country_of_text(self, text):
        if not (text or "").isascii() or not (text or "").isdigit() or len(text) > 9:
            return None
        return self.env["res.country"].sudo().browse(int(text)).exists().id or None

    @api.model
    def _answers_of_texts(self, kind_sudo, texts):
        """``(values of answers, {name in the form: sentence})``."""
        answers, errors = [], {}
        for question_sudo in self._questions_sudo(kind_sudo):
            name = f"q_{question_sudo.code}"
            text = (texts.get(name) or "").strip()
            if not text:
                if question_sudo.is_required:
                    errors[name] = self.env._("Please answer this question.")
                continue
            value, sentence = self._answer_of_text(question_sudo, text)
            if sentence:
                errors[name] = sentence
            else:
                answers.append({"question_id": question_sudo.id, **value})
        return answers, errors

    @api.model
    def _questions_sudo(self, kind_sudo):
        return self.env["partner.application.question"].sudo()._asked_of(kind_sudo)

    @api.model
    def _answer_of_text(self, question_sudo, text):
        """``(values of the answer, sentence where it is none)``."""
        if question_sudo.kind == "choice":
            choice_sudo = question_sudo.choice_ids.filtered(lambda c: c.code == text)
            sentence = "" if choice_sudo else self.env._("Choose one of the answers.")
            return {"choice_id": choice_sudo.id}, sentence
        if question_sudo.kind == "yesno":
            sentence = "" if text in ("yes", "no") else self.env._("Answer yes or no.")
            return {"yesno": text}, sentence
        if question_sudo.kind == "number":
            plain = re.sub(r"[\s\u00a0\u202f]", "", text).replace(",", ".")
            if not re.fullmatch(r"[0-9]{1,12}(\.[0-9]{1,2})?", plain):
                return {}, self.env._("Give a number, such as 12.")
            return {"number": float(plain)}, ""
        if len(text) > LONGEST_ANSWER:
            return {}, self.env._(
                "This is too long: %(count)s characters at most.", count=LONGEST_ANSWER
            )
        return {"text": text}, ""

    @api.model
    def _people_of_texts(self, texts):
        """``(values of colleagues, {name in the form: sentence})``."""
        people, errors = [], {}
        for number in range(1, PEOPLE + 1):
            name = " ".join((texts.get(f"person_name_{number}") or "").split())
            email = (texts.get(f"person_email_{number}") or "").strip()
            role = texts.get(f"person_role_{number}") or "sales"
            if not name and not email:
                continue
            if not name or len(name) > 100 or role not in dict(ROLES):
                errors[f"person_name_{number}"] = self.env._(
                    "Give name, e-mail and role of each colleague."
                )
            elif len(email) > 200 or not email_normalize(email):
                errors[f"person_email_{number}"] = self.env._(
                    "This is no e-mail address."
                )
            else:
                people.append({"name": name, "email": email, "role": role})
        return people, errors

    @api.model
    def _apply_from_page(self, values, company, lang):
        """Take an application from the public form.

        Whoever has some open ones already gets no other one, and the same answer.

        :param dict values: of ``_values_of_texts``
        :param company: our company that the page belongs to
        :param str lang: code of the language of the page
        :return: the application (sudo), or no record
        """
        applications_sudo = self.sudo().with_context(partner_application_move=MOVE)
        address = email_normalize(values["contact_email"])
        open_sudo = applications_sudo.search_count(
            [
                ("contact_email", "=ilike", address.replace("_", r"\_")),
                ("state", "in", ("new", "review")),
                ("company_id", "=", company.id),
            ],
            limit=SAME_ADDRESS,
        )
        if open_sudo >= SAME_ADDRESS:
            return applications_sudo[:0]
        one_sudo = applications_sudo.create(
            {
                **values,
                "contact_email": address,
                "company_id": company.id,
                "lang": lang,
                "consent_at": fields.Datetime.now(),
                "manager_id": company.sudo().partner_deal_user_id.id,
            }
        ).with_context(partner_application_move=None)
        one_sudo._plan_for_manager(
            self.env._(
                "Application to review: %(company)s", company=one_sudo.company_name
            )
        )
        one_sudo._tell("mail_template_partner_application_received")
        return one_sudo

    def _confirm_email(self):
        """The applicant has opened the link that was sent to the address."""
        self.ensure_one()
        if not self.email_confirmed_at:
            self._write_kept({"email_confirmed_at": fields.Datetime.now()})
            return True
        return False

    def _write_message(self, text):
        """The applicant writes to us."""
        self.ensure_one()
        self.message_post(
            body=text,
            author_id=False,
            email_from=self.contact_email,
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
        )
        self._plan_for_manager(
            self.env._("Message of the applicant: %(one)s", one=self.name)
        )

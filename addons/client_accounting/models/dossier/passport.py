"""Passport data: what is written about the client itself."""

from dataclasses import dataclass

from odoo.tools import SQL, LazyTranslate

from .scope import select
from .section import Section, window

_lt = LazyTranslate(__name__)


@dataclass(frozen=True)
class Passport(Section):
    """Facts ``{"name", "label", "type", "value"}`` that have a value."""

    key: str = "passport"
    title: object = _lt("Passport Data")
    kind: str = "facts"
    sequence: int = 80
    area: str = "side"
    models: tuple = ("res.partner",)
    icon: str = "fa-id-card-o"
    empty: object = _lt("Nothing is written about this client yet.")
    more: object = _lt("Open Contact")

    def _company_dependent(self, scope):
        """Return the SQL of payment term and limit, without what is hidden."""
        partners = scope.env["res.partner"]
        term = limit = SQL("NULL")
        if scope.can_read_field("res.partner", "property_payment_term_id"):
            term = partners._field_to_sql("res_partner", "property_payment_term_id")
        if scope.can_read_field("res.partner", "credit_limit"):
            limit = partners._field_to_sql("res_partner", "credit_limit")
        return term, limit

    def query(self, scope):
        query = scope.search(
            "res.partner", [("id", "=", scope.client_id)], active_test=False
        )
        term, limit = self._company_dependent(scope)
        columns = SQL(
            """res_partner.ref, res_partner.vat, res_partner.company_registry,
            res_partner.email, res_partner.phone, res_partner.website,
            res_partner.street, res_partner.street2, res_partner.zip,
            res_partner.city, state.name AS state, %(country)s AS country,
            %(industry)s AS industry, lang.name AS lang,
            salesman.name AS salesman, company.name AS company,
            res_partner.create_date::date AS since,
            (SELECT %(term_name)s FROM account_payment_term term
              WHERE term.id = %(term)s) AS payment_term,
            %(limit)s AS credit_limit""",
            country=scope.translated(SQL("country.name")),
            industry=scope.translated(SQL("industry.name")),
            term_name=scope.translated(SQL("term.name")),
            term=term,
            limit=limit,
        )
        joins = SQL(
            """LEFT JOIN res_users usr ON usr.id = res_partner.user_id
            LEFT JOIN res_partner salesman ON salesman.id = usr.partner_id
            LEFT JOIN res_company company ON company.id = res_partner.company_id
            LEFT JOIN res_country_state state ON state.id = res_partner.state_id
            LEFT JOIN res_country country ON country.id = res_partner.country_id
            LEFT JOIN res_lang lang ON lang.code = res_partner.lang
            LEFT JOIN res_partner_industry industry
                   ON industry.id = res_partner.industry_id"""
        )
        return select(query, columns, joins)

    def render(self, scope, rows):
        found = rows[0]
        _ = scope.env._
        place = " ".join(filter(None, (found["zip"], found["city"])))
        address = filter(
            None,
            (
                found["street"],
                found["street2"],
                place,
                found["state"],
                found["country"],
            ),
        )
        facts = (
            ("ref", _("Reference"), "text", found["ref"]),
            ("vat", _("Tax ID"), "text", found["vat"]),
            ("company_registry", _("Company ID"), "text", found["company_registry"]),
            ("phone", _("Phone"), "phone", found["phone"]),
            ("email", _("Email"), "email", found["email"]),
            ("website", _("Website"), "url", found["website"]),
            ("address", _("Address"), "address", ", ".join(address)),
            ("industry", _("Industry"), "text", found["industry"]),
            ("lang", _("Language"), "text", (found["lang"] or "").split(" / ")[-1]),
            ("salesman", _("Salesperson"), "text", found["salesman"]),
            ("company", _("Company"), "text", found["company"]),
            ("payment_term", _("Payment Terms"), "text", found["payment_term"]),
            ("credit_limit", _("Credit Limit"), "monetary", found["credit_limit"]),
            ("since", _("In the Database Since"), "date", found["since"]),
        )
        return {
            "facts": [
                {"name": name, "label": label, "type": kind, "value": value}
                for name, label, kind, value in facts
                if value
            ]
        }

    def action(self, scope, params):
        return window(
            scope.env,
            scope.env._("Contact"),
            "res.partner",
            [],
            views="form",
            res_id=scope.client_id,
        )

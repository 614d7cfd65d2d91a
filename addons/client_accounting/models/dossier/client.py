"""The head of the dossier: who the client is."""

from dataclasses import dataclass

from odoo.tools import SQL

from .scope import select
from .section import Section


@dataclass(frozen=True)
class ClientHead(Section):
    """Not a part of its own: its row becomes ``client`` of the dossier."""

    key: str = "client"
    title: object = ""
    kind: str = "head"

    def query(self, scope):
        query = scope.search(
            "res.partner", [("id", "=", scope.client_id)], active_test=False
        )
        columns = SQL(
            """res_partner.id, res_partner.name, res_partner.complete_name,
            res_partner.ref, res_partner.vat, res_partner.company_registry,
            res_partner.active, res_partner.is_company, res_partner.function,
            res_partner.email, res_partner.phone, res_partner.website,
            res_partner.lang, res_partner.street, res_partner.street2,
            res_partner.zip, res_partner.city, res_partner.create_date,
            res_partner.user_id, salesman.name AS salesman,
            (SELECT json_build_object('until', sub.date_to, 'acting', acting.name)
               FROM client_substitution sub
               JOIN res_users deputy ON deputy.id = sub.substitute_id
               JOIN res_partner acting ON acting.id = deputy.partner_id
              WHERE sub.user_id = res_partner.user_id
                AND %(today)s BETWEEN sub.date_from AND sub.date_to
              ORDER BY sub.id LIMIT 1) AS away,
            res_partner.company_id, company.name AS company,
            state.name AS state, country.code AS country_code,
            %(country)s AS country, %(industry)s AS industry,
            extract(epoch FROM res_partner.write_date)::bigint AS version,
            ARRAY(
                SELECT json_build_object(
                    'id', tag.id, 'name', %(tag)s, 'color', tag.color)
                  FROM res_partner_res_partner_category_rel rel
                  JOIN res_partner_category tag ON tag.id = rel.category_id
                 WHERE rel.partner_id = res_partner.id AND tag.active
                 ORDER BY tag.id
            ) AS tags""",
            country=scope.translated(SQL("country.name")),
            industry=scope.translated(SQL("industry.name")),
            tag=scope.translated(SQL("tag.name")),
            today=scope.today,
        )
        joins = SQL(
            """LEFT JOIN res_users usr ON usr.id = res_partner.user_id
            LEFT JOIN res_partner salesman ON salesman.id = usr.partner_id
            LEFT JOIN res_company company ON company.id = res_partner.company_id
            LEFT JOIN res_country_state state ON state.id = res_partner.state_id
            LEFT JOIN res_country country ON country.id = res_partner.country_id
            LEFT JOIN res_partner_industry industry
                   ON industry.id = res_partner.industry_id"""
        )
        return select(query, columns, joins)

    def render(self, scope, rows):
        client = rows[0]
        place = " ".join(filter(None, (client["zip"], client["city"])))
        lines = (
            client["street"],
            client["street2"],
            place,
            client["state"],
            client["country"],
        )
        version = client.pop("version") or 0
        if away := client.pop("away"):
            client["salesman"] = scope.env._(
                "%(user)s (away until %(date)s, %(acting)s acts for him)",
                user=client["salesman"],
                date=scope.format_date(away["until"]),
                acting=away["acting"],
            )
        return {
            **client,
            "name": client["name"] or client["complete_name"] or "",
            "address": ", ".join(filter(None, lines)),
            "avatar_url": (
                f"/web/image/res.partner/{client['id']}/avatar_128?unique={version}"
            ),
            "can": {"quotation": scope.env["sale.order"].has_access("create")},
        }

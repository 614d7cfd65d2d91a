"""People and addresses of the client."""

from dataclasses import dataclass

from odoo.tools import SQL, LazyTranslate

from .scope import also, select
from .section import Section, window

_lt = LazyTranslate(__name__)

PEOPLE_LIMIT = 12


@dataclass(frozen=True)
class People(Section):
    """``{"people": [...], "total"}``; persons first, then other addresses."""

    key: str = "people"
    title: object = _lt("People")
    kind: str = "people"
    sequence: int = 70
    area: str = "side"
    models: tuple = ("res.partner",)
    icon: str = "fa-users"
    empty: object = _lt("No contact person is known yet.")

    def query(self, scope):
        query = scope.search("res.partner", [("id", "in", scope.family_ids)])
        also(query, SQL("res_partner.id <> %s", scope.client_id))
        columns = SQL(
            """res_partner.id, res_partner.name, res_partner.type,
            res_partner.function, res_partner.phone, res_partner.email,
            res_partner.city, count(*) OVER () AS total,
            extract(epoch FROM res_partner.write_date)::bigint AS version"""
        )
        tail = SQL(
            """ORDER BY res_partner.type = 'contact' DESC,
            res_partner.function IS NULL, res_partner.name, res_partner.id
            LIMIT %s""",
            PEOPLE_LIMIT,
        )
        return select(query, columns, tail=tail)

    def render(self, scope, rows):
        people = []
        for found in rows:
            kind = scope.selection("res.partner", "type", found["type"])
            is_person = found["type"] == "contact"
            people.append(
                {
                    "id": found["id"],
                    "res_model": "res.partner",
                    "res_id": found["id"],
                    "name": found["name"] or found["city"] or kind,
                    "role": found["function"] or ("" if is_person else kind),
                    "phone": found["phone"] or "",
                    "email": found["email"] or "",
                    "avatar_url": (
                        f"/web/image/res.partner/{found['id']}/avatar_128"
                        f"?unique={found['version'] or 0}"
                    ),
                }
            )
        return {"people": people, "total": rows[0]["total"] if rows else 0}

    def action(self, scope, params):
        return window(
            scope.env,
            scope.env._("People"),
            "res.partner",
            [("commercial_partner_id", "=", scope.client_id)]
            + [("id", "!=", scope.client_id)],
            views="kanban,list,form",
            context={
                "default_parent_id": scope.client_id,
                "default_type": "contact",
            },
        )

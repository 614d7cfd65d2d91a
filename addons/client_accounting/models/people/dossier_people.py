"""People of the client with what they are there, how they stand and who knows them."""

from dataclasses import dataclass
from datetime import date, timedelta

from odoo.tools import SQL, LazyTranslate

from ..dossier.people import PEOPLE_LIMIT, People
from ..dossier.scope import also, select
from ..dossier.section import window
from .client_personal_date import SOON

_lt = LazyTranslate(__name__)

TONES = {
    "champion": ("success", "fa-star"),
    "supporter": ("success", "fa-thumbs-o-up"),
    "neutral": ("muted", "fa-minus-circle"),
    "critic": ("warning", "fa-thumbs-o-down"),
    "opponent": ("danger", "fa-ban"),
}


@dataclass(frozen=True)
class PeopleOfClient(People):
    """``{"people": [...], "total"}``: the contacts of the client, and people of other
    companies who have a role here."""

    models: tuple = ("res.partner", "client.contact.role")

    def query(self, scope):
        query = scope.search("res.partner", [])
        also(query, SQL("res_partner.id <> %s", scope.client_id))
        also(
            query,
            SQL(
                """res_partner.id IN (SELECT unnest(%s)
                    UNION SELECT here.partner_id FROM client_contact_role here
                           WHERE here.client_id = %s AND %s)""",
                scope.family_ids,
                scope.client_id,
                self._current(scope, "here"),
            ),
        )
        columns = SQL(
            """res_partner.id, res_partner.name, res_partner.type,
            res_partner.function, res_partner.phone, res_partner.email,
            res_partner.city, count(*) OVER () AS total,
            extract(epoch FROM res_partner.write_date)::bigint AS version,
            role.position, role.buying_role, role.influence, role.attitude,
            day.next_date, day.occasion, known.knower, known.level"""
        )
        joins = SQL(
            """LEFT JOIN LATERAL (
                SELECT string_agg(here.position, ', ' ORDER BY here.is_main DESC,
                                  here.id) AS position,
                       string_agg(DISTINCT %(buying)s, ', ') AS buying_role,
                       max(here.influence) AS influence,
                       (array_agg(here.attitude ORDER BY here.id DESC)
                        FILTER (WHERE here.attitude IS NOT NULL))[1] AS attitude
                  FROM client_contact_role here
                  LEFT JOIN client_buying_role buying
                         ON buying.id = here.buying_role_id
                 WHERE here.partner_id = res_partner.id
                   AND here.client_id = %(client)s AND %(current)s
            ) role ON TRUE
            LEFT JOIN LATERAL (
                SELECT coming.next_date, %(occasion)s AS occasion
                  FROM client_personal_date coming
                  JOIN client_personal_date_type kind ON kind.id = coming.type_id
                 WHERE coming.partner_id = res_partner.id
                   AND coming.next_date BETWEEN %(today)s AND %(soon)s
                 ORDER BY coming.next_date, coming.id LIMIT 1
            ) day ON TRUE
            LEFT JOIN LATERAL (
                SELECT person.name AS knower, best.level
                  FROM client_acquaintance best
                  JOIN res_users usr ON usr.id = best.user_id AND usr.active
                  JOIN res_partner person ON person.id = usr.partner_id
                 WHERE best.partner_id = res_partner.id AND best.level <> 'faded'
                   AND best.company_id = ANY(%(companies)s)
                 ORDER BY best.strength DESC, best.id LIMIT 1
            ) known ON TRUE""",
            buying=scope.translated(SQL("buying.name")),
            occasion=scope.translated(SQL("kind.name")),
            client=scope.client_id,
            current=self._current(scope, "here"),
            today=scope.today,
            soon=scope.today + timedelta(days=SOON),
            companies=scope.company_ids,
        )
        tail = SQL(
            """ORDER BY res_partner.type = 'contact' DESC,
            role.influence DESC NULLS LAST, res_partner.function IS NULL,
            res_partner.name, res_partner.id LIMIT %s""",
            PEOPLE_LIMIT,
        )
        return select(query, columns, joins=joins, tail=tail)

    def _current(self, scope, alias):
        """The SQL condition of the roles of today."""
        return SQL(
            """(%(role)s.date_to IS NULL OR %(role)s.date_to >= %(today)s)
            AND (%(role)s.date_from IS NULL OR %(role)s.date_from <= %(today)s)""",
            role=SQL.identifier(alias),
            today=scope.today,
        )

    def render(self, scope, rows):
        data = super().render(scope, rows)
        for person, found in zip(data["people"], rows, strict=True):
            person.update(self._known(scope, found))
        return data

    def _known(self, scope, found):
        """Return what roles, dates and acquaintances tell of a person."""
        role = "client.contact.role"
        attitude = found["attitude"]
        tone, icon = TONES.get(attitude, ("", ""))
        influence = found["influence"] or "0"
        known = {
            "buying_role": found["buying_role"] or "",
            "influence": int(influence),
            "influence_label": scope.selection(role, "influence", influence),
            "attitude": scope.selection(role, "attitude", attitude) if attitude else "",
            "attitude_tone": tone,
            "attitude_icon": icon,
            "soon": self._soon(scope, found),
            "known_by": found["knower"] or "",
            "known_level": scope.selection(
                "client.acquaintance", "level", found["level"]
            )
            if found["level"]
            else "",
        }
        if found["position"]:
            known["role"] = found["position"]
        return known

    def _soon(self, scope, found):
        if not found["next_date"]:
            return ""
        days = (date.fromisoformat(found["next_date"]) - scope.today).days
        return scope.env["client.personal.date"]._days_text(found["occasion"], days)

    def action(self, scope, params):
        return window(
            scope.env,
            scope.env._("People"),
            "client.contact.role",
            [("client_id", "=", scope.client_id)],
            views="kanban,list,form",
            context={
                "default_client_id": scope.client_id,
                "client_people_of": scope.client_id,
                "partner_display_name_hide_company": True,
                "search_default_current": 1,
            },
        )

"""Where one speaks with a client, and what is agreed to happen next."""

import html
from dataclasses import dataclass

from odoo.fields import Domain
from odoo.tools import SQL, LazyTranslate

from .scope import also, select
from .section import Section

_lt = LazyTranslate(__name__)

PLANNED_LIMIT = 8

#: documents on which one speaks with a client
DOCUMENT_MODELS = ("crm.lead", "sale.order", "account.move", "stock.picking")


def documents_query(scope, recent=0):
    """Return SELECT model, id of the client's documents that the reader may read.

    Activities and messages have no rule of their own: whoever reads the document
    reads them. The client and its contacts count as documents.

    :param int recent: only so many of the newest documents of each model
    """
    parts = []
    for model, query in scope.once("documents", readable_documents):
        newest = SQL()
        if recent and model != "res.partner":
            # "+ 0": sort the client's few, do not walk the key of the whole table.
            newest = SQL(
                "ORDER BY %s + 0 DESC LIMIT %s",
                SQL.identifier(query.table, "id"),
                recent,
            )
        columns = SQL("%s AS model, %s", model, SQL.identifier(query.table, "id"))
        parts.append(SQL("(%s)", select(query, columns, tail=newest)))
    return SQL(" UNION ALL ").join(parts)


def readable_documents(scope):
    """Return ``[(model, query)]`` of all that one speaks with the client on."""
    family = Domain("id", "in", scope.family_ids)
    queries = [("res.partner", scope.search("res.partner", family, active_test=False))]
    companies = Domain("company_id", "in", [*scope.company_ids, False])
    for model in filter(scope.can_read, DOCUMENT_MODELS):
        partners = Domain("partner_id", "in", scope.family_ids)
        if model == "account.move" and scope.whole:
            partners = Domain("commercial_partner_id", "=", scope.client_id)
        queries.append((model, scope.search(model, partners & companies)))
    return queries


def meetings_query(scope, condition):
    """Return the query of the client's meetings whose subject the reader may see."""
    events = scope.env["calendar.event"]
    taking_part = scope.once(
        "meetings", lambda scope: Domain("partner_ids", "in", scope.family_ids)
    )
    visible = Domain(events._get_default_privacy_domain()) | Domain(
        "partner_ids", "in", [scope.reader_id]
    )
    query = scope.search("calendar.event", taking_part & visible)
    return also(query, condition)


def text_of(value, limit=160):
    """Return the text of stored HTML on one line, shortened."""
    text = " ".join(html.unescape(value or "").split())
    return f"{text[: limit - 1].rstrip()}…" if len(text) > limit else text


@dataclass(frozen=True)
class NextSteps(Section):
    """Open activities on the client and its documents, and coming meetings."""

    key: str = "next_steps"
    title: object = _lt("Next Step")
    kind: str = "timeline"
    sequence: int = 15
    area: str = "side"
    models: tuple = ("mail.activity", "calendar.event")
    groups: str = "base.group_user"
    icon: str = "fa-flag-o"
    empty: object = _lt("No next step is agreed. Schedule one.")
    limit: int = PLANNED_LIMIT

    def query(self, scope):
        activities = SQL(
            """WITH found AS MATERIALIZED (%(found)s)
            SELECT 'mail.activity' AS kind, activity.id,
                activity.res_model AS model, activity.res_id,
                activity.date_deadline::timestamp AS date,
                COALESCE(NULLIF(activity.summary, ''), %(type)s) AS title,
                activity.res_name AS document, kind.icon,
                person.name AS author, activity.user_id, FALSE AS allday,
                (SELECT count(*) FROM found) AS among
            FROM (SELECT id FROM found
                   ORDER BY date_deadline, id LIMIT %(limit)s) first
            JOIN mail_activity activity ON activity.id = first.id
            LEFT JOIN mail_activity_type kind
                   ON kind.id = activity.activity_type_id
            LEFT JOIN res_users usr ON usr.id = activity.user_id
            LEFT JOIN res_partner person ON person.id = usr.partner_id""",
            type=scope.translated(SQL("kind.name")),
            found=self._open_activities(scope),
            limit=self.limit,
        )
        meetings = select(
            meetings_query(
                scope,
                SQL(
                    """calendar_event.stop >= %s AND NOT EXISTS (
                        SELECT FROM mail_activity planned
                         WHERE planned.calendar_event_id = calendar_event.id
                           AND planned.active IS TRUE)""",
                    scope.now,
                ),
            ),
            SQL(
                """'calendar.event' AS kind, calendar_event.id,
                'calendar.event' AS model, calendar_event.id AS res_id,
                calendar_event.start AS date, calendar_event.name AS title,
                calendar_event.location AS document, 'fa-calendar' AS icon,
                person.name AS author, calendar_event.user_id,
                calendar_event.allday IS TRUE AS allday, NULL AS among"""
            ),
            SQL(
                """LEFT JOIN res_users usr ON usr.id = calendar_event.user_id
                LEFT JOIN res_partner person ON person.id = usr.partner_id"""
            ),
        )
        return SQL(
            """SELECT step.*, COALESCE(max(step.among) OVER (), 0)
                + count(*) FILTER (WHERE step.kind = 'calendar.event') OVER () AS total
            FROM ((%s) UNION ALL (%s)) step ORDER BY step.date, step.id LIMIT %s""",
            activities,
            meetings,
            self.limit,
        )

    def _open_activities(self, scope):
        """Select of the id and the date of the open activities on all documents: one
        walk through the index of open ones for each model, not one for each document.
        """
        return SQL(" UNION ALL ").join(
            SQL(
                """SELECT activity.id, activity.date_deadline
                     FROM mail_activity activity
                    WHERE activity.active AND activity.res_model = %s
                      AND activity.res_id = ANY(ARRAY(%s))""",
                model,
                select(query, SQL.identifier(query.table, "id")),
            )
            for model, query in scope.once("documents", readable_documents)
        )

    def render(self, scope, rows):
        items = []
        for found in rows:
            is_activity = found["kind"] == "mail.activity"
            day = found["date"][:10]
            today = scope.today.isoformat()
            state = "overdue" if day < today else "today" if day == today else "planned"
            if not is_activity and state == "overdue":
                state = "today"
            items.append(
                {
                    "key": f"{found['kind']},{found['id']}",
                    "res_model": found["model"],
                    "res_id": found["res_id"],
                    "activity_id": found["id"] if is_activity else False,
                    "date": day
                    if is_activity or found["allday"]
                    else scope.stamp(found["date"]),
                    "datetime": not is_activity and not found["allday"],
                    "title": found["title"] or "",
                    "text": (found["document"] or "")
                    if found["model"] != "res.partner"
                    else "",
                    "author": found["author"] or "",
                    "icon": found["icon"] or "fa-tasks",
                    "state": state,
                }
            )
        return {"items": items, "total": rows[0]["total"] if rows else 0}

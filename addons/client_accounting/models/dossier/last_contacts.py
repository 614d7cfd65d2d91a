"""What was said last."""

from dataclasses import dataclass

from odoo.fields import Domain
from odoo.tools import SQL, LazyTranslate

from .contacts import documents_query, meetings_query, text_of
from .scope import select
from .section import Section

_lt = LazyTranslate(__name__)

DONE_LIMIT = 10
#: newest documents of a kind whose mails are looked through
RECENT_DOCUMENTS = 100
#: newest mails taken from one document
RECENT_MESSAGES = 10


@dataclass(frozen=True)
class LastContacts(Section):
    """Events, the newest first. As long as the history before the first event is not
    registered, also the done activities, mails and held meetings that are no events."""

    key: str = "last_contacts"
    title: object = _lt("Last Contacts")
    kind: str = "timeline"
    sequence: int = 75
    area: str = "side"
    models: tuple = ("client.event",)
    groups: str = "base.group_user"
    icon: str = "fa-comments-o"
    empty: object = _lt("Nobody has spoken with this client yet.")
    more: object = _lt("Timeline")

    def depends(self, scope):
        return (self._is_registered(scope),)

    def _is_registered(self, scope):
        return scope.once(
            "event_history",
            lambda scope: scope.env["client.event"]._history_is_registered(),
        )

    def query(self, scope):
        parts = [self._events(scope)]
        if not self._is_registered(scope):
            if scope.can_read("mail.message"):
                parts.append(self._messages(scope))
            parts.append(self._activities(scope))
            if scope.can_read("calendar.event"):
                parts.append(self._meetings(scope))
        return SQL(
            """SELECT contact.* FROM (%s) contact
            ORDER BY contact.date DESC, contact.id DESC LIMIT %s""",
            SQL(" UNION ALL ").join(SQL("(%s)", part) for part in parts),
            DONE_LIMIT,
        )

    def _events(self, scope):
        # the client is readable, or there is no dossier
        scope.once(
            ("rules", "client.event"),
            lambda scope: scope.env["client.event"]._search_known_client([]),
        )
        query = scope.search("client.event", Domain("client_id", "=", scope.client_id))
        newest = select(
            query,
            SQL("client_event.*"),
            tail=SQL(
                "ORDER BY client_event.date DESC, client_event.id DESC LIMIT %s",
                DONE_LIMIT,
            ),
        )
        return SQL(
            """SELECT 'client.event' AS kind, event.id, 'client.event' AS model,
                event.id AS res_id, event.date, event.subject AS title,
                left(regexp_replace(event.note, '<[^>]*>', ' ', 'g'), 600) AS body,
                person.name AS author, FALSE AS inbound, %(type)s AS activity,
                kind.icon, %(outcome)s AS outcome
            FROM (%(newest)s) event
            JOIN client_event_type kind ON kind.id = event.type_id
            LEFT JOIN client_event_outcome ending ON ending.id = event.outcome_id
            LEFT JOIN res_users usr ON usr.id = event.user_id
            LEFT JOIN res_partner person ON person.id = CASE event.direction
                WHEN 'in' THEN event.partner_id
                ELSE COALESCE(usr.partner_id, event.partner_id) END""",
            type=scope.translated(SQL("kind.name")),
            outcome=scope.translated(SQL("ending.name")),
            newest=newest,
        )

    def _messages(self, scope):
        return SQL(
            """SELECT 'mail.message' AS kind, message.id, document.model,
                document.id AS res_id, message.date, message.subject AS title,
                left(regexp_replace(message.body, '<[^>]*>', ' ', 'g'), 600) AS body,
                COALESCE(author.name, message.email_from) AS author,
                author.commercial_partner_id = %(client)s AS inbound,
                NULL AS activity, NULL AS icon, NULL AS outcome
            FROM (%(documents)s) document
            CROSS JOIN LATERAL (
                SELECT found.* FROM mail_message found
                 WHERE found.model = document.model
                   AND found.res_id = document.id
                   AND found.mail_activity_type_id IS NULL
                   AND (
                        found.message_type IN ('email', 'email_outgoing')
                        OR (found.message_type = 'comment'
                            AND found.is_internal IS NOT TRUE
                            AND found.subtype_id = %(comment)s)
                   ) AND %(no_event)s
                 ORDER BY found.id DESC LIMIT %(per_document)s
            ) message
            LEFT JOIN res_partner author ON author.id = message.author_id
            ORDER BY message.date DESC, message.id DESC LIMIT %(limit)s""",
            client=scope.client_id,
            documents=documents_query(scope, RECENT_DOCUMENTS),
            comment=scope.env["ir.model.data"]._xmlid_to_res_id("mail.mt_comment"),
            no_event=no_event("mail.message", "found"),
            per_document=RECENT_MESSAGES,
            limit=DONE_LIMIT,
        )

    def _activities(self, scope):
        return SQL(
            """SELECT 'mail.activity' AS kind, activity.id, document.model,
                document.id AS res_id,
                CASE activity.write_date::date WHEN activity.date_done
                    THEN activity.write_date
                    ELSE activity.date_done + interval '12 hours' END AS date,
                COALESCE(NULLIF(activity.summary, ''), %(type)s) AS title,
                activity.feedback AS body,
                person.name AS author, FALSE AS inbound, NULL AS activity,
                COALESCE(kind.icon, 'fa-check') AS icon, NULL AS outcome
            FROM (%(documents)s) document
            CROSS JOIN LATERAL (
                SELECT found.* FROM mail_activity found
                 WHERE found.res_model = document.model
                   AND found.res_id = document.id AND found.active IS NOT TRUE
                   AND found.date_done IS NOT NULL AND %(no_event)s
                OFFSET 0  -- one look into the index for each document
            ) activity
            LEFT JOIN mail_activity_type kind
                   ON kind.id = activity.activity_type_id
            LEFT JOIN res_users usr ON usr.id = activity.user_id
            LEFT JOIN res_partner person ON person.id = usr.partner_id
            ORDER BY 5 DESC, activity.id DESC LIMIT %(limit)s""",
            type=scope.translated(SQL("kind.name")),
            documents=documents_query(scope, RECENT_DOCUMENTS),
            no_event=no_event("mail.activity", "found"),
            limit=DONE_LIMIT,
        )

    def _meetings(self, scope):
        over = SQL(
            "calendar_event.stop < %s AND %s",
            scope.now,
            no_event("calendar.event", "calendar_event"),
        )
        return select(
            meetings_query(scope, over),
            SQL(
                """'calendar.event' AS kind, calendar_event.id,
                'calendar.event' AS model, calendar_event.id AS res_id,
                calendar_event.start AS date, calendar_event.name AS title,
                calendar_event.location AS body, person.name AS author,
                FALSE AS inbound, NULL AS activity, 'fa-calendar' AS icon,
                NULL AS outcome"""
            ),
            SQL(
                """LEFT JOIN res_users usr ON usr.id = calendar_event.user_id
                LEFT JOIN res_partner person ON person.id = usr.partner_id"""
            ),
            SQL(
                """ORDER BY date_trunc('second', calendar_event.start) DESC,
                calendar_event.id DESC LIMIT %s""",
                DONE_LIMIT,
            ),
        )

    def _title(self, scope, found):
        _ = scope.env._
        if found["icon"]:
            return found["title"] or found["activity"], found["icon"]
        if found["inbound"]:
            return found["title"] or _("Message from the client"), "fa-reply"
        return found["title"] or _("Message to the client"), "fa-envelope-o"

    def render(self, scope, rows):
        items = []
        for found in rows:
            title, icon = self._title(scope, found)
            text = text_of(found["body"])
            items.append(
                {
                    "key": f"{found['kind']},{found['id']}",
                    "res_model": found["model"],
                    "res_id": found["res_id"],
                    "date": scope.stamp(found["date"]),
                    "datetime": True,
                    "title": title or "",
                    "text": " · ".join(filter(None, [found["outcome"], text])),
                    "author": found["author"] or "",
                    "icon": icon,
                    "state": "done",
                }
            )
        return {"items": items, "total": len(items)}

    def action(self, scope, params):
        return scope.env["client.timeline"].get_timeline_action(
            "res.partner", scope.client_id
        )


def no_event(model, alias):
    """Condition: the record of the alias is no event, and was not taken out of them."""
    return SQL(
        """NOT EXISTS (SELECT FROM client_event known
                        WHERE known.source_key = %(key)s || %(id)s)
        AND NOT EXISTS (SELECT FROM client_event_exclusion kept
                         WHERE kept.source_key = %(key)s || %(id)s)""",
        key=f"{model},",
        id=SQL.identifier(alias, "id"),
    )

"""What a timeline is made of: events first of all."""

from dataclasses import dataclass

from odoo.fields import Domain
from odoo.tools import SQL, LazyTranslate

from ..dossier.contacts import text_of
from ..dossier.scope import select

_lt = LazyTranslate(__name__)


@dataclass(frozen=True)
class Lines:
    """The lines of one kind of document.

    :ivar str key: name of the kind
    :ivar title: what the reader calls it, a lazy translation
    :ivar int rank: order among lines of the same moment; later ones come first
    :ivar str model: model of the documents
    :ivar str icon: Font Awesome class
    :ivar str date: field by which a line finds its place
    :ivar bool daily: whether that is a day, not a moment
    """

    key: str
    title: object
    rank: int
    model: str
    icon: str
    date: str
    daily: bool = False
    color: int = 0

    def visible(self, scope, filters):
        return (
            filters.wants(self.key)
            and not filters.channel
            and scope.can_read(self.model)
        )

    def domain(self, scope):
        """Return the domain of the documents of the scope, None for none at all."""
        raise NotImplementedError

    def filter(self, scope, filters):
        """Return the domain of what is asked for."""
        raise NotImplementedError

    def period(self, scope, filters):
        if self.daily:
            return filters.days(self.date)
        return filters.moments(scope, self.date)

    def domains(self, scope):
        """Return domains that exclude each other, each found by an index."""
        domain = self.domain(scope)
        return [] if domain is None else [domain]

    def pages(self, scope, filters, cursor, limit):
        """Return the queries of ``rank, id, moment`` of the first lines."""
        asked = self.filter(scope, filters) & self.period(scope, filters)
        return [
            self._page(scope, scope.search(self.model, domain & asked), cursor, limit)
            for domain in self.domains(scope)
        ]

    def _page(self, scope, query, cursor, limit):
        record_id = SQL.identifier(query.table, "id")
        column = SQL.identifier(query.table, self.date)
        moment = self.moment(scope, column)
        conditions = [SQL("%s IS NOT NULL", column)]
        if cursor:
            conditions.append(cursor.below(self.rank, moment, record_id))
        return select(
            query,
            SQL("%s AS rank, %s AS id, %s AS moment", self.rank, record_id, moment),
            tail=SQL("ORDER BY %s DESC, %s DESC LIMIT %s", moment, record_id, limit),
            condition=SQL(" AND ").join(conditions),
        )

    def moment(self, scope, column):
        """Return the SQL moment of a line. It is no bare column: the few documents of
        the client are sorted, instead of walking the dates of all documents."""
        if self.daily:
            return scope.moment_of(column)
        return SQL("date_trunc('microseconds', %s)", column)

    def details(self, scope):
        """Return the SQL of what is shown of the lines in ``page``: page.*, detail."""
        raise NotImplementedError

    def render(self, scope, line, found):
        """Return the line as the browser shows it.

        :param dict line: with date and key already
        :param dict found: what `details` read
        """
        raise NotImplementedError

    def _detail(self, columns, joins):
        return SQL(
            """SELECT page.rank, page.id, page.moment, row_to_json(detail) AS detail
                 FROM page
                 JOIN LATERAL (SELECT %s FROM %s WHERE doc.id = page.id) detail ON TRUE
                WHERE page.rank = %s""",
            columns,
            joins,
            self.rank,
        )


@dataclass(frozen=True)
class Events(Lines):
    key: str = "event"
    title: object = _lt("Events")
    rank: int = 9
    model: str = "client.event"
    icon: str = "fa-comments-o"
    date: str = "date"

    def visible(self, scope, filters):
        return filters.wants(self.key) and scope.can_read(self.model)

    def moment(self, scope, column):
        return column  # an index gives the events of a client by date

    def domains(self, scope):
        if scope.whole:
            return [Domain("client_id", "=", scope.client_id)]
        if scope.of_partner:
            contact = scope.document.id
            took_part = Domain("participant_partner_ids", "in", [contact])
            return [
                Domain("partner_id", "=", contact),
                took_part & Domain("partner_id", "!=", contact),
            ]
        return [
            Domain("res_model", "=", model) & Domain("res_id", "in", ids)
            for model, ids in scope.document_ids().items()
        ]

    def filter(self, scope, filters):
        domain = filters.words("subject", "note") & filters.person("user_id")
        if filters.channel:
            domain &= Domain("channel", "=", filters.channel)
        return domain

    def details(self, scope):
        return self._detail(
            SQL(
                """doc.subject, left(regexp_replace(doc.note, '<[^>]*>', ' ', 'g'), 600)
                AS note, doc.direction, doc.channel, doc.duration, doc.letter_number,
                doc.res_model, doc.res_id, %(type)s AS type, type.icon, type.color,
                %(outcome)s AS outcome, doc.outcome_kind, person.name AS author,
                contact.name AS contact, doc.partner_id = doc.client_id AS at_client,
                (SELECT count(*) FROM client_event_decision decision
                  WHERE decision.event_id = doc.id) AS decisions""",
                type=scope.translated(SQL("type.name")),
                outcome=scope.translated(SQL("outcome.name")),
            ),
            SQL(
                """client_event doc
                JOIN client_event_type type ON type.id = doc.type_id
                LEFT JOIN client_event_outcome outcome ON outcome.id = doc.outcome_id
                LEFT JOIN res_partner contact ON contact.id = doc.partner_id
                LEFT JOIN res_users usr ON usr.id = doc.user_id
                LEFT JOIN res_partner person ON person.id = usr.partner_id"""
            ),
        )

    def render(self, scope, line, found):
        kind = found["type"]
        if found["letter_number"]:
            kind = scope.env._(
                "%(type)s No. %(number)s", type=kind, number=found["letter_number"]
            )
        tones = {"positive": "success", "negative": "danger", "neutral": "muted"}
        line.update(
            title=found["subject"] or kind,
            label=kind if found["subject"] else "",
            text=text_of(found["note"]),
            icon=found["icon"] or self.icon,
            color=found["color"] or 0,
            author=found["author"] or "",
            contact="" if found["at_client"] else found["contact"] or "",
            direction=found["direction"] or "",
            badge=found["outcome"] or "",
            tone=tones.get(found["outcome_kind"], "muted"),
            decisions=found["decisions"],
            document=self._document(scope, found),
        )
        return line

    def _document(self, scope, found):
        """Return ``[model, id]`` of the event's document, unless it is looked at."""
        document = scope.document
        if not found["res_id"] or found["res_model"] == "res.partner":
            return False
        if (document._name, document.id) == (found["res_model"], found["res_id"]):
            return False
        return [found["res_model"], found["res_id"]]

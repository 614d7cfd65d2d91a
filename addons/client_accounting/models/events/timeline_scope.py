"""Of what a timeline is, and what of it is asked for."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from dateutil.relativedelta import relativedelta

from odoo import fields
from odoo.fields import Domain
from odoo.tools import SQL

from ..dossier.scope import DossierScope

#: far enough for any business, near enough for any arithmetic
FIRST_DAY = fields.Date.to_date("1970-01-01")
LAST_DAY = fields.Date.to_date("2200-01-01")
TEXT_LIMIT = 200


class TimelineScope(DossierScope):
    """A client, a contact or a document as one user sees it.

    :ivar document: record that the timeline is of
    :ivar bool whole: whether it is of a client with all its contacts
    """

    def __init__(self, env, document, client_id, family_ids, prepared=()):
        reader_id = env.user.partner_id.id
        super().__init__(env, client_id, family_ids, reader_id, prepared)
        self.document = document
        self.tz = ZoneInfo(str(env.tz or "UTC"))
        self.whole = document._name == "res.partner" and document.id == client_id
        self._trust_client()

    def for_client(self, client_id, family_ids, now):
        other = super().for_client(client_id, family_ids, now)
        other._trust_client()
        return other

    def _trust_client(self):
        """Whoever reads the client reads its events, as far as the rules say."""
        if self.whole:
            self.once(
                ("rules", "client.event"),
                lambda scope: scope.env["client.event"]._search_known_client([]),
            )

    @property
    def of_partner(self):
        """Whether it is of a client or contact, not of a document."""
        return self.document._name == "res.partner"

    def document_ids(self):
        """Return ``{model: ids}`` of the record and of what belongs to it."""
        return self.once("document_ids", TimelineScope._document_ids)

    def _document_ids(self):
        ids = {self.document._name: [self.document.id]}
        if self.document._name == "crm.lead" and self.can_read("sale.order"):
            orders = self.env["sale.order"].search(
                [("opportunity_id", "=", self.document.id)]
            )
            if orders:
                ids["sale.order"] = orders.ids
        return ids

    def local_day(self, value):
        """Return the ISO day of a moment of PostgreSQL's JSON, in the reader's zone."""
        moment = datetime.fromisoformat(value).replace(tzinfo=ZoneInfo("UTC"))
        return moment.astimezone(self.tz).date().isoformat()

    def start_of(self, day):
        """Return the moment in UTC, without zone, at which the day begins here."""
        local = datetime.combine(day, time.min, self.tz)
        return local.astimezone(ZoneInfo("UTC")).replace(tzinfo=None)

    def moment_of(self, column):
        """Return the SQL moment in UTC at which the day of a column begins here."""
        if self.tz.key == "UTC":
            return SQL("%s::timestamp", column)
        return SQL(
            "(%s::timestamp AT TIME ZONE %s AT TIME ZONE 'UTC')", column, self.tz.key
        )


@dataclass(frozen=True)
class Filters:
    """What the reader looks for; what makes no sense is left out."""

    kinds: tuple = ()
    channel: str = ""
    user_id: int = 0
    first: object = None
    last: object = None
    text: str = ""

    @classmethod
    def of(cls, scope, values):
        """Return the filters of what a browser sent."""
        values = values if isinstance(values, dict) else {}
        kinds = values.get("kinds")
        channel = values.get("channel")
        user_id = values.get("user_id")
        text = values.get("text")
        first, last = cls._period(scope, values)
        return cls(
            kinds=tuple(kind for kind in kinds if isinstance(kind, str))
            if isinstance(kinds, (list, tuple))
            else (),
            channel=channel if isinstance(channel, str) else "",
            user_id=user_id if type(user_id) is int and 0 < user_id < 2**31 else 0,
            first=first,
            last=last,
            text=text.strip()[:TEXT_LIMIT] if isinstance(text, str) else "",
        )

    @classmethod
    def _period(cls, scope, values):
        months = values.get("months")
        if type(months) is int and 0 < months <= 1200:
            return scope.today - relativedelta(months=months), None
        return _day(values.get("date_from")), _day(values.get("date_to"))

    def wants(self, kind):
        return not self.kinds or kind in self.kinds

    def moments(self, scope, name):
        """Return the domain of the period over a field with moments."""
        domain = Domain.TRUE
        if self.first:
            domain &= Domain(name, ">=", scope.start_of(self.first))
        if self.last:
            domain &= Domain(name, "<", scope.start_of(self.last + timedelta(days=1)))
        return domain

    def days(self, name):
        """Return the domain of the period over a field with days."""
        domain = Domain.TRUE
        if self.first:
            domain &= Domain(name, ">=", self.first)
        if self.last:
            domain &= Domain(name, "<=", self.last)
        return domain

    def words(self, *names):
        """Return the domain of the text in one of the fields."""
        if not self.text:
            return Domain.TRUE
        return Domain.OR(Domain(name, "ilike", self.text) for name in names)

    def person(self, name):
        return Domain(name, "=", self.user_id) if self.user_id else Domain.TRUE


@dataclass(frozen=True)
class Cursor:
    """The last line that was shown; the page goes on below it."""

    moment: object
    rank: int
    record_id: int

    @classmethod
    def of(cls, value):
        """Return the cursor that a browser sent back; None for the first page."""
        if not isinstance(value, (list, tuple)) or len(value) != 3:
            return None
        text, rank, record_id = value
        if type(rank) is not int or type(record_id) is not int:
            return None
        if not isinstance(text, str) or abs(record_id) >= 2**31:
            return None
        try:
            moment = datetime.fromisoformat(text)
        except ValueError:
            return None
        return None if moment.tzinfo else cls(moment, rank, record_id)

    def below(self, rank, moment, record_id):
        """Return the SQL condition of the lines below the cursor, of one rank."""
        if rank < self.rank:
            return SQL("%s <= %s", moment, self.moment)
        if rank > self.rank:
            return SQL("%s < %s", moment, self.moment)
        return SQL(
            "(%s, %s) < (%s, %s)", moment, record_id, self.moment, self.record_id
        )


def _day(value):
    """Return the day of an ISO string; None for anything else."""
    try:
        day = fields.Date.to_date(value) if isinstance(value, str) else None
    except ValueError:
        return None
    return min(max(day, FIRST_DAY), LAST_DAY) if day else None

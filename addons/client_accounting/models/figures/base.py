"""The vocabulary of figure sources: what to compute, for whom, and as of when."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timezone
from zoneinfo import ZoneInfo

from dateutil.relativedelta import relativedelta

from odoo.fields import Domain
from odoo.tools import SQL

SCOPE_TABLE = "client_scope"
#: up to so many clients the indexes of their documents are walked through by lists of
#: ids, which the planner takes for short
FEW = 100


@dataclass(frozen=True)
class Scope:
    """For which clients, and as of which day, figures are computed.

    ``today`` is a day in the time zone ``tz``; ``clients`` are ids of commercial
    partners, or ``None`` for all of them; ``names`` are the figures asked for, or
    ``None`` for all of them.
    """

    today: date
    tz: str
    main_company_id: int
    clients: tuple[int, ...] | None = None
    names: frozenset[str] | None = None

    def wants(self, name: str) -> bool:
        """Whether the figure is asked for."""
        return self.names is None or name in self.names

    @property
    def is_few(self) -> bool:
        """Whether it is about few clients: the dossier, a page of a list."""
        return self.clients is not None and len(self.clients) <= FEW

    @property
    def partners(self) -> SQL:
        """Table expression ``(id, client_id, company_id, is_ours)``: the clients of
        the scope and their contacts; ``client_id`` is the commercial partner,
        ``is_ours`` tells people who log in as our users."""
        if self.clients is not None:
            return SQL.identifier(SCOPE_TABLE)
        return SQL("(%s)", self._select_partners(SQL("IS NOT NULL")))

    def wrap(self, query: SQL) -> SQL:
        """The query together with what its ``partners`` stand for."""
        if self.clients is None:
            return query
        # looked up once for all sources, and first in each of their joins
        return SQL(
            "WITH %s AS MATERIALIZED (%s) %s",
            SQL.identifier(SCOPE_TABLE),
            self._select_partners(SQL("= ANY(%s)", list(self.clients))),
            query,
        )

    def _select_partners(self, condition):
        return SQL(
            """
            SELECT id, commercial_partner_id AS client_id, company_id,
                   EXISTS (SELECT FROM res_users
                            WHERE res_users.partner_id = res_partner.id
                              AND res_users.share IS NOT TRUE) AS is_ours
              FROM res_partner
             WHERE commercial_partner_id %s
            """,
            condition,
        )

    def day(self, column: SQL) -> SQL:
        """The day, in the time zone of the figures, of a UTC timestamp."""
        if self.tz == "UTC":
            return SQL("(%s)::date", column)
        return SQL("(%s AT TIME ZONE 'UTC' AT TIME ZONE %s)::date", column, self.tz)

    def start_of_day(self) -> datetime:
        """The UTC time, without zone, at which today began."""
        local = datetime.combine(self.today, time.min, ZoneInfo(self.tz))
        return local.astimezone(timezone.utc).replace(tzinfo=None)

    def of(self, clients) -> "Scope":
        """The same day for other clients."""
        return replace(self, clients=tuple(clients))

    def months_ago(self, months: int) -> date:
        return self.today - relativedelta(months=months)

    def last_12_months(self, column: SQL) -> SQL:
        """Condition: the day lies in (today - 12 months, today]."""
        return SQL(
            "%s > %s AND %s <= %s", column, self.months_ago(12), column, self.today
        )

    def previous_12_months(self, column: SQL) -> SQL:
        """Condition: the day lies in the 12 months before the last 12."""
        return SQL(
            "%s > %s AND %s <= %s",
            column,
            self.months_ago(24),
            column,
            self.months_ago(12),
        )

    def company_of(self, *columns: SQL) -> SQL:
        """The first known company, the main company when none is known."""
        return SQL("COALESCE(%s, %s)", SQL(", ").join(columns), self.main_company_id)


@dataclass(frozen=True)
class Figure:
    """One figure, a stored field of ``client.figures`` with the same name.

    :param name: the field
    :param expression: SQL over the columns of all sources; default: the column
        with the figure's name, 0 instead of NULL unless ``nullable``
    :param nullable: without a value where nothing is known (dates, averages)
    :param rounded: to round to the currency of the company
    :param measure: what the documents of the drill-down add up to, in the syntax of
        ``_read_group`` (``amount_total:sum``, ``__count``); empty where documents
        explain a figure without an aggregate giving it
    """

    name: str
    expression: SQL | None = None
    nullable: bool = False
    rounded: bool = False
    measure: str = ""

    def select(self) -> SQL:
        """The figure's term in the select list, over the columns of all sources and
        the company's currency ``cur``."""
        term = self.expression or SQL.identifier(self.name)
        if self.rounded:
            term = SQL("ROUND((%s) / cur.rounding) * cur.rounding", term)
        if not self.nullable:
            term = SQL("COALESCE(%s, 0)", term)
        return SQL("%s AS %s", term, SQL.identifier(self.name))


@dataclass(frozen=True)
class Documents:
    """The documents behind a figure, to be opened under the rights of the reader."""

    model: str
    domain: Domain
    context: dict = field(default_factory=dict)


class Source:
    """A family of figures read from one kind of document.

    A source has no state. Its SQL is the only definition of its figures: rebuild,
    refresh and live view run the same statement over different scopes.
    """

    name: str
    figures: tuple[Figure, ...] = ()
    #: names of columns that the query gives beside the figures
    columns: tuple[str, ...] = ()
    #: names of sources whose columns the figures are computed from
    needs: tuple[str, ...] = ()
    #: models whose pending writes the query must see
    models: tuple[str, ...] = ()

    def basis(self, env) -> str:
        """What the figures depend on beside the documents, for instance a setting;
        where it changes all are computed again."""
        return ""

    def query(self, env, scope: Scope) -> SQL:
        """``SELECT partner_id, company_id, <columns>``, one row for each client and
        company that has a document; to be run inside ``scope.wrap``."""
        raise NotImplementedError

    def changed(self, env, scope: Scope, since: datetime) -> Iterable[SQL]:
        """Selects of the ids of the clients that were touched at or after ``since``
        (UTC); ``scope`` covers all clients."""
        return ()

    def time_driven(self, env, scope: Scope, day: date) -> Iterable[SQL]:
        """Selects of the ids of the clients whose figures moved only because days
        passed from ``day`` to ``scope.today``, the later of the two."""
        return ()

    def documents(self, env, scope: Scope, figure, clients, companies) -> Documents:
        """The documents that a figure was computed from.

        :param figure: name of a figure of this source
        :param clients: ids of commercial partners
        :param companies: ids of companies
        """
        raise NotImplementedError


def touched(alias: str, since: datetime) -> SQL:
    """Condition: the row was written or created at or after ``since``; rows without
    time stamps, as imports leave them, count as touched. Stamps of the far future,
    which they also leave, do not: they would for years."""
    write = SQL.identifier(alias, "write_date")
    create = SQL.identifier(alias, "create_date")
    return SQL(
        "(%(write)s >= %(since)s AND %(write)s < %(end)s OR %(write)s IS NULL"
        " AND (%(create)s IS NULL OR %(create)s >= %(since)s))",
        write=write,
        create=create,
        since=since,
        end=SQL("now() AT TIME ZONE 'UTC' + interval '1 day'"),
    )

"""What points to a manager: open work that a handover moves, posts that it only lists,
and history that stays with its author. They hold no state and no records."""

from dataclasses import dataclass

from odoo import fields
from odoo.fields import Domain
from odoo.tools import SQL


def guest_of(event):
    """The SQL of the first guest of a meeting who is none of our employees, archived
    ones included.

    :param SQL event: the id of the meeting
    """
    return SQL(
        """(SELECT MIN(guest.res_partner_id)
              FROM calendar_event_res_partner_rel guest
             WHERE guest.calendar_event_id = %s
               AND NOT EXISTS (SELECT 1 FROM res_users own
                                WHERE own.partner_id = guest.res_partner_id
                                  AND own.share IS NOT TRUE))""",
        event,
    )


@dataclass(frozen=True)
class HandoverSource:
    """Records of a model that belong to a user.

    An addon lists its objects in ``client.handover._handover_sources()``.

    :ivar str key: name of the source, unique; kept in the audit of handovers
    :ivar label: what the records are called, a lazy translation
    :ivar str model: their model; the source is left out where it is not installed
    :ivar str user: stored many2one to the user
    :ivar str partner: stored many2one to the client or a contact of it; None where the
        records are not about a client
    :ivar str company: stored many2one to the company, None where there is none
    :ivar str team: many2one to the sales team that goes with the user
    :ivar tuple domain: which of the records are open; others are history
    :ivar str group: ``work``, ``post`` (a role of the user) or ``history``
    :ivar str option: field of the handover that must be set for these to move
    :ivar bool counted: whether they are a kind of their own in the figures
    """

    key: str
    label: object
    model: str
    user: str = "user_id"
    partner: str | None = "partner_id"
    company: str | None = "company_id"
    team: str | None = None
    domain: tuple = ()
    group: str = "work"
    option: str | None = None
    counted: bool = True

    @property
    def moves(self):
        """Whether a handover moves these records."""
        return self.group == "work"

    def exists(self, env):
        """Whether the records are there in this database."""
        if self.model not in env:
            return False
        model = env[self.model]
        names = [self.user, self.partner and self.partner.split(".")[0]]
        return model._auto and all(
            name in model._fields and model._fields[name].store
            for name in names
            if name and name != "id"
        )

    def wanted(self, handover):
        """Whether this handover moves the records."""
        return self.moves and (not self.option or handover[self.option])

    def open_domain(self, env):
        """The domain of what is open, whosever it is."""
        return Domain(list(self.domain))

    def rows(self, env):
        """``SELECT id, user_id, client_id, company_id, team_id`` of open records."""
        model = env[self.model].sudo().with_context(active_test=False)
        query = model._search(self.open_domain(env), order=None)
        joins, contact = self.contact(env)
        return SQL(
            """SELECT %(id)s AS id, %(user)s AS user_id, contact.commercial_partner_id
                          AS client_id, %(company)s AS company_id, %(team)s AS team_id
                 FROM %(source)s %(joins)s
            LEFT JOIN res_partner contact ON contact.id = %(contact)s
                WHERE %(where)s AND %(user)s IS NOT NULL""",
            id=self._column(env, "id"),
            user=self._column(env, self.user),
            company=self._column(env, self.company),
            team=self._column(env, self.team),
            source=query.from_clause,
            joins=joins,
            contact=contact,
            where=query.where_clause or SQL("TRUE"),
        )

    def contact(self, env):
        """The SQL of further joins, and of the id of the client or its contact."""
        if not self.partner:
            return SQL(), SQL("NULL::integer")
        if "." in self.partner:
            link, name = self.partner.split(".")
            table = env[env[self.model]._fields[link].comodel_name]._table
            join = SQL(
                "LEFT JOIN %s link ON link.id = %s",
                SQL.identifier(table),
                self._column(env, link),
            )
            return join, SQL.identifier("link", name)
        return SQL(), self._column(env, self.partner)

    def _column(self, env, name):
        model = env[self.model]
        field = name and model._fields.get(name)
        if not field or not field.store or not field.column_type:
            return SQL("NULL::integer")
        return SQL.identifier(model._table, name)


@dataclass(frozen=True)
class ActivitySource(HandoverSource):
    """Open activities on clients and their documents."""

    partner: str | None = None
    #: model of the document -> its many2one to the client
    documents: tuple = (
        ("crm.lead", "partner_id"),
        ("sale.order", "partner_id"),
        ("account.move", "partner_id"),
        ("stock.picking", "partner_id"),
        ("client.event", "client_id"),
    )

    def contact(self, env):
        joins = []
        clients = [
            SQL(
                "CASE WHEN mail_activity.res_model = 'res.partner' "
                "THEN mail_activity.res_id END"
            )
        ]
        for model, name in self.documents:
            if model not in env or name not in env[model]._fields:
                continue
            alias = "doc_" + model.replace(".", "_")
            joins.append(
                SQL(
                    "LEFT JOIN %s %s ON mail_activity.res_model = %s AND %s = "
                    "mail_activity.res_id",
                    SQL.identifier(env[model]._table),
                    SQL.identifier(alias),
                    model,
                    SQL.identifier(alias, "id"),
                )
            )
            clients.append(SQL.identifier(alias, name))
        # a meeting with an activity of its own, about whom the guest tells
        clients.append(guest_of(SQL("mail_activity.calendar_event_id")))
        return SQL(" ").join(joins), SQL("COALESCE(%s)", SQL(", ").join(clients))


@dataclass(frozen=True)
class MeetingSource(HandoverSource):
    """Meetings to come: the client is the first guest from outside."""

    partner: str | None = None

    def open_domain(self, env):
        return Domain([("active", "=", True), ("start", ">=", fields.Datetime.now())])

    def contact(self, env):
        return SQL(), guest_of(SQL("calendar_event.id"))


@dataclass(frozen=True)
class ClientSource(HandoverSource):
    """The clients themselves, and their contacts."""

    partner: str | None = None

    def contact(self, env):
        return SQL(), SQL.identifier("res_partner", "id")

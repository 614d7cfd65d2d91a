from odoo.fields import Domain
from odoo.tools import SQL

from .base import Documents, Figure, Source, touched

#: Which documents belong to a client: model -> (table, column of the partner).
CONTACT_DOCUMENTS = {
    "res.partner": ("res_partner", "id"),
    "crm.lead": ("crm_lead", "partner_id"),
    "sale.order": ("sale_order", "partner_id"),
    "account.move": ("account_move", "partner_id"),
}

#: What people write to each other, among all that lies in the chatter. The predicate
#: of the partial indexes must stay implied by it.
MAIL = SQL(
    "msg.message_type IN ('email', 'comment') AND msg.is_internal IS NOT TRUE"
    " AND msg.subtype_id = ANY(ARRAY("
    "SELECT id FROM mail_message_subtype WHERE internal IS NOT TRUE))"
)


class Contacts(Source):
    """The last and the next contact with the client.

    Last: the latest event; as long as the history before the first event is not
    registered, also of done activities, meetings held before today, mails and comments
    that were not internal. Next: the earliest of open activities (also overdue ones)
    and meetings from today on. Activities and mails count on the
    client's own records, leads, orders and invoices; mails also when the client wrote
    them on any record; meetings when one of its people takes part.

    Company: that of the event, or of who acts (user of the activity, organizer,
    author's company as the mail kept it), else the main company.
    """

    name = "contacts"
    models = (
        "account.move",
        "calendar.event",
        "client.event",
        "crm.lead",
        "mail.activity",
        "mail.message",
        "res.partner",
        "res.users",
        "sale.order",
    )
    figures = (
        Figure("last_contact_date", nullable=True),
        Figure("next_contact_date", nullable=True),
    )

    def query(self, env, scope):
        return SQL(
            """
            SELECT partner_id, company_id,
                   MAX(day) FILTER (WHERE done) AS last_contact_date,
                   MIN(day) FILTER (WHERE NOT done) AS next_contact_date
              FROM (%s) event
          GROUP BY partner_id, company_id
            """,
            self.events(env, scope),
        )

    def events(self, env, scope):
        """``SELECT partner_id, company_id, day, done, model, res_id``: all contacts,
        ``done`` or planned."""
        is_known = env["client.event"]._history_is_registered()
        document = SQL()
        if not (is_known and scope.is_few):
            document = SQL("WITH document AS MATERIALIZED (%s)", self._documents(scope))
        return SQL(
            """
            %(document)s
            SELECT e.client_id AS partner_id, %(company)s AS company_id, e.day, e.done,
                   e.model, e.res_id
              FROM (%(selects)s) e
         LEFT JOIN res_users u ON u.id = e.user_id
             WHERE e.day IS NOT NULL
            """,
            document=document,
            company=scope.company_of(SQL("e.company_id"), SQL("u.company_id")),
            selects=SQL(" UNION ALL ").join(self._selects(scope, is_known)),
        )

    def _selects(self, scope, is_known):
        if is_known:
            return [
                self._registered(scope),
                *self._open_activities(scope),
                self._meetings(scope, SQL("AND e.start >= %s::date - 2", scope.today)),
            ]
        return [
            self._registered(scope),
            self._activities(),
            self._messages(scope),
            self._written_by_client(scope),
            self._meetings(scope),
        ]

    def basis(self, env):
        return str(env["client.event"]._history_is_registered())

    def _registered(self, scope):
        return SQL(
            """
            SELECT p.client_id, ev.company_id, ev.user_id, %(day)s AS day, TRUE AS done,
                   'client.event' AS model, ev.id AS res_id
              FROM %(partners)s p
              JOIN client_event ev ON ev.client_id = p.id
            """,
            day=scope.day(SQL("ev.date")),
            partners=scope.partners,
        )

    def _documents(self, scope):
        """``SELECT client_id, model, res_id`` of what contacts are recorded on."""
        return SQL(" UNION ALL ").join(
            SQL(
                "SELECT p.client_id, %s AS model, p.id AS res_id FROM %s p",
                model,
                scope.partners,
            )
            if column == "id"
            else SQL(
                "SELECT p.client_id, %s, doc.id FROM %s p JOIN %s doc ON %s = p.id",
                model,
                scope.partners,
                SQL.identifier(table),
                SQL.identifier("doc", column),
            )
            for model, (table, column) in CONTACT_DOCUMENTS.items()
        )

    def _open_activities(self, scope):
        if not scope.is_few:
            return [self._activities(SQL("AND act.active"))]
        # one walk through the index of open ones for each model, not one for each
        # document; then back from the few that are found
        return [
            SQL(
                """
                SELECT p.client_id, NULL::integer AS company_id,
                       COALESCE(act.user_id, act.create_uid) AS user_id,
                       act.date_deadline AS day, FALSE AS done,
                       'mail.activity' AS model, act.id AS res_id
                  FROM (SELECT * FROM mail_activity
                         WHERE active AND res_model = %(model)s AND res_id = ANY(ARRAY(
                               SELECT doc.id FROM %(partners)s p
                                 JOIN %(table)s doc ON %(column)s = p.id))
                        OFFSET 0) act
                  JOIN %(table)s doc ON doc.id = act.res_id
                  JOIN %(partners)s p ON p.id = %(column)s
                """,
                model=model,
                table=SQL.identifier(table),
                column=SQL.identifier("doc", column),
                partners=scope.partners,
            )
            for model, (table, column) in CONTACT_DOCUMENTS.items()
        ]

    def _activities(self, condition=None):
        return SQL(
            """
            SELECT d.client_id, NULL::integer AS company_id,
                   COALESCE(act.user_id, act.create_uid) AS user_id,
                   CASE WHEN act.active THEN act.date_deadline ELSE act.date_done END
                       AS day,
                   NOT act.active AS done, 'mail.activity' AS model, act.id AS res_id
              FROM document d
              JOIN mail_activity act
                ON act.res_model = d.model AND act.res_id = d.res_id %s
            """,
            condition or SQL(),
        )

    def _messages(self, scope):
        return SQL(
            """
            SELECT d.client_id, msg.record_company_id, msg.create_uid, %(day)s, TRUE,
                   'mail.message', msg.id
              FROM document d
              JOIN mail_message msg ON msg.model = d.model AND msg.res_id = d.res_id
             WHERE %(mail)s
            """,
            day=scope.day(SQL("msg.date")),
            mail=MAIL,
        )

    def _written_by_client(self, scope):
        return SQL(
            """
            SELECT p.client_id, msg.record_company_id, msg.create_uid, %(day)s, TRUE,
                   'mail.message', msg.id
              FROM %(partners)s p
              JOIN mail_message msg ON msg.author_id = p.id
             WHERE NOT p.is_ours AND %(mail)s
            """,
            day=scope.day(SQL("msg.date")),
            partners=scope.partners,
            mail=MAIL,
        )

    def _meetings(self, scope, condition=None):
        return SQL(
            """
            SELECT p.client_id, NULL, COALESCE(e.user_id, e.create_uid), x.day,
                   x.day < %(today)s, 'calendar.event', e.id
              FROM %(partners)s p
              JOIN calendar_event_res_partner_rel r ON r.res_partner_id = p.id
              JOIN calendar_event e ON e.id = r.calendar_event_id
        CROSS JOIN LATERAL (SELECT %(day)s AS day) x
             WHERE e.active AND NOT p.is_ours %(condition)s
            """,
            condition=condition or SQL(),
            day=self._meeting_day(scope),
            today=scope.today,
            partners=scope.partners,
        )

    def _meeting_day(self, scope):
        return SQL(
            "CASE WHEN e.allday THEN COALESCE(e.start_date, e.start::date) ELSE %s END",
            scope.day(SQL("e.start")),
        )

    def changed(self, env, scope, since):
        yield SQL(
            """
            SELECT p.client_id
              FROM client_event ev
              JOIN %s p ON p.id = ev.client_id
             WHERE %s
            """,
            scope.partners,
            touched("ev", since),
        )
        for model, link in CONTACT_DOCUMENTS.items():
            for table in ("mail_activity", "mail_message"):
                yield SQL(
                    """
                    SELECT p.client_id
                      FROM %(table)s msg
                      JOIN %(doc_table)s doc ON doc.id = msg.res_id
                      JOIN %(partners)s p ON p.id = %(partner)s
                     WHERE %(model_column)s = %(model)s AND %(touched)s AND %(mail)s
                    """,
                    table=SQL.identifier(table),
                    doc_table=SQL.identifier(link[0]),
                    partner=SQL.identifier("doc", link[1]),
                    partners=scope.partners,
                    model_column=SQL.identifier(
                        "msg", "model" if table == "mail_message" else "res_model"
                    ),
                    model=model,
                    touched=touched("msg", since),
                    mail=MAIL if table == "mail_message" else SQL("TRUE"),
                )
        yield SQL(
            """
            SELECT p.client_id
              FROM mail_message msg
              JOIN %s p ON p.id = msg.author_id
             WHERE %s AND %s
            """,
            scope.partners,
            touched("msg", since),
            MAIL,
        )
        yield SQL(
            """
            SELECT p.client_id
              FROM calendar_event e
              JOIN calendar_event_res_partner_rel r ON r.calendar_event_id = e.id
              JOIN %s p ON p.id = r.res_partner_id
             WHERE %s
            """,
            scope.partners,
            touched("e", since),
        )

    def time_driven(self, env, scope, day):
        meeting_day = self._meeting_day(scope)
        yield SQL(
            """
            SELECT p.client_id
              FROM calendar_event e
              JOIN calendar_event_res_partner_rel r ON r.calendar_event_id = e.id
              JOIN %s p ON p.id = r.res_partner_id
             WHERE e.start >= %s::date - 2 AND e.start < %s::date + 2
               AND %s >= %s AND %s < %s
            """,
            scope.partners,
            day,
            scope.today,
            meeting_day,
            day,
            meeting_day,
            scope.today,
        )

    def documents(self, env, scope, figure, clients, companies):
        """The events of the decisive day, or else meetings, activities, mails."""
        last = figure == "last_contact_date"
        scope = scope.of(clients)
        query = SQL(
            """
            SELECT model, ARRAY_AGG(res_id)
              FROM (SELECT *, RANK() OVER (ORDER BY day %(order)s) AS rank
                      FROM (%(events)s) event
                     WHERE done = %(last)s AND company_id = ANY(%(companies)s)
                   ) ranked
             WHERE rank = 1
          GROUP BY model ORDER BY model <> 'client.event', model
            """,
            events=self.events(env, scope),
            last=last,
            companies=list(companies),
            order=SQL("DESC" if last else "ASC"),
        )
        rows = env.execute_query(scope.wrap(query))
        model, ids = rows[0] if rows else ("mail.activity", [])
        return Documents(model, Domain("id", "in", ids), {"active_test": False})

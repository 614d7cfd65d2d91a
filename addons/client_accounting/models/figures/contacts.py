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

NOT_OURS = SQL(
    "NOT EXISTS (SELECT FROM res_users own"
    " WHERE own.partner_id = p.id AND own.share IS NOT TRUE)"
)
MAIL = SQL("msg.message_type IN ('email', 'comment') AND msg.is_internal IS NOT TRUE")


class Contacts(Source):
    """The last and the next contact with the client.

    Last: the latest of done activities, meetings held before today, mails and
    comments that were not internal. Next: the earliest of open activities (also
    overdue ones) and meetings from today on. Activities and mails count on the
    client's own records, leads, orders and invoices; mails also when the client wrote
    them on any record; meetings when one of its people takes part.

    Company: that of who acts (user of the activity, organizer, author's company as
    the mail kept it), else the main company.
    """

    name = "contacts"
    models = (
        "account.move",
        "calendar.event",
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
             WHERE day IS NOT NULL
          GROUP BY partner_id, company_id
            """,
            SQL(" UNION ALL ").join(self.events(env, scope)),
        )

    def events(self, env, scope):
        """Selects ``partner_id, company_id, day, done, model, res_id``: one row for
        each contact, or for the latest or earliest ones that decide.

        :return: list of SQL, one for each kind of event
        """
        return [
            *(self._activities(scope, *item) for item in CONTACT_DOCUMENTS.items()),
            *(self._messages(scope, *item) for item in CONTACT_DOCUMENTS.items()),
            self._written_by_client(scope),
            self._meetings(scope),
        ]

    def _activities(self, scope, model, link):
        return SQL(
            """
            SELECT p.client_id AS partner_id, %(company)s AS company_id,
                   CASE WHEN act.active THEN act.date_deadline ELSE act.date_done END
                       AS day,
                   NOT act.active AS done, 'mail.activity' AS model, act.id AS res_id
              FROM %(partners)s p
              %(document)s
              JOIN mail_activity act
                ON act.res_model = %(model)s AND act.res_id = doc.id
         LEFT JOIN res_users u ON u.id = COALESCE(act.user_id, act.create_uid)
            """,
            company=scope.company_of(SQL("u.company_id")),
            partners=scope.partners,
            document=self._document(*link),
            model=model,
        )

    def _messages(self, scope, model, link):
        return SQL(
            """
            SELECT p.client_id, %(company)s, %(day)s, TRUE, 'mail.message', msg.id
              FROM %(partners)s p
              %(document)s
              JOIN mail_message msg ON msg.model = %(model)s AND msg.res_id = doc.id
              JOIN mail_message_subtype st ON st.id = msg.subtype_id
         LEFT JOIN res_users u ON u.id = msg.create_uid
             WHERE st.internal IS NOT TRUE AND %(mail)s
            """,
            company=scope.company_of(SQL("msg.record_company_id"), SQL("u.company_id")),
            day=scope.day(SQL("msg.date")),
            partners=scope.partners,
            document=self._document(*link),
            model=model,
            mail=MAIL,
        )

    def _written_by_client(self, scope):
        return SQL(
            """
            SELECT p.client_id, %(company)s, %(day)s, TRUE, 'mail.message', msg.id
              FROM %(partners)s p
              JOIN mail_message msg ON msg.author_id = p.id
              JOIN mail_message_subtype st ON st.id = msg.subtype_id
         LEFT JOIN res_users u ON u.id = msg.create_uid
             WHERE st.internal IS NOT TRUE AND %(mail)s AND %(not_ours)s
            """,
            company=scope.company_of(SQL("msg.record_company_id"), SQL("u.company_id")),
            day=scope.day(SQL("msg.date")),
            partners=scope.partners,
            mail=MAIL,
            not_ours=NOT_OURS,
        )

    def _meetings(self, scope):
        return SQL(
            """
            SELECT p.client_id, %(company)s, x.day, x.day < %(today)s,
                   'calendar.event', e.id
              FROM %(partners)s p
              JOIN calendar_event_res_partner_rel r ON r.res_partner_id = p.id
              JOIN calendar_event e ON e.id = r.calendar_event_id
         LEFT JOIN res_users u ON u.id = COALESCE(e.user_id, e.create_uid)
        CROSS JOIN LATERAL (SELECT %(day)s AS day) x
             WHERE e.active AND %(not_ours)s
            """,
            company=scope.company_of(SQL("u.company_id")),
            day=self._meeting_day(scope),
            today=scope.today,
            partners=scope.partners,
            not_ours=NOT_OURS,
        )

    def _meeting_day(self, scope):
        return SQL(
            "CASE WHEN e.allday THEN COALESCE(e.start_date, e.start::date)"
            " ELSE %s END",
            scope.day(SQL("e.start")),
        )

    def _document(self, table, column):
        return SQL(
            "JOIN %s doc ON %s = p.id",
            SQL.identifier(table),
            SQL.identifier("doc", column),
        )

    def changed(self, env, scope, since):
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
        """The events of the decisive day; meetings first, then activities, mails."""
        last = figure == "last_contact_date"
        rows = env.execute_query(
            SQL(
                """
                WITH event AS (%(events)s)
                SELECT model, ARRAY_AGG(res_id) FROM event
                 WHERE done = %(last)s AND company_id = ANY(%(companies)s)
                   AND day = (SELECT %(decisive)s(day) FROM event
                               WHERE done = %(last)s AND company_id = ANY(%(companies)s))
              GROUP BY model ORDER BY model
                """,
                events=SQL(" UNION ALL ").join(self.events(env, scope.of(clients))),
                last=last,
                companies=list(companies),
                decisive=SQL("MAX") if last else SQL("MIN"),
            )
        )
        model, ids = rows[0] if rows else ("mail.activity", [])
        return Documents(model, Domain("id", "in", ids), {"active_test": False})

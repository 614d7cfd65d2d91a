from datetime import datetime, time, timedelta
from urllib.parse import urlencode

import pytz

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

MANAGER = "client_accounting.group_client_accounting_manager"
#: days of the plan, today not counted
AHEAD = 7
#: stops of a route that maps take
STOPS = 10
KINDS = [
    ("call", "Call"),
    ("visit", "Visit"),
    ("meeting", "Meeting"),
    ("letter", "Letter"),
    ("todo", "To Do"),
    ("promise", "Payment Promise"),
    ("none", "No Next Step"),
]
BUCKETS = [
    ("late", "Overdue"),
    ("today", "Today"),
    ("week", "Next 7 Days"),
    ("none", "Without a Next Step"),
]


class ClientDayPlan(models.Model):
    """What a manager has before him: late, today, this week; activities, meetings and
    clients without a next step, with address and telephone.

    Nothing is stored here. Everybody sees his own plan and that of the colleagues whom
    he substitutes today, leaders that of their teams, administrators all.
    """

    _name = "client.day.plan"
    _inherit = ["client.reader.mixin"]
    _description = "Plan of the Day"
    _auto = False
    _order = "date, start, id"

    _depends = {
        "mail.activity": [
            "active",
            "user_id",
            "date_deadline",
            "summary",
            "activity_type_id",
            "res_model",
            "res_id",
            "calendar_event_id",
            "client_substitution_id",
        ],
        "calendar.event": ["active", "start", "stop", "name", "privacy", "allday"],
        "calendar.attendee": ["event_id", "partner_id", "state"],
        "client.substitution": ["user_id", "date_to"],
        "client.next.step.breach": ["partner_id", "user_id", "date_to", "date_from"],
        "client.payment.promise": [
            "active",
            "amount_paid",
            "amount_target",
            "company_id",
            "contact_id",
            "currency_id",
            "date",
            "partner_id",
            "state",
            "user_id",
        ],
        "client.process.run.step": ["activity_id", "run_id"],
        "res.partner": ["commercial_partner_id", "city", "street", "zip", "phone"],
        "client.event.type": ["activity_type_id", "channel", "active"],
    }

    name = fields.Char("What", readonly=True)
    kind = fields.Selection(
        KINDS, readonly=True, help="How the client is dealt with: by its event type."
    )
    bucket = fields.Selection(
        BUCKETS,
        "When",
        readonly=True,
        group_expand=True,
        help="By the day on which it is due, in the time zone of the reader.",
    )
    date = fields.Date(readonly=True)
    start = fields.Datetime("Time", readonly=True, help="Of meetings only.")
    stop = fields.Datetime("End", readonly=True)
    user_id = fields.Many2one("res.users", "Whose", readonly=True)
    is_mine = fields.Boolean(
        "My Plan", readonly=True, help="Mine, or of a colleague whom I substitute."
    )
    acting_for_id = fields.Many2one(
        "res.users",
        "For",
        readonly=True,
        help="The absent colleague whose work this is; it goes back to him.",
    )
    partner_id = fields.Many2one("res.partner", "Client", readonly=True)
    contact_id = fields.Many2one("res.partner", readonly=True)
    phone = fields.Char(readonly=True)
    street = fields.Char(readonly=True)
    zip = fields.Char("ZIP", readonly=True)
    city = fields.Char(readonly=True)
    country_id = fields.Many2one("res.country", readonly=True)
    days_late = fields.Integer(readonly=True, aggregator="max")
    activity_id = fields.Many2one("mail.activity", readonly=True)
    activity_type_id = fields.Many2one("mail.activity.type", readonly=True)
    icon = fields.Char(readonly=True)
    calendar_event_id = fields.Many2one("calendar.event", "Meeting", readonly=True)
    breach_id = fields.Many2one("client.next.step.breach", readonly=True)
    run_id = fields.Many2one("client.process.run", "Process", readonly=True)
    promise_id = fields.Many2one(
        "client.payment.promise",
        "Payment Promise",
        readonly=True,
        help="Money that is expected; look whether it has come.",
    )
    res_model = fields.Char(readonly=True)
    res_id = fields.Many2oneReference(
        "Document", model_field="res_model", readonly=True
    )
    address = fields.Char(compute="_compute_address")
    map_url = fields.Char("Map", compute="_compute_address")

    @api.depends("street", "zip", "city", "country_id")
    def _compute_address(self):
        for row in self:
            place = " ".join(part for part in (row.zip, row.city) if part)
            parts = [row.street, place]
            row.address = ", ".join(part for part in parts if part)
            where = [*parts, row.country_id.name]
            row.map_url = row.address and (
                "https://www.openstreetmap.org/search?"
                + urlencode({"query": ", ".join(part for part in where if part)})
            )

    # ------------------------------------------------------------------ rows
    @property
    def _table_query(self):
        return SQL(
            """
            SELECT row.id, row.name, row.kind, row.user_id, row.date, row.start,
                   row.stop, row.activity_id, row.activity_type_id, row.icon,
                   row.calendar_event_id, row.breach_id, row.run_id, row.promise_id,
                   row.res_model, row.res_id, client.id AS partner_id,
                   NULLIF(contact.id, client.id) AS contact_id,
                   COALESCE(NULLIF(contact.phone, ''), client.phone) AS phone,
                   place.street, place.zip, place.city, place.country_id,
                   CASE WHEN row.kind = 'none' THEN 'none'
                        WHEN row.date < %(today)s THEN 'late'
                        WHEN row.date = %(today)s THEN 'today'
                        ELSE 'week' END AS bucket,
                   GREATEST(%(today)s::date - row.date, 0) AS days_late,
                   row.user_id = ANY(%(mine)s) AS is_mine,
                   COALESCE(away.user_id,
                            CASE WHEN row.user_id = ANY(%(mine)s)
                                  AND row.user_id <> %(reader)s
                                 THEN row.user_id END) AS acting_for_id
              FROM (%(rows)s) row
         LEFT JOIN mail_activity act ON act.id = row.activity_id
         LEFT JOIN client_substitution away ON away.id = act.client_substitution_id
         LEFT JOIN res_partner contact ON contact.id = row.contact_id
         LEFT JOIN res_partner client
                ON client.id = COALESCE(contact.commercial_partner_id, contact.id)
         LEFT JOIN res_partner place
                ON place.id = CASE WHEN COALESCE(contact.city, contact.street) IS NULL
                                   THEN client.id ELSE contact.id END
             WHERE row.user_id = ANY(%(mine)s)
                OR client.id IS NOT NULL
                   AND (client.company_id IS NULL
                        OR client.company_id = ANY(%(companies)s))
            """,
            rows=SQL(" UNION ALL ").join(
                [
                    self._activities(),
                    self._meetings(),
                    self._without_step(),
                    self._promises(),
                ]
            ),
            today=self._today(),
            mine=self._mine(),
            reader=self.env.uid,
            companies=self.env.companies.ids,
        )

    @api.model
    def _today(self):
        return fields.Date.context_today(self)

    @api.model
    def _mine(self):
        """Ids of the user and of those whom he substitutes today."""
        substitutions = self.env["client.substitution"]
        user = self.env.user
        return (user | substitutions._substituted_by(user, self._today())).ids

    @api.model
    def _of_users(self, column):
        """Condition: a row of a user whose plan the reader may see."""
        if self.env.su or self.env.user.has_group(MANAGER):
            return SQL("%s IS NOT NULL", column)
        team = self.env.user._client_team_users()
        return SQL("%s = ANY(%s)", column, [*self._mine(), *team.ids])

    @api.model
    def _activities(self):
        return SQL(
            """
            SELECT a.id::bigint * 4 AS id,
                   COALESCE(NULLIF(a.summary, ''), t.name ->> %(lang)s,
                            t.name ->> 'en_US') AS name,
                   CASE WHEN t.category = 'phonecall' OR v.channel = 'call' THEN 'call'
                        WHEN v.channel = 'visit' THEN 'visit'
                        WHEN t.category = 'meeting' OR v.channel = 'meeting'
                        THEN 'meeting'
                        WHEN v.channel IN ('letter', 'email') THEN 'letter'
                        ELSE 'todo' END AS kind,
                   a.user_id, a.date_deadline AS date, e.start, e.stop,
                   a.id AS activity_id, t.id AS activity_type_id, t.icon,
                   a.calendar_event_id, NULL::integer AS breach_id, run.run_id,
                   promise.id AS promise_id, a.res_model, a.res_id,
                   COALESCE(CASE WHEN a.res_model = 'res.partner' THEN a.res_id END,
                            lead.partner_id, sale.partner_id, move.partner_id,
                            pick.partner_id,
                            COALESCE(promise.contact_id, promise.partner_id))
                       AS contact_id
              FROM mail_activity a
         LEFT JOIN mail_activity_type t ON t.id = a.activity_type_id
         LEFT JOIN (SELECT activity_type_id, MIN(channel) AS channel
                      FROM client_event_type
                     WHERE active AND activity_type_id IS NOT NULL
                  GROUP BY activity_type_id) v ON v.activity_type_id = t.id
         LEFT JOIN calendar_event e ON e.id = a.calendar_event_id
         LEFT JOIN client_process_run_step run
                ON run.activity_id = a.id AND run.state = 'planned'
         LEFT JOIN crm_lead lead ON a.res_model = 'crm.lead' AND lead.id = a.res_id
         LEFT JOIN sale_order sale ON a.res_model = 'sale.order' AND sale.id = a.res_id
         LEFT JOIN account_move move
                ON a.res_model = 'account.move' AND move.id = a.res_id
         LEFT JOIN stock_picking pick
                ON a.res_model = 'stock.picking' AND pick.id = a.res_id
         LEFT JOIN client_payment_promise promise
                ON a.res_model = 'client.payment.promise' AND promise.id = a.res_id
             WHERE a.active AND a.date_deadline <= %(last)s AND %(users)s
            """,
            lang=self.env.lang or "en_US",
            last=self._today() + timedelta(days=AHEAD),
            users=self._of_users(SQL("a.user_id")),
        )

    @api.model
    def _meetings(self):
        """Meetings from today on, without those that have an activity. Those of others
        that are private are not shown."""
        tz = pytz.timezone(self.env.user.tz or "UTC")
        today = self._today()
        first, last = (
            tz.localize(datetime.combine(day, time.min))
            .astimezone(pytz.utc)
            .replace(tzinfo=None)
            for day in (today, today + timedelta(days=AHEAD + 1))
        )
        return SQL(
            """
            SELECT att.id::bigint * 4 + 1, e.name, 'meeting', u.id,
                   CASE WHEN e.allday THEN e.start_date
                        ELSE (e.start AT TIME ZONE 'UTC' AT TIME ZONE %(tz)s)::date END,
                   CASE WHEN NOT e.allday THEN e.start END,
                   CASE WHEN NOT e.allday THEN e.stop END,
                   NULL::integer, NULL::integer, 'fa-users', e.id,
                   NULL::integer, NULL::integer, NULL::integer, 'calendar.event',
                   e.id, guest.id
              FROM calendar_event e
              JOIN calendar_attendee att ON att.event_id = e.id
              JOIN res_users u ON u.partner_id = att.partner_id AND u.share IS NOT TRUE
         LEFT JOIN res_users_settings s ON s.user_id = u.id
         LEFT JOIN LATERAL (
                SELECT p.id
                  FROM calendar_event_res_partner_rel r
                  JOIN res_partner p ON p.id = r.res_partner_id
                 WHERE r.calendar_event_id = e.id
                   AND NOT EXISTS (SELECT 1 FROM res_users own
                                    WHERE own.partner_id = p.id
                                      AND own.share IS NOT TRUE)
              ORDER BY p.id LIMIT 1) guest ON TRUE
             WHERE e.active AND att.state <> 'declined'
               AND e.start >= %(first)s AND e.start < %(last)s
               AND %(users)s
               AND (u.id = ANY(%(mine)s) OR guest.id IS NOT NULL
                    AND COALESCE(e.privacy, s.calendar_default_privacy, 'public')
                        <> 'private')
               AND NOT EXISTS (SELECT 1 FROM mail_activity a
                                WHERE a.calendar_event_id = e.id AND a.active
                                  AND a.user_id = u.id)
            """,
            tz=tz.zone,
            first=first,
            last=last,
            users=self._of_users(SQL("u.id")),
            mine=self._mine(),
        )

    @api.model
    def _without_step(self):
        return SQL(
            """
            SELECT b.id::bigint * 4 + 2,
                   COALESCE(r.summary ->> %(lang)s, r.summary ->> 'en_US',
                            v.name ->> %(lang)s, v.name ->> 'en_US', %(call)s),
                   'none', b.user_id, b.date_from, NULL::timestamp, NULL::timestamp,
                   NULL::integer, NULL::integer, 'fa-compass', NULL::integer, b.id,
                   NULL::integer, NULL::integer, 'res.partner', b.partner_id,
                   b.partner_id
              FROM client_next_step_breach b
         LEFT JOIN client_next_step_rule r ON r.id = b.rule_id
         LEFT JOIN client_event_type v ON v.id = r.event_type_id
             WHERE b.date_to IS NULL AND b.kind = 'none'
               AND b.company_id = ANY(%(companies)s) AND %(users)s
            """,
            lang=self.env.lang or "en_US",
            call=self.env._("Call the client"),
            companies=self.env.companies.ids,
            users=self._of_users(SQL("b.user_id")),
        )

    @api.model
    def _promises(self):
        """Open promises of payments whose day has come or comes; a broken one has an
        activity instead."""
        return SQL(
            """
            SELECT p.id::bigint * 4 + 3,
                   REPLACE(%(text)s, '#', TO_CHAR(p.amount_target - p.amount_paid,
                       'FM999999999999990D00') || ' ' || c.name),
                   'promise', p.user_id, p.date, NULL::timestamp, NULL::timestamp,
                   NULL::integer, NULL::integer, 'fa-handshake-o', NULL::integer,
                   NULL::integer, NULL::integer, p.id, 'client.payment.promise', p.id,
                   COALESCE(p.contact_id, p.partner_id)
              FROM client_payment_promise p
              JOIN res_currency c ON c.id = p.currency_id
             WHERE p.active AND p.state = 'open' AND p.date <= %(last)s
               AND p.company_id = ANY(%(companies)s) AND %(users)s
            """,
            text=self.env._("Promised payment: %(amount)s", amount="#"),
            last=self._today() + timedelta(days=AHEAD),
            companies=self.env.companies.ids,
            users=self._of_users(SQL("p.user_id")),
        )

    # ------------------------------------------------------------------ doing
    def action_take_promise(self):
        """Open the dialog for a payment promise of the client, or for a new date of the
        promise of the row.

        :raise UserError: where the row is about no client
        """
        self.ensure_one()
        if self.promise_id:
            return self.promise_id.action_postpone()
        if not self.partner_id:
            raise UserError(self.env._("There is no client here who could promise."))
        return self.partner_id.action_take_promise()

    def action_done(self):
        """Mark the activities done, as the user; what follows is planned by processes
        and by the types of activities."""
        activities = self.activity_id.filtered("active")
        if not activities:
            raise UserError(
                self.env._(
                    "Only activities are done here. Meetings pass by themselves; for a "
                    "client without a next step, plan one. A promise is kept when the "
                    "money comes."
                )
            )
        activities.action_feedback()
        return self._reload()

    def action_tomorrow(self):
        """Put the activities off to the next working day."""
        return self._put_off(1)

    def action_next_week(self):
        """Put the activities off by five working days."""
        return self._put_off(5)

    def _put_off(self, days):
        calendars = self.env["client.work.days"]._with_memo()
        today = self._today()
        for activity in self.activity_id.filtered("active"):
            user = activity.user_id or self.env.user
            calendar = calendars._of_user(user, self.env.company)
            activity.date_deadline = calendar.add(today, days)
        return self._reload()

    def action_plan(self):
        """Plan the suggested step of clients without one."""
        return self.breach_id.action_plan()

    def action_open(self):
        """Open what the row is about: the dossier of the client, or the document."""
        self.ensure_one()
        if self.partner_id and self.res_model in ("res.partner", "calendar.event"):
            return self.partner_id.action_open_dossier()
        return self.action_open_document()

    def action_open_document(self):
        """Open the document of the activity, or the meeting, as the user."""
        self.ensure_one()
        if self.activity_id:
            return self.activity_id.action_open_document()
        record = self.env[self.res_model].browse(self.res_id)
        return record.get_formview_action()

    def action_map(self):
        """Show the addresses on a map in a new window: the route in the order of the
        list, from where the user is.

        :raise UserError: where no address is known
        """
        stops = []
        for row in self:
            if row.address and row.address not in stops:
                stops.append(row.address)
        if not stops:
            raise UserError(self.env._("No address is known for these clients."))
        if len(stops) == 1:
            url = self.filtered("address")[0].map_url
        else:
            *way, last = stops[:STOPS]
            url = "https://www.google.com/maps/dir/?" + urlencode(
                {"api": 1, "destination": last, "waypoints": "|".join(way)}
            )
        return {"type": "ir.actions.act_url", "url": url, "target": "new"}

    @api.model
    def _reload(self):
        return {"type": "ir.actions.client", "tag": "soft_reload"}

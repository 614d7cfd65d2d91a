from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL

from ...tools import normalise
from ...tools.call_message import EVENTS

STATES = [
    ("ringing", "Ringing"),
    ("answered", "Talking"),
    ("ended", "Ended"),
    ("missed", "Missed"),
]
DIRECTIONS = [("in", "Incoming"), ("out", "Outgoing")]


class ClientTelephonyCall(models.Model):
    """A call, put together from the messages of the exchange in whatever order they
    come. When it has ended it becomes an event of the client, once."""

    _name = "client.telephony.call"
    _description = "Telephone Call"
    _order = "started_at desc, id desc"
    _rec_name = "number"

    connection_id = fields.Many2one(
        "client.telephony.connection",
        "Exchange",
        required=True,
        readonly=True,
        ondelete="cascade",
    )
    company_id = fields.Many2one(
        related="connection_id.company_id", store=True, index=True
    )
    call_key = fields.Char("Call ID", required=True, readonly=True)
    direction = fields.Selection(
        DIRECTIONS, required=True, readonly=True, help="Who called whom."
    )
    number = fields.Char(
        "Telephone Number",
        readonly=True,
        index="btree_not_null",
        help="Of the other side.",
    )
    extension = fields.Char(readonly=True)
    user_id = fields.Many2one("res.users", readonly=True, index="btree_not_null")
    partner_id = fields.Many2one(
        "res.partner",
        "Contact",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
    )
    state = fields.Selection(
        STATES, required=True, readonly=True, help="How far the call is."
    )
    started_at = fields.Datetime(readonly=True)
    answered_at = fields.Datetime(readonly=True)
    ended_at = fields.Datetime(readonly=True)
    duration = fields.Integer("Seconds", readonly=True, help="Of the talk, in seconds.")
    recording_url = fields.Char("Recording", readonly=True)
    rank = fields.Integer(readonly=True, help="How far the messages of the call got.")
    proposal_id = fields.Many2one(
        "client.contact.proposal",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
    )

    _call_unique = models.UniqueIndex("(connection_id, call_key)")
    _unregistered_idx = models.Index("(ended_at) WHERE ended_at IS NOT NULL")

    # ------------------------------------------------------------------ receiving
    @api.model
    def _receive(self, connection, message):
        """Take a message of an exchange.

        :param connection: that was authenticated
        :param message: ``CallMessage``
        :return: what became of it: done, repeated or ignored
        """
        journal = self.env["client.telephony.message"]
        if message.direction == "internal":
            result = "ignored"
        elif journal._is_repeated(connection, message):
            result = "repeated"
        else:
            result = "done"
            self._take_message(connection, message)
        journal._put(connection, result, message)
        return result

    @api.model
    def _take_message(self, connection, message):
        user = self._user_of(connection, message.own_extension)
        call = self._upsert(connection, message, user)
        if not call.partner_id and not call.proposal_id:
            call._recognise()
        if message.event != "hangup" and call.state in ("ringing", "answered"):
            call._pop_up(user)
        if call.ended_at:
            call._register_event()
        return call

    @api.model
    def _user_of(self, connection, extension):
        line = connection.extension_ids.filtered(
            lambda line: line.extension == extension and line.user_id.active
        )
        return line.user_id or connection.user_id.filtered("active")

    @api.model
    def _upsert(self, connection, message, user):
        """Add a message to its call; a later event is not taken back by an earlier one,
        and what was known is not forgotten."""
        now = fields.Datetime.now()
        vals = self._prepare_upsert(connection, message, user, now)
        self.flush_model()
        columns = list(vals)
        ahead = SQL("%s > client_telephony_call.rank", vals["rank"])
        known = {
            "started_at": SQL("LEAST(client_telephony_call.started_at, %s)", now)
            if not message.started_at
            else SQL("EXCLUDED.started_at"),
            "answered_at": SQL(
                "COALESCE(client_telephony_call.answered_at, EXCLUDED.answered_at)"
            ),
            "ended_at": SQL(
                "COALESCE(client_telephony_call.ended_at, EXCLUDED.ended_at)"
            ),
            "rank": SQL("GREATEST(client_telephony_call.rank, EXCLUDED.rank)"),
        }
        for name in ("number", "extension", "user_id", "duration", "recording_url"):
            known[name] = SQL(
                "CASE WHEN %s THEN COALESCE(EXCLUDED.%s, client_telephony_call.%s)"
                " ELSE COALESCE(client_telephony_call.%s, EXCLUDED.%s) END",
                ahead,
                *[SQL.identifier(name)] * 4,
            )
        [(call_id,)] = self.env.execute_query(
            SQL(
                """
                INSERT INTO client_telephony_call (%s) VALUES (%s)
                ON CONFLICT (connection_id, call_key) DO UPDATE
                SET %s, write_date = EXCLUDED.write_date
                RETURNING id
                """,
                SQL(", ").join(map(SQL.identifier, columns)),
                SQL(", ").join(SQL("%s", vals[name]) for name in columns),
                SQL(", ").join(
                    SQL("%s = %s", SQL.identifier(name), value)
                    for name, value in known.items()
                ),
            )
        )
        call = self.browse(call_id)
        call.invalidate_recordset()
        call._settle()
        return call

    @api.model
    def _prepare_upsert(self, connection, message, user, now):
        region = connection.country_id.code or connection.company_id.country_id.code
        numbers = normalise.phones(message.number, region)
        return {
            "connection_id": connection.id,
            "company_id": connection.company_id.id,
            "call_key": message.call_id,
            "direction": message.direction,
            "number": numbers[0] if numbers else None,
            "extension": message.own_extension or None,
            "user_id": user.id or None,
            "state": "ringing",
            "rank": EVENTS.index(message.event),
            "started_at": message.started_at or now,
            "answered_at": now if message.event == "answered" else None,
            "ended_at": now if message.event == "hangup" else None,
            "duration": message.duration,
            "recording_url": message.recording_url or None,
            "create_uid": self.env.uid,
            "write_uid": self.env.uid,
            "create_date": now,
            "write_date": now,
        }

    def _settle(self):
        """Bring state and duration in line with what is known."""
        self.ensure_one()
        if not self.ended_at:
            state = "answered" if self.answered_at else "ringing"
            if state != self.state:
                self.state = state
            return
        duration = self.duration
        if not duration and self.answered_at and self.answered_at < self.ended_at:
            duration = int((self.ended_at - self.answered_at).total_seconds())
        talked = bool(duration or self.answered_at)
        self.write({"duration": duration, "state": "ended" if talked else "missed"})

    # ------------------------------------------------------------------ recognising
    def _recognise(self):
        """Find whose number it is; an unknown one is proposed, not guessed."""
        self.ensure_one()
        if not self.number:
            return
        found = self.env["client.registration"]._partners_by_phone(
            [self.number], self.company_id
        )
        partner = found.get(self.number)
        if partner:
            self.partner_id = partner
            return
        self.proposal_id = self.env["client.contact.proposal"]._propose(
            "phone",
            self.number,
            company=self.company_id,
            reason="several" if partner is False else "unknown",
            date=self.started_at,
        )

    # ------------------------------------------------------------------ screen pop
    def _pop_up(self, user):
        """Show the client's card to whose telephone rings; no more than he may see."""
        self.ensure_one()
        if user:
            user._bus_send("client_accounting/call", self._prepare_pop_up(user))

    def _prepare_pop_up(self, user):
        partner = self.partner_id.with_user(user)
        seen = bool(partner) and partner.has_access("read")
        return {
            "call_id": self.id,
            "direction": self.direction,
            "state": self.state,
            "number": self.number or "",
            "partner_id": seen and partner.id,
            "partner_name": seen and (partner.name or partner.display_name),
            "client_id": seen and partner.commercial_partner_id.id,
            "client_name": seen and partner.commercial_partner_id.name,
            "proposal_id": not self.partner_id and self.proposal_id.id,
        }

    # ------------------------------------------------------------------ registering
    def _event(self):
        """The event of the call, or none yet."""
        self.ensure_one()
        return self.env["client.event"].search(
            [("source_key", "=", f"{self._name},{self.id}")], limit=1
        )

    def _register_event(self):
        """Make the event of an ended call; one that was recorded during the call gets
        what only the exchange knows."""
        self.env["client.registration"]._register_source(self._name, self.ids)
        event = self._event()
        if event:
            known = self._prepare_event()
            vals = {
                name: known[name]
                for name in ("duration", "recording_url")
                if known[name] and not event[name]
            }
            if vals:
                event.write(vals)

    def get_record_action(self):
        """Return the dialog in which the call is recorded: its event, or a new one that
        the call completes when it ends.

        :raises AccessError: for a call of somebody else
        """
        self.ensure_one()
        self.check_access("read")
        event = self._event()
        if event:
            return {
                "type": "ir.actions.act_window",
                "name": self.env._("Record Event"),
                "res_model": "client.event",
                "res_id": event.id,
                "views": [(False, "form")],
                "target": "new",
            }
        partner = self.partner_id
        action = self.env["client.event"].get_record_action(
            "res.partner", partner.id if partner else False
        )
        event_type = self.env["client.event.type"]._id_by_code(f"call_{self.direction}")
        action["context"] = {
            **action["context"],
            "default_partner_id": partner.id,
            "default_type_id": event_type,
            "default_source": "call",
            "default_source_key": f"{self._name},{self.id}",
            "default_company_id": self.company_id.id,
        }
        return action

    def _prepare_event(self):
        """Values of the event of a call that has ended."""
        self.ensure_one()
        subject = False
        if self.state == "missed":
            subject = (
                self.env._("Missed call")
                if self.direction == "in"
                else self.env._("Call not answered")
            )
        return {
            "type_code": f"call_{self.direction}",
            "partner_id": self.partner_id.id,
            "user_id": self.user_id.id,
            "date": self.started_at or self.ended_at,
            "duration": timedelta(seconds=self.duration or 0) / timedelta(hours=1),
            "subject": subject,
            "recording_url": self.recording_url,
            "company_id": self.company_id.id,
            "source": "call",
        }

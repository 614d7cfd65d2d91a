from odoo import api, fields, models
from odoo.tools import SQL

#: days that the journal is kept
KEPT_DAYS = 30
RESULTS = [
    ("done", "Done"),
    ("repeated", "Repeated"),
    ("ignored", "Internal Call"),
    ("bad", "Not Understood"),
    ("limit", "Too Many"),
]


class ClientTelephonyMessage(models.Model):
    """Journal of what exchanges sent. Rows are only inserted: two messages at once do
    not wait for each other, and their number is the limit per minute."""

    _name = "client.telephony.message"
    _description = "Message of a Telephone Exchange"
    _order = "id desc"
    _log_access = False
    _rec_name = "call_key"

    connection_id = fields.Many2one(
        "client.telephony.connection", required=True, readonly=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="connection_id.company_id")
    date = fields.Datetime(required=True, readonly=True, index=True)
    call_key = fields.Char("Call ID", readonly=True)
    event = fields.Char(readonly=True)
    extension = fields.Char(readonly=True)
    result = fields.Selection(
        RESULTS, required=True, readonly=True, help="What became of the message."
    )
    reason = fields.Char(readonly=True)

    _limit_idx = models.Index("(connection_id, date)")
    _repeat_idx = models.Index("(connection_id, call_key) WHERE call_key IS NOT NULL")

    @api.model
    def _put(self, connection, result, message=None, reason=None):
        """Write a line of the journal."""
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO client_telephony_message
                    (connection_id, date, call_key, event, extension, result, reason)
                VALUES (%s, %s, %s, %s, %s, %s, %s)
                """,
                connection.id,
                fields.Datetime.now(),
                message and message.call_id,
                message and message.event,
                (message and message.own_extension) or None,
                result,
                reason,
            )
        )

    @api.model
    def _is_over_limit(self, connection):
        """Whether the last minute brought as many messages as the connection allows.

        Refused ones do not count: else a flood would never end.
        """
        since = fields.Datetime.subtract(fields.Datetime.now(), minutes=1)
        [(count,)] = self.env.execute_query(
            SQL(
                """
                SELECT COUNT(*) FROM (
                    SELECT 1 FROM client_telephony_message
                     WHERE connection_id = %s AND date > %s AND result != 'limit'
                     LIMIT %s) line
                """,
                connection.id,
                since,
                connection.limit_per_minute,
            )
        )
        return count >= connection.limit_per_minute

    @api.model
    def _put_limit(self, connection):
        """Write that there was too much, once in a minute at most."""
        since = fields.Datetime.subtract(fields.Datetime.now(), minutes=1)
        domain = [
            ("connection_id", "=", connection.id),
            ("date", ">", since),
            ("result", "=", "limit"),
        ]
        if not self.sudo().search_count(domain, limit=1):
            self._put(connection, "limit")

    @api.model
    def _is_repeated(self, connection, message):
        """Whether the same event of the same call came before, and brings nothing new:
        many exchanges tell the address of the recording later."""
        return bool(
            self.env.execute_query(
                SQL(
                    """
                    SELECT 1 FROM client_telephony_message m
                     WHERE connection_id = %s AND call_key = %s AND event = %s
                       AND extension IS NOT DISTINCT FROM %s AND result = 'done'
                       AND (%s IS NULL OR EXISTS (
                           SELECT 1 FROM client_telephony_call c
                            WHERE c.connection_id = m.connection_id
                              AND c.call_key = m.call_key
                              AND c.recording_url IS NOT NULL))
                     LIMIT 1
                    """,
                    connection.id,
                    message.call_id,
                    message.event,
                    message.own_extension or None,
                    message.recording_url or None,
                )
            )
        )

    @api.autovacuum
    def _gc_messages(self):
        limit = fields.Datetime.subtract(fields.Datetime.now(), days=KEPT_DAYS)
        self.env.cr.execute(
            SQL("DELETE FROM client_telephony_message WHERE date < %s", limit)
        )

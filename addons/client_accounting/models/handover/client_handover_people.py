from odoo import fields, models
from odoo.tools import SQL

from .client_handover_execute import COLUMNS

GUEST = "@guest"
FOLLOWER = "@follower"


class ClientHandover(models.Model):
    """Who takes part in meetings and who follows records: the receiver instead of the
    old manager. These are rows of relations, so they move in their own way."""

    _inherit = "client.handover"

    def _partner_of(self, column):
        return SQL("(SELECT u.partner_id FROM res_users u WHERE u.id = %s)", column)

    # ------------------------------------------------------------------ guests
    def _note_guests(self):
        """The old manager leaves the meetings that move, the receiver comes."""
        self.env.cr.execute(
            SQL(
                """INSERT INTO client_handover_item (%(columns)s)
                   SELECT i.handover_id, i.line_id, i.receiver_id, NULL, i.kind,
                          i.res_model, i.res_id, %(guest)s, old.partner_id,
                          new.partner_id,
                          EXISTS (SELECT 1 FROM calendar_event_res_partner_rel r
                                   WHERE r.calendar_event_id = i.res_id
                                     AND r.res_partner_id = new.partner_id),
                          to_jsonb(att.state), 'moved'
                     FROM client_handover_item i
                     JOIN res_users old ON old.id = i.old_id
                     JOIN res_users new ON new.id = i.new_id
                     JOIN calendar_event_res_partner_rel own
                       ON own.calendar_event_id = i.res_id
                      AND own.res_partner_id = old.partner_id
                LEFT JOIN calendar_attendee att
                       ON att.event_id = i.res_id AND att.partner_id = old.partner_id
                    WHERE i.handover_id = %(handover)s AND i.kind = 'meeting'
                      AND i.column_name = 'user_id'""",
                columns=COLUMNS,
                guest=GUEST,
                handover=self.id,
            )
        )

    def _move_guests(self):
        for there, statements in (
            (
                False,
                (
                    SQL(
                        """UPDATE calendar_event_res_partner_rel t
                              SET res_partner_id = i.new_id %s
                              AND t.calendar_event_id = i.res_id
                              AND t.res_partner_id = i.old_id""",
                        self._items_of(GUEST, False),
                    ),
                    SQL(
                        """UPDATE calendar_attendee t
                              SET partner_id = i.new_id, common_name = (
                                  SELECT p.name FROM res_partner p
                                   WHERE p.id = i.new_id) %s
                              AND t.event_id = i.res_id AND t.partner_id = i.old_id""",
                        self._items_of(GUEST, False),
                    ),
                ),
            ),
            (
                True,
                (
                    SQL(
                        """DELETE FROM calendar_event_res_partner_rel t %s
                              AND t.calendar_event_id = i.res_id
                              AND t.res_partner_id = i.old_id""",
                        self._items_of(GUEST, True, using=True),
                    ),
                    SQL(
                        """DELETE FROM calendar_attendee t %s
                              AND t.event_id = i.res_id AND t.partner_id = i.old_id""",
                        self._items_of(GUEST, True, using=True),
                    ),
                ),
            ),
        ):
            if self._has_items(GUEST, there):
                for statement in statements:
                    self.env.cr.execute(statement)

    def _items_of(self, column, was_there, using=False, lines=None):
        """``FROM items WHERE ...``: the moved items of a kind of relation."""
        return SQL(
            """%s client_handover_item i
               WHERE i.handover_id = %s AND i.column_name = %s AND i.state = 'moved'
                 AND i.was_there IS %s AND %s""",
            SQL("USING") if using else SQL("FROM"),
            self.id,
            column,
            SQL("TRUE") if was_there else SQL("FALSE"),
            self._of_lines(lines),
        )

    def _of_lines(self, lines):
        """Condition: items of these lines; of all for None."""
        if lines is None:
            return SQL("TRUE")
        return SQL("i.line_id = ANY(%s)", lines.ids)

    def _has_items(self, column, was_there, lines=None):
        return bool(
            self.env.execute_query(
                SQL(
                    "SELECT 1 %s LIMIT 1",
                    self._items_of(column, was_there, lines=lines),
                )
            )
        )

    # ------------------------------------------------------------------ followers
    def _note_followers(self):
        """The receiver follows the clients and the records that move instead of the
        old manager."""
        self.env.cr.execute(
            SQL(
                """WITH docs AS (
                   SELECT DISTINCT ON (d.res_model, d.res_id) d.*
                     FROM (SELECT i.line_id, i.receiver_id, i.res_model, i.res_id
                             FROM client_handover_item i
                            WHERE i.handover_id = %(handover)s
                            UNION ALL
                           SELECT l.id, l.receiver_id, 'res.partner', p.id
                             FROM client_handover_line l
                             JOIN res_partner p ON p.commercial_partner_id =
                                                   l.partner_id
                            WHERE l.handover_id = %(handover)s
                              AND l.state <> 'skipped') d
                 ORDER BY d.res_model, d.res_id, d.line_id)
                 INSERT INTO client_handover_item (%(columns)s)
                 SELECT %(handover)s, d.line_id, d.receiver_id, NULL, 'follower',
                        d.res_model, d.res_id, %(follower)s, f.partner_id,
                        u.partner_id,
                        EXISTS (SELECT 1 FROM mail_followers o
                                 WHERE o.res_model = d.res_model AND o.res_id = d.res_id
                                   AND o.partner_id = u.partner_id),
                        (SELECT jsonb_agg(s.mail_message_subtype_id)
                           FROM mail_followers_mail_message_subtype_rel s
                          WHERE s.mail_followers_id = f.id),
                        'moved'
                   FROM docs d
                   JOIN mail_followers f
                     ON f.res_model = d.res_model AND f.res_id = d.res_id
                    AND f.partner_id = %(partner)s
                   JOIN res_users u ON u.id = d.receiver_id""",
                columns=COLUMNS,
                handover=self.id,
                follower=FOLLOWER,
                partner=self.from_user_id.partner_id.id,
            )
        )

    def _move_followers(self):
        self.env.cr.execute(
            SQL(
                """UPDATE mail_followers t SET partner_id = i.new_id %s
                      AND t.res_model = i.res_model AND t.res_id = i.res_id
                      AND t.partner_id = i.old_id""",
                self._items_of(FOLLOWER, False),
            )
        )
        self.env.cr.execute(
            SQL(
                """DELETE FROM mail_followers t %s
                      AND t.res_model = i.res_model AND t.res_id = i.res_id
                      AND t.partner_id = i.old_id""",
                self._items_of(FOLLOWER, True, using=True),
            )
        )

    # ------------------------------------------------------------------ back again
    def _followers_back(self, lines):
        """Give followers back.

        :return: ids of the items that are as they were
        """
        moved = self.env.execute_query(
            SQL(
                """UPDATE mail_followers t SET partner_id = i.old_id %s
                      AND t.res_model = i.res_model AND t.res_id = i.res_id
                      AND t.partner_id = i.new_id
                      AND NOT EXISTS (SELECT 1 FROM mail_followers o
                                       WHERE o.res_model = i.res_model
                                         AND o.res_id = i.res_id
                                         AND o.partner_id = i.old_id)
                RETURNING i.id""",
                self._items_of(FOLLOWER, False, lines=lines),
            )
        )
        added = self.env.execute_query(
            SQL(
                """WITH gone AS (
                       SELECT i.id, i.res_model, i.res_id, i.old_id, i.extra %s
                   ), new AS (
                       INSERT INTO mail_followers (res_model, res_id, partner_id)
                       SELECT res_model, res_id, old_id FROM gone
                           ON CONFLICT DO NOTHING
                    RETURNING id, res_model, res_id
                   ), subtypes AS (
                       INSERT INTO mail_followers_mail_message_subtype_rel
                                   (mail_followers_id, mail_message_subtype_id)
                       SELECT new.id, s.id
                         FROM new
                         JOIN gone USING (res_model, res_id)
                        CROSS JOIN LATERAL jsonb_array_elements(
                              COALESCE(NULLIF(gone.extra, 'null'), '[]')) e
                         JOIN mail_message_subtype s ON s.id = e::text::integer
                   )
                   SELECT id FROM gone""",
                self._items_of(FOLLOWER, True, lines=lines),
            )
        )
        return [row[0] for row in moved + added]

    def _guests_back(self, lines):
        """Give the places in meetings back, as long as they are to come.

        :return: ids of the items that are as they were
        """
        to_come = SQL(
            "EXISTS (SELECT 1 FROM calendar_event e WHERE e.id = i.res_id"
            " AND e.active AND e.start >= %s AND e.user_id IN"
            " (SELECT u.id FROM res_users u WHERE u.partner_id = i.old_id))",
            fields.Datetime.now(),
        )
        back = self.env.execute_query(
            SQL(
                """UPDATE calendar_event_res_partner_rel t SET res_partner_id = i.old_id
                      %s AND t.calendar_event_id = i.res_id
                      AND t.res_partner_id = i.new_id AND %s
                RETURNING i.id""",
                self._items_of(GUEST, False, lines=lines),
                to_come,
            )
        )
        self.env.cr.execute(
            SQL(
                """UPDATE calendar_attendee t
                      SET partner_id = i.old_id, common_name = (
                          SELECT p.name FROM res_partner p WHERE p.id = i.old_id)
                      %s AND t.event_id = i.res_id AND t.partner_id = i.new_id
                      AND i.id = ANY(%s)""",
                self._items_of(GUEST, False, lines=lines),
                [row[0] for row in back],
            )
        )
        return [row[0] for row in back] + self._guests_added(lines, to_come)

    def _guests_added(self, lines, to_come):
        """Let the old manager take part again beside a receiver who did before."""
        rows = self.env.execute_query(
            SQL(
                "SELECT i.id, i.res_id, i.old_id, i.extra %s AND %s",
                self._items_of(GUEST, True, lines=lines),
                to_come,
            )
        )
        attendees = self.env["calendar.attendee"].sudo()
        for _item, event_id, partner_id, state in rows:
            self.env.cr.execute(
                SQL(
                    """INSERT INTO calendar_event_res_partner_rel
                              (calendar_event_id, res_partner_id) VALUES (%s, %s)
                           ON CONFLICT DO NOTHING""",
                    event_id,
                    partner_id,
                )
            )
            attendees |= attendees.with_context(no_mail_to_attendees=True).create(
                {
                    "event_id": event_id,
                    "partner_id": partner_id,
                    "state": state or "needsAction",
                }
            )
        return [row[0] for row in rows]

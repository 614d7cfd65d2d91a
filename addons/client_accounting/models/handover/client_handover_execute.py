import logging

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

_logger = logging.getLogger(__name__)

COLUMNS = SQL(
    """handover_id, line_id, receiver_id, company_id, kind, res_model, res_id,
       column_name, old_id, new_id, was_there, extra, state"""
)


class ClientHandover(models.Model):
    """Moving the clients and everything open, kind by kind: one statement writes down
    what moves, one moves it, however many clients there are."""

    _inherit = "client.handover"

    def action_hand_over(self):
        """Move the clients now.

        :raise UserError: with the sentence why that is impossible
        :raise AccessError: to who may not hand over clients of others
        """
        self._check_decide()
        for handover in self:
            handover._carry_out()
        return True

    def _carry_out(self, user=None):
        """Move what is open, and ask the receivers; all in the caller's transaction.

        :param user: who answers for it; the current user, if not given
        """
        self.ensure_one()
        self._lock_clients()
        if self.state not in ("draft", "proposed", "planned"):
            raise UserError(self.env._("These clients have been handed over already."))
        handover_sudo = self.sudo().with_context(active_test=False)
        handover_sudo._check_ready()
        handover_sudo._leave_out()
        handover_sudo._return_from_substitute()
        for source in handover_sudo._get_sources():
            if source.wanted(handover_sudo):
                handover_sudo._note_items(source)
        handover_sudo._note_guests()
        handover_sudo._note_followers()
        handover_sudo._check_item_companies()
        handover_sudo._move_items()
        handover_sudo._move_guests()
        handover_sudo._move_followers()
        handover_sudo._finish_moving(user or self.env.user)

    def _leave_out(self):
        """Clients that went to somebody else meanwhile stay with him."""
        lost = self._lines_lost()
        if not lost:
            return
        if lost == self.line_ids and not self.move_rest:
            raise UserError(
                self.env._(
                    "%(user)s does not look after these clients any more: %(clients)s. "
                    "Somebody else has handed them over meanwhile.",
                    user=self.from_user_id.name,
                    clients=self._names(lost.partner_id),
                )
            )
        lost.write({"state": "skipped"})

    # ------------------------------------------------------------------ writing down
    def _rows_of(self, source):
        """``SELECT id, company_id, team_id, line_id, receiver_id`` of what moves."""
        rest = SQL("NULL::integer")
        condition = SQL("l.id IS NOT NULL")
        if self.move_rest:
            rest = SQL("%s", self.rest_receiver_id.id)
            condition = SQL(
                "(l.id IS NOT NULL OR NOT EXISTS (SELECT 1 FROM client_handover_line o"
                " WHERE o.handover_id = %s AND o.partner_id = src.client_id))",
                self.id,
            )
        return SQL(
            """SELECT src.id, src.company_id, src.team_id, l.id AS line_id,
                      COALESCE(l.receiver_id, %(rest)s) AS receiver_id
                 FROM (%(rows)s) src
            LEFT JOIN client_handover_line l
                   ON l.handover_id = %(handover)s AND l.partner_id = src.client_id
                  AND l.state <> 'skipped'
                WHERE src.user_id = %(giver)s AND %(condition)s
                  AND COALESCE(l.receiver_id, %(rest)s) IS NOT NULL
                  AND (src.company_id IS NULL OR src.company_id = ANY(%(companies)s))
            """,
            rows=source.rows(self.env),
            rest=rest,
            handover=self.id,
            giver=self.from_user_id.id,
            condition=condition,
            companies=self.company_ids.ids,
        )

    def _note_items(self, source):
        """Write down what moves of a source: the user, and the team that goes with
        him where the receiver has one that sells in that company."""
        self.env.flush_all()
        team = SQL()
        if source.team:
            team = SQL(
                """UNION ALL
                SELECT %(handover)s, rows.line_id, rows.receiver_id, rows.company_id,
                       %(kind)s, %(model)s, rows.id, %(column)s, rows.team_id,
                       t.id, FALSE, NULL::jsonb, 'moved'
                  FROM rows
                  JOIN res_users u ON u.id = rows.receiver_id
                  JOIN crm_team t ON t.id = u.sale_team_id
                 WHERE t.id IS DISTINCT FROM rows.team_id
                   AND (t.company_id IS NULL OR t.company_id = rows.company_id)""",
                handover=self.id,
                kind=source.key,
                model=source.model,
                column=source.team,
            )
        self.env.cr.execute(
            SQL(
                """WITH rows AS MATERIALIZED (%(rows)s)
                INSERT INTO client_handover_item (%(columns)s)
                SELECT %(handover)s, rows.line_id, rows.receiver_id, rows.company_id,
                       %(kind)s, %(model)s, rows.id, %(column)s, %(giver)s::integer,
                       rows.receiver_id, FALSE, NULL::jsonb, 'moved'
                  FROM rows %(team)s""",
                columns=COLUMNS,
                rows=self._rows_of(source),
                handover=self.id,
                kind=source.key,
                model=source.model,
                column=source.user,
                giver=self.from_user_id.id,
                team=team,
            )
        )

    # ------------------------------------------------------------------ moving
    def _move_items(self):
        """Write the new users and teams, one statement a column."""
        for source in self._get_sources():
            if not source.wanted(self):
                continue
            for column in filter(None, (source.user, source.team)):
                self._set_column(source, column, SQL("i.new_id"), SQL("i.old_id"))
            self._follow(source)

    def _set_column(self, source, column, value, held, condition=None):
        """Set a column of the items of a source, where it still holds what it did.

        :return: ids of the items
        """
        model = self.env[source.model]
        stamp = SQL()
        if model._log_access:
            stamp = SQL(
                ", write_date = %s, write_uid = %s", self.env.cr.now(), self.env.uid
            )
        return [
            row[0]
            for row in self.env.execute_query(
                SQL(
                    """UPDATE %(table)s t SET %(column)s = %(value)s %(stamp)s
                         FROM client_handover_item i
                        WHERE i.handover_id = %(handover)s AND i.kind = %(kind)s
                          AND i.res_model = %(model)s AND i.column_name = %(name)s
                          AND i.state = 'moved' AND t.id = i.res_id
                          AND t.%(column)s IS NOT DISTINCT FROM %(held)s
                          AND %(condition)s
                    RETURNING i.id""",
                    table=SQL.identifier(model._table),
                    column=SQL.identifier(column),
                    value=value,
                    stamp=stamp,
                    handover=self.id,
                    kind=source.key,
                    model=source.model,
                    name=column,
                    held=held,
                    condition=condition or SQL("TRUE"),
                )
            )
        ]

    def _follow(self, source):
        """Bring columns in line that repeat the user of a record."""
        if source.model != "sale.order":
            return
        self.env.cr.execute(
            SQL(
                """UPDATE sale_order_line t SET salesman_id = o.user_id
                     FROM sale_order o, client_handover_item i
                    WHERE i.handover_id = %s AND i.kind = %s
                      AND i.column_name = 'user_id' AND o.id = i.res_id
                      AND t.order_id = o.id
                      AND t.salesman_id IS DISTINCT FROM o.user_id""",
                self.id,
                source.key,
            )
        )

    def _finish_moving(self, user):
        """The clients have moved: ask the receivers, say it in the log."""
        self.env.invalidate_all(flush=False)
        self.env.cr.execute(
            SQL(
                """UPDATE client_handover_line
                      SET state = 'waiting', letter_state = %s
                    WHERE handover_id = %s AND state = 'draft'""",
                "wanted" if self.send_letter else "none",
                self.id,
            )
        )
        self.line_ids.invalidate_recordset()
        self.write(
            {
                "state": "done",
                "date_done": fields.Datetime.now(),
                "done_user_id": user.id,
                "problem": False,
                "receiver_ids": [fields.Command.set(self.line_ids.receiver_id.ids)],
            }
        )
        self.activity_ids.unlink()
        self._ask_receivers()

    # ------------------------------------------------------------------ planned ones
    def action_plan(self):
        """Let the clients move on the day that is written in the handover."""
        self._check_decide()
        for handover in self:
            if not handover.date_planned or handover.date_planned <= self._today():
                raise UserError(
                    self.env._("Write the day of the handover: one that is to come.")
                )
            handover._lock_clients()
            if handover.state not in ("draft", "proposed"):
                raise UserError(self.env._("This handover is no draft any more."))
            handover.sudo()._check_ready()
            handover._check_other_handovers()
            handover.activity_ids.sudo().unlink()
            handover.sudo().write({"state": "planned", "done_user_id": self.env.uid})
        return True

    def action_cancel(self):
        """Call off what has not been carried out."""
        for handover in self:
            if handover.state not in ("draft", "proposed", "planned"):
                raise UserError(
                    self.env._("The clients have moved already. Undo the handover.")
                )
            if not handover._is_manager():
                handover._check_giver(handover.sudo().from_user_id)
            handover.check_access("read")
            handover.activity_ids.sudo().unlink()
            handover.sudo().write({"state": "cancelled"})
        return True

    @api.model
    def _cron_carry_out(self):
        """Carry out what is planned for today or before; what fails says why, on the
        handover and to who planned it, and is tried again the next time."""
        due = self.search(
            [("state", "=", "planned"), ("date_planned", "<=", self._today())],
            order="date_planned, id",
        )
        self.env["ir.cron"]._commit_progress(remaining=len(due))
        for handover in due:
            try:
                with self.env.cr.savepoint():
                    handover._carry_out(handover.done_user_id)
            except Exception as error:
                self.env.invalidate_all(flush=False)
                _logger.info("Handover %s was not carried out: %s", handover.id, error)
                handover._report_problem(str(error) or type(error).__name__)
            if not self.env["ir.cron"]._commit_progress(1):
                break

    def _report_problem(self, reason):
        """Tell who planned it why it was not carried out; once for a reason."""
        if self.problem == reason[:500]:
            return
        self.problem = reason[:500]
        user = self.done_user_id
        if user.active and not user.share:
            self.activity_schedule(
                "mail.mail_activity_data_warning",
                user_id=user.id,
                summary=self.env._("The handover was not carried out"),
                note=reason,
            )

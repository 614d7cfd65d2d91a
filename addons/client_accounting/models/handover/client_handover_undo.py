from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from .client_handover_people import FOLLOWER, GUEST

#: records of a kind that the list of what was not taken back names
NAMED = 20


class ClientHandover(models.Model):
    """Taking a handover back, of all clients or of some: exactly what moved and was not
    changed since; the rest is listed."""

    _inherit = "client.handover"

    def action_undo(self):
        """Give everything back to the manager who handed over.

        :raise UserError: with the reason where that is impossible
        :raise AccessError: to who may not hand over clients of others
        """
        self._check_decide()
        for handover in self:
            handover._lock_clients()
            if handover.state != "done":
                raise UserError(
                    self.env._("There is nothing to undo: nothing has moved.")
                )
            handover_sudo = handover.sudo().with_context(active_test=False)
            handover_sudo._check_giver_works()
            leftover = handover_sudo._take_back(None)
            handover_sudo._lines_back()
            handover_sudo.activity_ids.unlink()
            handover_sudo.write(
                {
                    "state": "undone",
                    "undo_user_id": self.env.uid,
                    "undo_date": fields.Datetime.now(),
                    "leftover": "\n".join(leftover) or False,
                }
            )
        return True

    def _lines_back(self):
        """The clients are with the old manager again; letters that wait stay unsent."""
        self.env.cr.execute(
            SQL(
                """UPDATE client_handover_line
                      SET state = 'returned',
                          letter_state = CASE WHEN letter_state IN ('wanted', 'queued')
                                              THEN 'none' ELSE letter_state END
                    WHERE handover_id = %s AND state <> 'skipped'""",
                self.id,
            )
        )
        self.env["client.handover.line"].invalidate_model(flush=False)

    def _give_back(self, lines):
        """Give some clients back, with what moved with them."""
        self.ensure_one()
        self._lock_clients()
        if self.state != "done":
            raise UserError(self.env._("There is nothing to undo: nothing has moved."))
        lines = lines.sudo().filtered(lambda line: line.state != "returned")
        self.sudo()._check_giver_works()
        for line in lines:
            leftover = self.sudo()._take_back(line)
            line.write(
                {
                    "state": "returned",
                    "letter_state": "none"
                    if line.letter_state in ("wanted", "queued")
                    else line.letter_state,
                    "leftover": "\n".join(leftover) or False,
                }
            )
        self.sudo()._close_asking()

    def _check_giver_works(self):
        user = self.from_user_id
        if not user.active:
            raise UserError(
                self.env._(
                    "%(user)s does not work here any more. Hand the clients over to "
                    "somebody else instead.",
                    user=user.name,
                )
            )

    # ------------------------------------------------------------------ rows
    def _take_back(self, lines):
        """Put back what still is as the handover left it.

        :param lines: of these lines only; of all, and of what is not about a client,
            for None
        :return: sentences on what stays as it is now
        """
        self.env.flush_all()
        sources = {source.key: source for source in self._get_sources()}
        kinds = [
            row[0]
            for row in self.env.execute_query(
                SQL(
                    """SELECT DISTINCT i.kind FROM client_handover_item i
                        WHERE i.handover_id = %s AND i.state = 'moved' AND %s""",
                    self.id,
                    self._of_lines(lines),
                )
            )
        ]
        for key in kinds:
            if key in sources:
                self._take_back_kind(sources[key], lines)
        self._mark(self._guests_back(lines), "back")
        self._mark(self._followers_back(lines), "back")
        kept = self.env.execute_query(
            SQL(
                """UPDATE client_handover_item i SET state = 'kept'
                    WHERE i.handover_id = %s AND i.state = 'moved' AND %s
                RETURNING i.id, i.kind, i.column_name, i.res_id, i.new_id""",
                self.id,
                self._of_lines(lines),
            )
        )
        self.env.invalidate_all(flush=False)
        return self._sentences(kept, sources)

    def _take_back_kind(self, source, lines):
        still_open = SQL(
            "%s AND EXISTS (SELECT 1 FROM (%s) src WHERE src.id = i.res_id)",
            self._of_lines(lines),
            source.rows(self.env),
        )
        self._mark(
            self._set_column(
                source, source.user, SQL("i.old_id"), SQL("i.new_id"), still_open
            ),
            "back",
        )
        if source.team:
            with_user = SQL(
                """%s AND EXISTS (SELECT 1 FROM client_handover_item b
                       WHERE b.handover_id = i.handover_id AND b.kind = i.kind
                         AND b.res_id = i.res_id AND b.column_name = %s
                         AND b.state = 'back')""",
                self._of_lines(lines),
                source.user,
            )
            self._mark(
                self._set_column(
                    source, source.team, SQL("i.old_id"), SQL("i.new_id"), with_user
                ),
                "back",
            )
        self._follow(source)

    def _mark(self, ids, state):
        if ids:
            self.env.cr.execute(
                SQL(
                    "UPDATE client_handover_item SET state = %s WHERE id = ANY(%s)",
                    state,
                    list(ids),
                )
            )

    # ------------------------------------------------------------------ sentences
    def _sentences(self, kept, sources):
        """Say of each record why it was not put back."""
        by_kind = {}
        for _item, kind, column, res_id, new_id in sorted(kept):
            source = sources.get(kind)
            if column in (GUEST, FOLLOWER) or not source or not source.counted:
                continue
            if column == source.user:
                by_kind.setdefault(kind, {})[res_id] = new_id
        sentences = []
        for kind, source in sources.items():
            records = by_kind.get(kind, {})
            sentences += self._sentences_of(source, records)
            if len(records) > NAMED:
                sentences.append(
                    self.env._(
                        "%(kind)s: %(count)s more.",
                        kind=self.env._(source.label),
                        count=len(records) - NAMED,
                    )
                )
        return sentences

    def _sentences_of(self, source, records):
        sentences = []
        model = self.env[source.model].with_context(active_test=False)
        found = model.browse(sorted(records)[:NAMED])
        there = found.exists()
        for record in found:
            label = self.env._(source.label)
            if record not in there:
                text = self.env._("%(kind)s: one was deleted since.", kind=label)
            elif record[source.user].id != records[record.id]:
                text = self.env._(
                    "%(kind)s: “%(name)s” is with %(user)s now.",
                    kind=label,
                    name=record.display_name,
                    user=record[source.user].name or self.env._("nobody"),
                )
            else:
                text = self.env._(
                    "%(kind)s: “%(name)s” was done or closed since.",
                    kind=label,
                    name=record.display_name,
                )
            sentences.append(text)
        return sentences

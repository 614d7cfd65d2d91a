import json
from collections import defaultdict

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL

from .client_merge_check import GROUP


class ClientMerge(models.Model):
    """Taking a merge back, row by row.

    What has been changed, deleted or given to others since the merge keeps its newer
    state and is listed. Refused is only what would tear documents apart: a later merge
    of the same clients, and payments reconciled across the two since.
    """

    _inherit = "client.merge"

    def action_undo(self):
        """Give everything back to the clients that it came from.

        :raise UserError: with the reason where that is impossible
        :raise AccessError: to who may not merge, or not change these clients
        """
        self.ensure_one()
        self._check_undo()
        merge_sudo = self.sudo()
        self._lock_clients(merge_sudo.survivor_id | merge_sudo.merged_ids)
        self._check_undo()
        leftover = merge_sudo._take_back()
        merge_sudo.write(
            {
                "state": "undone",
                "undo_user_id": self.env.uid,
                "undo_date": fields.Datetime.now(),
                "leftover": "\n".join(leftover) or False,
            }
        )
        merge_sudo._after(
            self.env._(
                "The merge was undone: %(names)s",
                names=", ".join(merge_sudo.merged_ids.mapped("name")),
            )
        )
        return True

    # ------------------------------------------------------------------ checks
    def _check_undo(self):
        if not self.env.user.has_group(GROUP):
            raise AccessError(self.env._("You may not undo the merge of clients."))
        self.check_access("read")
        self.invalidate_recordset(["state"])
        if self.state != "done":
            raise UserError(self.env._("This merge has been undone already."))
        merge_sudo = self.sudo().with_context(active_test=False)
        clients = self.env["res.partner"].browse(
            (merge_sudo.survivor_id | merge_sudo.merged_ids).ids
        )
        if len(clients) != 1 + self._merged_number():
            raise UserError(
                self.env._(
                    "The merge cannot be undone: one of the clients has been deleted."
                )
            )
        clients.check_access("write")
        later = self.sudo().search(
            [
                ("id", ">", self.id),
                ("state", "=", "done"),
                "|",
                ("survivor_id", "in", clients.ids),
                ("merged_ids", "in", clients.ids),
            ],
            order="id",
            limit=1,
        )
        if later:
            raise UserError(
                self.env._(
                    "These clients have been merged again since. Undo “%(name)s” "
                    "first.",
                    name=later.name,
                )
            )
        self.sudo()._check_reconciled()

    def _merged_number(self):
        """How many clients were merged into the other one, deleted ones too."""
        return (self.sudo().marks or {}).get("merged", 0)

    def _check_reconciled(self):
        """Refuse where money of one client has settled a debt of another since."""
        origins = {}
        for line in self.line_ids:
            if (line.kind, line.table_name, line.column_name) == (
                "link",
                "account_move_line",
                "partner_id",
            ):
                origins.update(dict.fromkeys(line.row_ids, line.from_id.id))
        if not origins:
            return
        rows = self.env.execute_query(
            SQL(
                """
                SELECT r.debit_move_id, r.credit_move_id, d.name, c.name
                  FROM account_partial_reconcile r
                  JOIN account_move_line dl ON dl.id = r.debit_move_id
                  JOIN account_move d ON d.id = dl.move_id
                  JOIN account_move_line cl ON cl.id = r.credit_move_id
                  JOIN account_move c ON c.id = cl.move_id
                 WHERE r.id > %(mark)s AND (r.debit_move_id = ANY(%(lines)s)
                                         OR r.credit_move_id = ANY(%(lines)s))
              ORDER BY r.id
                """,
                mark=(self.marks or {}).get("account_partial_reconcile", 0),
                lines=list(origins),
            )
        )
        for debit, credit, first, second in rows:
            if origins.get(debit) != origins.get(credit):
                raise UserError(
                    self.env._(
                        "The merge cannot be undone: since then %(first)s and "
                        "%(second)s, of different clients, have been reconciled. Undo "
                        "that reconciliation first.",
                        first=first,
                        second=second,
                    )
                )

    # ------------------------------------------------------------------ taking back
    def _take_back(self):
        """Restore all rows, the last step first.

        :return: sentences on what kept its newer state
        """
        self.env.flush_all()
        leftover = []
        for line in self.line_ids.sorted("id", reverse=True):
            if line.kind == "link":
                leftover += self._take_back_link(line)
            elif line.kind == "row":
                leftover += self._take_back_rows(line)
            elif line.kind == "value":
                leftover += self._take_back_values(line)
        self._follow_moves()
        clients = self.survivor_id | self.merged_ids
        self.env.execute_query(
            SQL(
                "UPDATE res_partner SET write_date = %s, write_uid = %s"
                " WHERE id = ANY(%s) RETURNING id",
                self.env.cr.now(),
                self.env.uid,
                clients.ids,
            )
        )
        self.env.invalidate_all(flush=False)
        return leftover

    def _take_back_link(self, line):
        survivor, other = self.survivor_id.id, line.from_id.id
        if "id" in self._columns(line.table_name):
            back = self._set_column(
                line.table_name, line.column_name, line.row_ids, survivor, other
            )
        else:
            back, _stayed = self._move_relation(
                line.table_name, line.column_name, survivor, other, line.row_ids
            )
        lost = len(line.row_ids) - len(back)
        if not lost:
            return []
        return [
            self.env._(
                "%(label)s, %(field)s: %(count)s rows have been deleted or given to "
                "others since.",
                label=line.label,
                field=line.column_label,
                count=lost,
            )
        ]

    def _take_back_rows(self, line):
        if line.column_name == "id":
            self.env.execute_query(
                SQL(
                    "DELETE FROM %s WHERE id = ANY(%s) RETURNING id",
                    SQL.identifier(line.table_name),
                    line.row_ids,
                )
            )
            return []
        columns = self._partner_relations().get(line.table_name)
        if not columns:
            return []
        self.env.execute_query(
            SQL(
                "DELETE FROM %(table)s WHERE %(own)s = %(survivor)s"
                " AND %(other)s = ANY(%(ids)s) RETURNING 1",
                table=SQL.identifier(line.table_name),
                own=SQL.identifier(columns[0]),
                other=SQL.identifier(columns[1]),
                survivor=self.survivor_id.id,
                ids=line.row_ids,
            )
        )
        return []

    def _take_back_values(self, line):
        """Old values where the rows still have those that the merge gave them."""
        table = line.table_name
        known = set(self._columns(table))
        changes = {int(id_): values for id_, values in line.row_values.items()}
        current = self._rows_as_json(table, list(changes))
        restore, leftover = defaultdict(dict), []
        for row_id, values in changes.items():
            row = current.get(row_id)
            for column, (old, new) in values.items():
                if row is None or column not in known or row[column] == old:
                    continue
                if row[column] == new:
                    restore[tuple(sorted(self._group(values, row, known)))][row_id] = {
                        name: pair[0] for name, pair in values.items()
                    }
                else:
                    leftover.append(self._newer(table, row_id, column))
        for columns, rows in restore.items():
            self._restore(table, columns, rows)
        return leftover

    @api.model
    def _group(self, values, row, known):
        """Columns of a row that still have what the merge wrote."""
        return [
            column
            for column, (old, new) in values.items()
            if column in known and row[column] == new and old != new
        ]

    @api.model
    def _restore(self, table, columns, rows):
        """Write values back, as PostgreSQL gave them to JSON."""
        names = [SQL.identifier(column) for column in columns]
        self.env.execute_query(
            SQL(
                """
                UPDATE %(table)s t SET (%(names)s) = ROW(%(old)s)
                  FROM jsonb_populate_recordset(NULL::%(table)s, %(rows)s::jsonb) o
                 WHERE t.id = o.id
             RETURNING t.id
                """,
                table=SQL.identifier(table),
                names=SQL(", ").join(names),
                old=SQL(", ").join(SQL("o.%s", name) for name in names),
                rows=json.dumps([{"id": id_, **old} for id_, old in rows.items()]),
            )
        )

    @api.model
    def _newer(self, table, row_id, column):
        model = next(
            (one for one in self.env.values() if one._table == table and one._auto),
            None,
        )
        if model is None or column not in model._fields:
            return f"{table} {row_id}: {column}"
        record = model.sudo().browse(row_id)
        return self.env._(
            "%(record)s: “%(field)s” has been changed since and stays as it is.",
            record=record.display_name,
            field=model._fields[column]._description_string(self.env),
        )

    def _follow_moves(self):
        """Lines that were added to moved entries since go with their entry."""
        moves = [
            row_id
            for line in self.line_ids
            if line.kind == "link" and line.table_name == "account_move"
            for row_id in line.row_ids
        ]
        self.env.execute_query(
            SQL(
                """
                UPDATE account_move_line l SET partner_id = m.commercial_partner_id
                  FROM account_move m
                 WHERE m.id = l.move_id AND m.id = ANY(%(moves)s)
                   AND m.commercial_partner_id <> %(survivor)s
                   AND l.partner_id = %(survivor)s AND l.parent_state = 'draft'
             RETURNING l.id
                """,
                moves=moves,
                survivor=self.survivor_id.id,
            )
        )

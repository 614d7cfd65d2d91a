import json

import psycopg2

from odoo import api, models
from odoo.tools import SQL, mute_logger


class ClientMerge(models.Model):
    """The moving of rows, each step written down.

    Rows move by SQL: nothing is recomputed, printed or mailed because of it. What the
    remaining client may have only once (a tag, a place among the followers) stays with
    the merged one, which is archived and not deleted.
    """

    _inherit = "client.merge"

    def _record(self, kind, table, column=None, **values):
        return self.env["client.merge.line"].create(
            {
                "merge_id": self.id,
                "kind": kind,
                "table_name": table,
                "column_name": column,
                **values,
            }
        )

    def _record_moved(self, table, column, other, moved, stayed):
        for kind, ids in (("link", moved), ("stay", stayed)):
            if ids:
                self._record(
                    kind,
                    table,
                    column,
                    from_id=other.id,
                    row_ids=list(ids),
                    row_count=len(ids),
                )

    def _move_keys(self, other, survivor):
        """Foreign keys to the merged client, in every table."""
        for table, column in self._partner_columns():
            excluded = []
            if table == "res_partner":
                excluded = (self.survivor_id | self.merged_ids).ids
            self._move_column(table, column, other, survivor, excluded)

    def _move_column(self, table, column, other, survivor, excluded=()):
        if "id" in self._columns(table):
            rows = self.env.execute_query(
                SQL(
                    "SELECT id FROM %s WHERE %s = %s AND id <> ALL(%s) ORDER BY id",
                    SQL.identifier(table),
                    SQL.identifier(column),
                    other.id,
                    list(excluded),
                )
            )
            ids = [row_id for (row_id,) in rows]
            moved = self._set_column(table, column, ids, other.id, survivor.id)
            stayed = [row_id for row_id in ids if row_id not in set(moved)]
        else:
            moved, stayed = self._move_relation(table, column, other.id, survivor.id)
        self._record_moved(table, column, other, moved, stayed)

    @api.model
    def _set_column(self, table, column, ids, old, new):
        """Set a column of rows from one id to another.

        Where that breaks a unique key, the rows are tried in halves, down to those
        that cannot have the value.

        :return: ids of the rows that have changed
        """
        if not ids:
            return []
        query = SQL(
            "UPDATE %(table)s SET %(column)s = %(new)s"
            " WHERE id = ANY(%(ids)s) AND %(column)s = %(old)s RETURNING id",
            table=SQL.identifier(table),
            column=SQL.identifier(column),
            ids=ids,
            old=old,
            new=new,
        )
        if not self._is_constrained(table):
            return [row_id for (row_id,) in self.env.execute_query(query)]
        try:
            with mute_logger("odoo.sql_db"), self.env.cr.savepoint(flush=False):
                return [row_id for (row_id,) in self.env.execute_query(query)]
        except psycopg2.IntegrityError:
            if len(ids) == 1:
                return []
        half = len(ids) // 2
        return [
            *self._set_column(table, column, ids[:half], old, new),
            *self._set_column(table, column, ids[half:], old, new),
        ]

    @api.model
    def _move_relation(self, table, column, old, new, values=None):
        """Rows of a table without ids, known by the value of their other column.

        :return: ``(moved, stayed)`` values of the other column
        """
        others = [name for name in self._columns(table) if name != column]
        if len(others) != 1:
            return [], []
        names = {
            "table": SQL.identifier(table),
            "column": SQL.identifier(column),
            "other": SQL.identifier(others[0]),
            "old": old,
            "new": new,
            "within": SQL("TRUE")
            if values is None
            else SQL("t.%s = ANY(%s)", SQL.identifier(others[0]), values),
        }
        moved = self.env.execute_query(
            SQL(
                """
                UPDATE %(table)s t SET %(column)s = %(new)s
                 WHERE t.%(column)s = %(old)s AND %(within)s AND NOT EXISTS (
                       SELECT FROM %(table)s x
                        WHERE x.%(column)s = %(new)s AND x.%(other)s = t.%(other)s)
             RETURNING t.%(other)s
                """,
                **names,
            )
        )
        stayed = self.env.execute_query(
            SQL(
                "SELECT t.%(other)s FROM %(table)s t"
                " WHERE t.%(column)s = %(old)s AND %(within)s",
                **names,
            )
        )
        return sorted(row[0] for row in moved), sorted(row[0] for row in stayed)

    def _move_references(self, other, survivor):
        """Fields that hold a model and an id, or both in one text."""
        for model in self._stored_models():
            for field in model._fields.values():
                if not field.store or field.inherited:
                    continue
                if field.type == "many2one_reference":
                    self._move_reference(model, field, other, survivor)
                elif field.type == "reference":
                    self._move_text_reference(model, field, other, survivor)

    def _move_reference(self, model, field, other, survivor):
        name = model._fields.get(field.model_field)
        if name is None or not name.store or name.type not in ("char", "selection"):
            return
        conditions = [SQL("%s = 'res.partner'", SQL.identifier(name.name))]
        if model._name == "ir.attachment":
            # the picture of a client is a value of his, not a document about him
            conditions.append(SQL("res_field IS NULL"))
        if model._name == "ir.model.data":
            # records of an addon go with the addon: the survivor must not
            conditions.append(SQL("module NOT IN (SELECT name FROM ir_module_module)"))
        rows = self.env.execute_query(
            SQL(
                "SELECT id FROM %s WHERE %s = %s AND %s ORDER BY id",
                SQL.identifier(model._table),
                SQL.identifier(field.name),
                other.id,
                SQL(" AND ").join(conditions),
            )
        )
        ids = [row_id for (row_id,) in rows]
        moved = self._set_column(model._table, field.name, ids, other.id, survivor.id)
        stayed = [row_id for row_id in ids if row_id not in set(moved)]
        self._record_moved(model._table, field.name, other, moved, stayed)

    def _move_text_reference(self, model, field, other, survivor):
        texts = f"res.partner,{other.id}", f"res.partner,{survivor.id}"
        rows = self.env.execute_query(
            SQL(
                "SELECT id FROM %s WHERE %s = %s",
                SQL.identifier(model._table),
                SQL.identifier(field.name),
                texts[0],
            )
        )
        ids = [row_id for (row_id,) in rows]
        if moved := self._set_column(model._table, field.name, ids, *texts):
            changes = {row_id: {field.name: list(texts)} for row_id in moved}
            self._record(
                "value", model._table, row_count=len(moved), row_values=changes
            )

    def _move_company_values(self, other, survivor):
        """Links to the client that differ by company: JSON by company."""
        for field in self.env.registry.many2one_company_dependents["res.partner"]:
            table = self.env[field.model_name]._table
            rows = self.env.execute_query(
                SQL(
                    "SELECT id, %(column)s FROM %(table)s WHERE %(column)s IS NOT NULL"
                    " AND EXISTS (SELECT FROM jsonb_each_text(%(column)s) e"
                    " WHERE e.value = %(old)s)",
                    table=SQL.identifier(table),
                    column=SQL.identifier(field.name),
                    old=str(other.id),
                )
            )
            self._write_json(
                table,
                field.name,
                rows,
                lambda value: {
                    key: survivor.id if id_ == other.id else id_
                    for key, id_ in value.items()
                },
            )

    def _move_properties(self, other, survivor):
        """Links to the client in the properties of any record."""
        for model in self._stored_models():
            for field in model._fields.values():
                if field.type == "properties" and field.store and not field.inherited:
                    names = self._partner_properties(field)
                    if names:
                        self._move_property(model, field, names, other, survivor)

    @api.model
    def _partner_properties(self, field):
        """Names of the properties of a field that hold partners."""
        container = self.env[field.model_name]._fields[field.definition_record]
        if not container.comodel_name:
            return set()
        definition = self.env[container.comodel_name]._fields[
            field.definition_record_field
        ]
        if not definition.store:
            return set()
        rows = self.env.execute_query(
            SQL(
                "SELECT DISTINCT e ->> 'name' FROM %s t, jsonb_array_elements(t.%s) e"
                " WHERE e ->> 'comodel' = 'res.partner'",
                SQL.identifier(self.env[container.comodel_name]._table),
                SQL.identifier(definition.name),
            )
        )
        return {name for (name,) in rows}

    def _move_property(self, model, field, names, other, survivor):
        def moved(value):
            return {
                name: self._replaced(item, other.id, survivor.id)
                if name in names
                else item
                for name, item in value.items()
            }

        rows = self.env.execute_query(
            SQL(
                """
                SELECT id, %(column)s FROM %(table)s t
                 WHERE %(column)s ?| %(names)s AND EXISTS (
                       SELECT FROM jsonb_each(t.%(column)s) e
                        WHERE e.key = ANY(%(names)s)
                          AND e.value @> to_jsonb(%(old)s::int))
                """,
                table=SQL.identifier(model._table),
                column=SQL.identifier(field.name),
                names=list(names),
                old=other.id,
            )
        )
        self._write_json(model._table, field.name, rows, moved)

    @api.model
    def _replaced(self, value, old, new):
        if isinstance(value, list):
            return list(dict.fromkeys(new if one == old else one for one in value))
        return new if value == old else value

    def _write_json(self, table, column, rows, change):
        """Change a JSON column of rows and write down old and new."""
        changes = {}
        for row_id, old in rows:
            new = change(old)
            self.env.execute_query(
                SQL(
                    "UPDATE %s SET %s = %s::jsonb WHERE id = %s RETURNING id",
                    SQL.identifier(table),
                    SQL.identifier(column),
                    json.dumps(new),
                    row_id,
                )
            )
            changes[row_id] = {column: [old, new]}
        if changes:
            self._record("value", table, row_count=len(changes), row_values=changes)

from collections import defaultdict

from odoo import api, models
from odoo.tools import SQL

#: columns that say nothing about a client
STAMPS = ("write_date", "write_uid")


class ClientMerge(models.Model):
    """The steps of a merge; what the clients were before and are after it."""

    _inherit = "client.merge"

    def _apply(self, values):
        """Change the survivor, move everything, archive the others.

        :param values: as ``_chosen_values`` gives them
        """
        self.ensure_one()
        survivor, others = self.survivor_id, self.merged_ids
        family = self._family(survivor | others)
        before = self._snapshot_family(family)
        dependents = self._snapshot_dependents(survivor, others, values)
        relations = self._snapshot_relations(survivor)
        written = self._snapshot_written(survivor)
        self._write_survivor(survivor, others, values)
        self.env.flush_all()
        self._record_relations(survivor, relations)
        self._record_written(survivor, written)
        for other in others:
            self._move_keys(other, survivor)
            self._move_references(other, survivor)
            self._move_company_values(other, survivor)
            self._move_properties(other, survivor)
        self.env.invalidate_all(flush=False)
        self._archive(survivor, others)
        self._record_family(family, before)
        self._record_dependents(dependents)
        self.moved_count = sum(
            line.row_count for line in self.line_ids if line.kind == "link"
        )

    # ------------------------------------------------------------------ values
    def _write_survivor(self, survivor, others, values):
        quiet = survivor.with_context(
            client_change_source="merge",
            tracking_disable=True,
            mail_notrack=True,
            no_vat_validation=True,
        )
        if values.get("fields"):
            quiet.write(values["fields"])
        self._unite_company_values(survivor, others)
        self._write_attributes(quiet, others, values)

    def _unite_company_values(self, survivor, others):
        """Values that differ by company: those that the survivor has none of."""
        self.env.flush_all()
        for name, field in survivor._fields.items():
            if not (field.company_dependent and field.store):
                continue
            self.env.execute_query(
                SQL(
                    """
                    UPDATE res_partner p
                       SET %(column)s = found.value || COALESCE(p.%(column)s, '{}')
                      FROM (SELECT jsonb_object_agg(each.key, each.value) AS value
                              FROM res_partner o, jsonb_each(o.%(column)s) each
                             WHERE o.id = ANY(%(others)s)) found
                     WHERE p.id = %(survivor)s AND found.value IS NOT NULL
                 RETURNING p.id
                    """,
                    column=SQL.identifier(name),
                    others=others.ids,
                    survivor=survivor.id,
                )
            )
        survivor.invalidate_recordset(flush=False)

    def _write_attributes(self, survivor, others, values):
        """Profiles are united; of attributes the chosen values are kept."""
        if "client_profile_ids" in survivor._fields:
            profiles = (survivor | others).client_profile_ids - (
                survivor.client_profile_ids
            )
            if profiles:
                survivor.client_profile_ids |= profiles
        if values.get("attributes"):
            survivor._set_client_attributes(values["attributes"])

    def _archive(self, survivor, others):
        quiet = {"tracking_disable": True, "client_change_source": "merge"}
        others.with_context(**quiet).write(
            {"active": False, "client_merged_into_id": survivor.id}
        )
        family = self._family(survivor)
        people = family - survivor
        for name in ("complete_name", "commercial_company_name", "partner_share"):
            field = family._fields[name]
            if field.store and field.compute:
                self.env.add_to_compute(field, family | others)
        self.env.flush_all()
        self._share_commercial_values(survivor, people)

    def _share_commercial_values(self, survivor, people):
        """The tax ID and the like of the client on its new contacts.

        Not written by the ORM: that would compute anew what is printed on invoices.
        """
        names = [
            SQL.identifier(name)
            for name in survivor._commercial_fields()
            if survivor._fields[name].store and survivor._fields[name].column_type
        ]
        self.env.execute_query(
            SQL(
                """
                UPDATE res_partner p SET (%(names)s) = ROW(%(values)s)
                  FROM res_partner s
                 WHERE s.id = %(survivor)s AND p.id = ANY(%(people)s)
                   AND p.commercial_partner_id = s.id
             RETURNING p.id
                """,
                names=SQL(", ").join(names),
                values=SQL(", ").join(
                    SQL("COALESCE(s.%(name)s, p.%(name)s)", name=name) for name in names
                ),
                survivor=survivor.id,
                people=people.ids,
            )
        )
        self.env.invalidate_all(flush=False)

    # ------------------------------------------------------------------ before/after
    @api.model
    def _rows_as_json(self, table, ids, columns=None):
        """``{id: {column: value}}`` as PostgreSQL writes them to JSON."""
        if not ids:
            return {}
        data = SQL("to_jsonb(t)")
        if columns:
            data = SQL(
                "jsonb_build_object(%s)",
                SQL(", ").join(
                    SQL("%s, %s", name, SQL.identifier("t", name)) for name in columns
                ),
            )
        return dict(
            self.env.execute_query(
                SQL(
                    "SELECT t.id, %s FROM %s t WHERE t.id = ANY(%s)",
                    data,
                    SQL.identifier(table),
                    list(ids),
                )
            )
        )

    @api.model
    def _snapshot_family(self, family):
        self.env.flush_all()
        return self._rows_as_json("res_partner", family.ids)

    def _record_family(self, family, before):
        after = self._rows_as_json("res_partner", family.ids)
        moved = {
            (line.column_name, row_id)
            for line in self.line_ids
            if line.kind == "link" and line.table_name == "res_partner"
            for row_id in line.row_ids
        }
        self._record_values("res_partner", before, after, moved)

    def _record_values(self, table, before, after, moved=frozenset()):
        changes = {}
        for row_id, old in before.items():
            new = after.get(row_id, {})
            changed = {
                column: [old[column], new.get(column)]
                for column in old
                if column not in STAMPS
                and old[column] != new.get(column)
                and (column, row_id) not in moved
            }
            if changed:
                changes[row_id] = changed
        if changes:
            self._record("value", table, row_count=len(changes), row_values=changes)

    @api.model
    def _snapshot_dependents(self, survivor, others, values):
        """Stored fields elsewhere that follow what is written on the clients."""
        names = {*values.get("fields", ()), "active"}
        fields = [survivor._fields[name] for name in names]
        targets = defaultdict(set)
        for partners, triggers in ((survivor, fields), (others, fields[-1:])):
            tree = self.env.registry.get_trigger_tree(
                triggers, select=lambda field: field.store and field.column_type
            )
            partners = partners.sudo().with_context(active_test=False)
            for field, records, _create in partners._modified_triggers(tree):
                if field.store and field.column_type and records._name != "res.partner":
                    targets[records._table, field.name].update(records._ids)
        self.env.flush_all()
        return {
            (table, column): self._rows_as_json(table, ids, [column])
            for (table, column), ids in targets.items()
        }

    def _record_dependents(self, snapshots):
        moved = defaultdict(set)
        for line in self.line_ids:
            if line.kind == "link" and line.row_ids:
                for row_id in line.row_ids:
                    moved[line.table_name].add((line.column_name, row_id))
        for (table, column), before in snapshots.items():
            after = self._rows_as_json(table, before, [column])
            self._record_values(table, before, after, moved[table])

    @api.model
    def _written_tables(self):
        """Tables whose rows change when values of a client are written, by the column
        of the client. History is none of them: it stays."""
        return {"client_attribute_confirmation": "partner_id"}

    @api.model
    def _snapshot_written(self, survivor):
        snapshots = {}
        for table, column in self._written_tables().items():
            rows = self.env.execute_query(
                SQL(
                    "SELECT id FROM %s WHERE %s = %s",
                    SQL.identifier(table),
                    SQL.identifier(column),
                    survivor.id,
                )
            )
            snapshots[table] = self._rows_as_json(table, [row[0] for row in rows])
        return snapshots

    def _record_written(self, survivor, before):
        for table, after in self._snapshot_written(survivor).items():
            self._record_values(table, before[table], after)
            if added := sorted(set(after) - set(before[table])):
                self._record("row", table, "id", row_ids=added, row_count=len(added))

    @api.model
    def _partner_relations(self):
        """Many2many fields of partners that are stored: ``{table: (own, other)}``."""
        return {
            field.relation: (field.column1, field.column2)
            for field in self.env["res.partner"]._fields.values()
            if field.type == "many2many" and field.store
        }

    @api.model
    def _snapshot_relations(self, survivor):
        self.env.flush_all()
        return {
            table: self._relation_rows(table, columns, survivor.id)
            for table, columns in self._partner_relations().items()
        }

    @api.model
    def _relation_rows(self, table, columns, partner_id):
        own, other = (SQL.identifier(column) for column in columns)
        rows = self.env.execute_query(
            SQL(
                "SELECT %s FROM %s WHERE %s = %s",
                other,
                SQL.identifier(table),
                own,
                partner_id,
            )
        )
        return {other_id for (other_id,) in rows}

    def _record_relations(self, survivor, before):
        """What writing the survivor has added to its many2many fields."""
        for table, columns in self._partner_relations().items():
            added = self._relation_rows(table, columns, survivor.id) - before[table]
            if added:
                self._record(
                    "row",
                    table,
                    columns[0],
                    row_ids=sorted(added),
                    row_count=len(added),
                )

from odoo import api, models
from odoo.tools import SQL

#: tables with a key to partners whose rows are derived or hold the merge itself
DERIVED = {
    "client_duplicate",
    "client_duplicate_key",
    "client_figures",
    "client_merge",
    "client_merge_line",
    "client_merge_partner_rel",
    "client_reorder",
}


class ClientMerge(models.Model):
    """Where partners are pointed to: the tables of whatever addons are installed."""

    _inherit = "client.merge"

    @api.model
    def _stored_models(self):
        """Models with a table of their own, but for those that a merge leaves alone."""
        return [
            model.sudo()
            for model in self.env.values()
            if model._auto
            and not model._abstract
            and not model.is_transient()
            and model._table not in DERIVED
        ]

    @api.model
    def _partner_columns(self):
        """``[(table, column)]`` of foreign keys to partners; no transient tables."""
        skipped = {
            model._table for model in self.env.values() if model.is_transient()
        } | DERIVED
        relations = {
            field.relation
            for model in self.env.values()
            if model.is_transient()
            for field in model._fields.values()
            if field.type == "many2many" and field.store
        } - {
            field.relation
            for model in self.env.values()
            if not model.is_transient()
            for field in model._fields.values()
            if field.type == "many2many" and field.store
        }
        wizard = self.env["base.partner.merge.automatic.wizard"]
        return sorted(
            (table, column)
            for table, column in wizard._get_fk_on("res_partner")
            if table not in skipped and table not in relations
        )

    @api.model
    def _columns(self, table):
        rows = self.env.execute_query(
            SQL(
                "SELECT attname FROM pg_attribute WHERE attrelid = %s::regclass"
                " AND attnum > 0 AND NOT attisdropped ORDER BY attnum",
                f'"{table}"',
            )
        )
        return [name for (name,) in rows]

    @api.model
    def _is_constrained(self, table):
        """Whether a table has a unique, check or exclusion rule beside its id."""
        [(constrained,)] = self.env.execute_query(
            SQL(
                """
                SELECT EXISTS (SELECT FROM pg_index
                                WHERE indrelid = %(table)s::regclass
                                  AND (indisunique OR indisexclusion)
                                  AND NOT indisprimary)
                    OR EXISTS (SELECT FROM pg_constraint
                                WHERE conrelid = %(table)s::regclass
                                  AND contype IN ('c', 'x'))
                """,
                table=f'"{table}"',
            )
        )
        return constrained

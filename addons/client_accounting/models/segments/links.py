"""Links of what is written by the hundred thousand, in sets."""

from odoo import fields
from odoo.tools import SQL, sql


class UncheckedMany2one(fields.Many2one):
    """A link without a foreign key, which PostgreSQL checks for each row one by one.

    Who writes the rows locks what they refer to, once; who deletes that deletes the
    rows.
    """

    def update_db_foreign_key(self, model, column):
        # OVERRIDE base
        key = f"{model._table}_{self.name}_fkey"
        if sql.constraint_definition(model.env.cr, model._table, key):
            sql.drop_constraint(model.env.cr, model._table, key)


class ViewMany2many(fields.Many2many):
    """Links that are read from a view of PostgreSQL and never written."""

    def update_db(self, model, columns):
        # OVERRIDE base: the view is made with its table
        return None


def create_view(cr, name, query):
    """Create or replace the view; a table of that name, as many2many fields have it,
    gives way to it."""
    if sql.table_kind(cr, name) == sql.TableKind.Regular:
        cr.execute(SQL("DROP TABLE %s", SQL.identifier(name)))
        cr.execute(SQL("DELETE FROM ir_model_relation WHERE name = %s", name))
    cr.execute(SQL("CREATE OR REPLACE VIEW %s AS %s", SQL.identifier(name), query))

from odoo.tools import SQL

from . import controllers
from . import demo
from . import models
from . import report
from . import wizard


def _post_init_hook(env):
    """Compute the figures of the documents that are there already."""
    env["client.figures"]._rebuild()
    env["client.lifecycle.state"]._evaluate_everywhere(None)
    env["client.segment"]._evaluate_all()
    env["client.reorder"]._rebuild()


def _uninstall_hook(env):
    """Take away what the uninstallation would stumble over or leave behind."""
    parameters = env["ir.config_parameter"].sudo()
    parameters.search([("key", "=like", "client\\_accounting.%")]).unlink()
    ours = [model for model in env.registry.values() if _is_ours(model)]
    _let_go_of_each_other(env, [model._table for model in ours])
    forget_parents(env, [model._name for model in ours])


def _is_ours(model):
    return (
        model._original_module == "client_accounting"
        and model._auto
        and not model._abstract
    )


def _let_go_of_each_other(env, tables):
    """Drop the foreign keys to our tables: the rows that came with the addon are
    deleted one by one, and a stage in use, for instance, would refuse."""
    keys = env.execute_query(
        SQL(
            """
            SELECT held.relname, key.conname
              FROM pg_constraint key
              JOIN pg_class held ON held.oid = key.conrelid
              JOIN pg_class target ON target.oid = key.confrelid
             WHERE key.contype = 'f' AND target.relname = ANY(%s)
               AND target.relnamespace = current_schema::regnamespace
            """,
            tables,
        )
    )
    for table, name in keys:
        env.cr.execute(
            SQL(
                "ALTER TABLE %s DROP CONSTRAINT %s",
                SQL.identifier(table),
                SQL.identifier(name),
            )
        )


def forget_parents(env, names_of_models, addon="client_accounting"):
    """Delete the names that other addons gave to the parents of our models and to the
    choices that came from these; the uninstallation deletes the rows and leaves the
    names."""
    names = env["ir.model.data"].sudo()
    parents = (
        env["ir.model.inherit"]
        .sudo()
        .search([("model_id.model", "in", names_of_models)])
    )
    choices = (
        env["ir.model.fields.selection"]
        .sudo()
        .search([("field_id.model", "in", names_of_models)])
    )
    for records in (parents, choices):
        names.search(
            [
                ("model", "=", records._name),
                ("res_id", "in", records.ids),
                ("module", "!=", addon),
            ]
        ).unlink()

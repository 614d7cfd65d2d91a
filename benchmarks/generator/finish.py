"""Around the fill: indexes and foreign keys away and back, sequences, statistics."""

import contextlib
import time

from odoo.tools import SQL

TABLES = (
    "res_partner",
    "res_partner_res_partner_category_rel",
    "product_template",
    "product_product",
    "product_taxes_rel",
    "account_move",
    "account_move_line",
    "account_move_line_account_tax_rel",
    "account_payment",
    "account_move__account_payment",
    "account_full_reconcile",
    "account_partial_reconcile",
    "sale_order",
    "sale_order_line",
    "account_tax_sale_order_line_rel",
    "sale_order_line_invoice_rel",
    "stock_reference",
    "stock_reference_sale_rel",
    "stock_reference_move_rel",
    "stock_picking",
    "stock_move",
    "stock_move_line",
    "stock_move_move_rel",
    "stock_quant",
    "crm_lead",
    "mail_message",
    "mail_activity",
    "calendar_event",
    "calendar_event_res_partner_rel",
    "calendar_attendee",
)


@contextlib.contextmanager
def without_indexes(stage):
    """Take indexes and foreign keys off the big tables, and put them back at the end.

    A foreign key that is put back is checked over the whole table, in one set: what the
    generator wrote cannot point to nothing.
    """
    indexes = _indexes(stage)
    keys = _foreign_keys(stage)
    for table, name, _definition in keys:
        stage.cr.execute(
            SQL(
                "ALTER TABLE %s DROP CONSTRAINT %s",
                SQL.identifier(table),
                SQL.identifier(name),
            )
        )
    for name, _definition, _comment in indexes:
        stage.cr.execute(SQL("DROP INDEX %s", SQL.identifier(name)))
    yield
    started = time.monotonic()
    stage.run("SET LOCAL maintenance_work_mem = '512MB'")
    for name, definition, comment in indexes:
        stage.cr.execute(SQL(definition.replace("%", "%%")))
        if comment:
            # Odoo keeps the definition there, to see whether the index has changed.
            stage.cr.execute(
                SQL("COMMENT ON INDEX %s IS %s", SQL.identifier(name), comment)
            )
    stage.report(f"{len(indexes)} indexes{'':41} {time.monotonic() - started:7.1f} s")
    started = time.monotonic()
    for table, name, definition in keys:
        stage.cr.execute(
            SQL(
                "ALTER TABLE %s ADD CONSTRAINT %s %s",
                SQL.identifier(table),
                SQL.identifier(name),
                SQL(definition),
            )
        )
    stage.report(f"{len(keys)} foreign keys{'':36} {time.monotonic() - started:7.1f} s")


def _indexes(stage):
    stage.cr.execute(
        """
        SELECT class.relname, pg_get_indexdef(class.oid), obj_description(class.oid)
          FROM pg_index
          JOIN pg_class class ON class.oid = pg_index.indexrelid
          LEFT JOIN pg_constraint ON pg_constraint.conindid = class.oid
               AND pg_constraint.contype IN ('p', 'u', 'x')
         WHERE pg_index.indrelid = ANY(%s::regclass[]) AND pg_constraint.oid IS NULL
         ORDER BY 1
        """,
        [list(TABLES)],
    )
    return stage.cr.fetchall()


def _foreign_keys(stage):
    stage.cr.execute(
        """
        SELECT class.relname, conname, pg_get_constraintdef(pg_constraint.oid)
          FROM pg_constraint JOIN pg_class class ON class.oid = conrelid
         WHERE contype = 'f' AND conrelid = ANY(%s::regclass[])
         ORDER BY 1, 2
        """,
        [list(TABLES)],
    )
    return stage.cr.fetchall()


def fill(stage):
    """Move the sequences past what was made, drop the staging, gather statistics."""
    for table in TABLES:
        if stage.has_id(table):
            stage.cr.execute(
                SQL(
                    "SELECT setval(pg_get_serial_sequence(%s, 'id'), max(id)) FROM %s",
                    table,
                    SQL.identifier(table),
                )
            )
    _document_sequences(stage)
    stage.run("DROP SCHEMA bench CASCADE")
    for table in TABLES:
        stage.cr.execute(SQL("ANALYZE %s", SQL.identifier(table)))
    stage.env.invalidate_all(flush=False)


def _document_sequences(stage):
    env = stage.env
    types = env["stock.picking.type"].search(
        [("warehouse_id", "=", stage.params["warehouse_id"])]
    )
    orders = env["ir.sequence"].search([("code", "=", "sale.order")])
    for sequence, count in (
        *((order, stage.counts["sale_order"]) for order in orders),
        *((kind.sequence_id, stage.counts["stock_picking"]) for kind in types),
    ):
        if sequence.implementation == "standard":
            sequence.number_next_actual = max(sequence.number_next_actual, count + 1)
        else:
            sequence.number_next = max(sequence.number_next, count + 1)


def vacuum(cr):
    """Set the visibility maps, for index-only scans; not in a transaction."""
    for table in TABLES:
        cr.execute(SQL("VACUUM (ANALYZE) %s", SQL.identifier(table)).code)

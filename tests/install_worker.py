"""Installs, upgrades and uninstalls addons in a database of its own, as told.

Run by test_install.py in another process: module operations change the registry and
commit, which a test's transaction cannot take back.

    ODOO_RC=... python tests/install_worker.py DATABASE LOGFILE < plan > result

A plan is a list of steps `[verb, argument]`; "snapshot" returns all that an addon could
leave behind, see SNAPSHOT.
"""

import json
import sys
import time

import odoo.modules.registry
from odoo import SUPERUSER_ID, api
from odoo.fields import Command
from odoo.tools import SQL, config

# Each query gives one text per thing; English names only, translations come and go.
SNAPSHOT = {
    "columns": """
        SELECT concat_ws(' ', table_name || '.' || column_name, data_type, is_nullable,
                         character_maximum_length, column_default)
          FROM information_schema.columns WHERE table_schema = 'public'""",
    "indexes": "SELECT indexdef FROM pg_indexes WHERE schemaname = 'public'",
    # Two fields of base define one key of rule_group_rel, each in another way; the one
    # that was set up last wins, whoever was installed.
    "constraints": """
        SELECT concat_ws(' ', conrelid::regclass, conname, pg_get_constraintdef(oid))
          FROM pg_constraint WHERE connamespace = 'public'::regnamespace
           AND conname != 'rule_group_rel_group_id_fkey'""",
    # those of ir.sequence are named by its ids, which the order of installation gives
    "sequences": """SELECT regexp_replace(sequencename, '^(ir_sequence_)[0-9]+', '\\1')
        FROM pg_sequences WHERE schemaname = 'public'""",
    "views": "SELECT viewname || definition FROM pg_views WHERE schemaname = 'public'",
    "functions": """
        SELECT p.oid::regprocedure FROM pg_proc p
         WHERE p.pronamespace = 'public'::regnamespace
           AND NOT EXISTS (SELECT FROM pg_depend d
                            WHERE d.objid = p.oid AND d.deptype = 'e')""",
    "triggers": """
        SELECT tgname || ' on ' || tgrelid::regclass FROM pg_trigger
         WHERE NOT tgisinternal""",
    "models": "SELECT model FROM ir_model",
    "fields": """
        SELECT concat_ws(' ', model || '.' || name, ttype, relation, store, required,
                         readonly, related, translate, company_dependent)
          FROM ir_model_fields""",
    "selections": """
        SELECT concat_ws(' ', f.model || '.' || f.name, s.value, s.name ->> 'en_US')
          FROM ir_model_fields_selection s JOIN ir_model_fields f ON f.id = s.field_id
      """,
    # The core keeps the records of foreign keys that it has dropped with their column
    # (uninstalling its own sale_crm does so), hence those of keys that are there.
    "constraint records": """
        SELECT name || ' ' || type FROM ir_model_constraint record
         WHERE type != 'f' OR EXISTS (
               SELECT FROM pg_constraint there WHERE there.conname = record.name)""",
    "relation records": "SELECT name FROM ir_model_relation",
    "external ids": """
        SELECT concat_ws(' ', module || '.' || name, model) FROM ir_model_data
         WHERE module NOT LIKE '\\_\\_%' AND model != 'ir.module.module'""",
    "rules": """
        SELECT concat_ws(' ', m.model, r.name, r.domain_force, r.active, r.global)
          FROM ir_rule r JOIN ir_model m ON m.id = r.model_id""",
    "access": """
        SELECT concat_ws(' ', m.model, a.name, a.active) FROM ir_model_access a
          JOIN ir_model m ON m.id = a.model_id""",
    "groups": "SELECT name ->> 'en_US' FROM res_groups",
    "privileges": "SELECT name ->> 'en_US' FROM res_groups_privilege",
    "categories": "SELECT name ->> 'en_US' FROM ir_module_category",
    "implied groups": """
        SELECT concat_ws(' > ', g.name ->> 'en_US', h.name ->> 'en_US')
          FROM res_groups_implied_rel r
          JOIN res_groups g ON g.id = r.gid JOIN res_groups h ON h.id = r.hid""",
    "users": """
        SELECT u.login || ' ' || (g.name ->> 'en_US') FROM res_groups_users_rel r
          JOIN res_users u ON u.id = r.uid JOIN res_groups g ON g.id = r.gid""",
    "crons": "SELECT cron_name FROM ir_cron",
    "menus": "SELECT name ->> 'en_US' FROM ir_ui_menu",
    "actions": "SELECT type || ' ' || (name ->> 'en_US') FROM ir_actions",
    "ui views": """
        SELECT concat_ws(' ', key, name, model, type, mode, active) FROM ir_ui_view""",
    "parameters": """
        SELECT key FROM ir_config_parameter WHERE key NOT LIKE 'database.%'""",
    "assets": "SELECT concat_ws(' ', name, path, active) FROM ir_asset",
    "defaults": """
        SELECT f.model || '.' || f.name FROM ir_default d
          JOIN ir_model_fields f ON f.id = d.field_id""",
    "filters": "SELECT model_id || ' ' || name FROM ir_filters",
    "number sequences": "SELECT concat_ws(' ', code, name) FROM ir_sequence",
    "activity types": "SELECT name ->> 'en_US' FROM mail_activity_type",
    "mail templates": "SELECT name ->> 'en_US' FROM mail_template",
    "message subtypes": "SELECT name ->> 'en_US' FROM mail_message_subtype",
    "attachments": """
        SELECT concat_ws(' ', res_model, res_field, name, url) FROM ir_attachment
         WHERE url IS NULL OR url NOT LIKE '/web/assets/%'""",
    "rows of models that are gone": """
        SELECT 'message ' || model FROM mail_message
         WHERE model NOT IN (SELECT model FROM ir_model)
         UNION ALL SELECT 'follower ' || res_model FROM mail_followers
         WHERE res_model NOT IN (SELECT model FROM ir_model)
         UNION ALL SELECT 'activity ' || res_model FROM mail_activity
         WHERE res_model NOT IN (SELECT model FROM ir_model)""",
    "modules": "SELECT name FROM ir_module_module WHERE state = 'installed'",
}


class Worker:
    def __init__(self, database):
        self.database = database
        self.registry = odoo.modules.registry.Registry(database)

    def run(self, verb, argument):
        return getattr(self, f"do_{verb}")(argument)

    def _reload(self, **options):
        Registry = odoo.modules.registry.Registry
        self.registry = Registry.new(self.database, update_module=True, **options)

    def _cursor(self):
        return self.registry.cursor()

    def do_install(self, addons):
        self._reload(install_modules=addons)

    def do_upgrade(self, addons):
        self._reload(upgrade_modules=addons)

    def do_uninstall(self, addons):
        with self._cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            modules = env["ir.module.module"].search([("name", "in", addons)])
            modules.button_immediate_uninstall()
        self.registry = odoo.modules.registry.Registry(self.database)

    def do_snapshot(self, _argument):
        with self._cursor() as cr:
            found = {}
            for kind, query in SNAPSHOT.items():
                cr.execute(SQL(query.replace("%", "%%")))
                found[kind] = sorted(str(text) for (text,) in cr.fetchall())
            return found

    def do_documents(self, _argument):
        """A client with an order, a delivery, an invoice, a payment and a lead."""
        with self._cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            if not env.company.chart_template:
                env["account.chart.template"].try_loading("generic_coa", env.company)
            client = env["res.partner"].create({"name": "Client", "is_company": True})
            product = env["product.product"].create(
                {"name": "Pump", "is_storable": True, "standard_price": 60}
            )
            order = self._sell(env, client, product)
            env["crm.lead"].create({"name": "Next", "partner_id": client.id})
            env.cr.commit()
            return {"client": client.id, "product": product.id, "order": order.id}

    def do_use(self, ids):
        """What the core does goes on: read the old documents, make new ones."""
        with self._cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            client = env["res.partner"].browse(ids["client"])
            order = env["sale.order"].browse(ids["order"])
            records = [client, order, order.order_line, order.invoice_ids]
            for record in [*records, order.picking_ids, client.opportunity_ids]:
                record.read()
            order._read_group([], ["partner_id"], ["amount_total:sum"])
            product = env["product.product"].browse(ids["product"])
            client.write({"name": "Client, renamed", "phone": "+49 30 1234567"})
            self._sell(env, client, product)
            env.cr.rollback()

    def _sell(self, env, client, product):
        order = env["sale.order"].create(
            {
                "partner_id": client.id,
                "order_line": [
                    Command.create(
                        {
                            "product_id": product.id,
                            "product_uom_qty": 2,
                            "price_unit": 100,
                            "tax_ids": False,
                        }
                    )
                ],
            }
        )
        order.action_confirm()
        for move in order.picking_ids.move_ids:
            move.write({"quantity": 2, "picked": True})
        order.picking_ids.button_validate()
        order.order_line.qty_delivered = 2
        invoice = order._create_invoices()
        invoice.action_post()
        env["account.payment.register"].with_context(
            active_model="account.move", active_ids=invoice.ids
        ).create({"amount": 150}).action_create_payments()
        return order


def main():
    database, logfile = sys.argv[1:]
    config.parse_config(
        ["-d", database, "--no-http", "--logfile", logfile], setup_logging=True
    )
    worker = Worker(database)
    results, documents = [], None
    for verb, argument in json.load(sys.stdin):
        started = time.monotonic()
        result = worker.run(verb, documents if verb == "use" else argument)
        documents = result if verb == "documents" else documents
        results.append({"seconds": time.monotonic() - started, "result": result})
    json.dump(results, sys.stdout)


if __name__ == "__main__":
    main()

import json

from odoo import Command, fields
from odoo.tools import SQL

from .common import ClientAccountingCommon

MERGE_GROUP = "client_accounting.group_client_accounting_merge"
#: tables that a merge and its undo add rows to, or that are made of others
LOGS = {
    "client_attribute_change",
    "client_duplicate",
    "client_duplicate_key",
    "client_duplicate_queue",
    "client_figures",
    "client_figures_dirty",
    "client_figures_state",
    "client_lifecycle_state",
    "client_lifecycle_transition",
    "client_merge",
    "client_merge_line",
    "client_merge_partner_rel",
    "client_segment_dirty",
    "mail_message",
    "mail_notification",
}
#: when and by whom: what the undo has touched says so
STAMPS = ("write_date", "write_uid")


class MergeCommon(ClientAccountingCommon):
    """Two clients, one of them with something of everything."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.merges = cls.env["client.merge"]
        cls.merger = cls._user(
            "merger", MERGE_GROUP, "base.group_partner_manager", companies=cls.companies
        )
        cls.vega = cls._client(
            "Vega Trade", email="info@vega.com", phone="+14125550140"
        )
        cls.rigel = cls._client("Rigel Trade", phone="+14125550141", ref="R-1")

    @classmethod
    def _merge(cls, survivor=None, others=None, choices=None, user=None):
        survivor = survivor or cls.vega
        others = others or cls.rigel
        merges = cls._as(user or cls.merger, cls.merges)
        return merges._merge_clients(
            merges.env["res.partner"].browse(survivor.id),
            merges.env["res.partner"].browse(others.ids),
            choices,
        )

    @classmethod
    def _as(cls, user, records):
        """Records as the user sees them in his companies."""
        companies = user.company_ids.ids
        return records.with_user(user).with_context(allowed_company_ids=companies)

    @classmethod
    def _fill(cls, client):
        """Documents, people, messages, links of many kinds."""
        tags = cls.env["res.partner.category"].create(
            [{"name": "Steel"}, {"name": "Export"}]
        )
        client.category_id = tags
        cls.vega.category_id = tags[0]
        made = {"person": cls._client("Anna", parent_id=client.id, is_company=False)}
        made["depot"] = cls._client(
            "Depot", parent_id=client.id, is_company=False, type="delivery"
        )
        made["invoice"] = cls._invoice(client, 100, -10)
        made["personal"] = cls._invoice(made["person"], 50, -5)
        made["foreign"] = cls._invoice(client, 70, -3, company=cls.other_company)
        made["draft"] = cls._invoice(client, 30, -1, post=False)
        made["payment"] = cls._payment(client, 40, -2)
        made["order"] = cls.env["sale.order"].create(
            {
                "partner_id": client.id,
                "partner_shipping_id": made["depot"].id,
                "order_line": [
                    Command.create({"product_id": cls.goods.id, "price_unit": 10})
                ],
            }
        )
        made["order"].action_confirm()
        made["lead"] = cls._lead(client, 500)
        made["meeting"] = cls._meeting(client | made["person"], 3)
        made["activity"] = client.activity_schedule(
            "mail.mail_activity_data_call", fields.Date.today(), user_id=cls.env.uid
        )
        made["message"] = client.message_post(body="Hello", author_id=client.id)
        made["attachment"] = cls.env["ir.attachment"].create(
            {"name": "Contract", "res_model": "res.partner", "res_id": client.id}
        )
        made["bank"] = cls.env["res.partner.bank"].create(
            {"acc_number": "DE123", "partner_id": client.id}
        )
        client.message_subscribe((client | made["person"]).ids)
        made["invoice"].message_subscribe((client | cls.vega).ids)
        made["order"].message_subscribe(client.ids)
        made["external"] = cls.env["ir.model.data"].create(
            {
                "module": "__import__",
                "name": f"client_{client.id}",
                "model": "res.partner",
                "res_id": client.id,
            }
        )
        client.with_company(cls.company).credit_limit = 1000
        made["supplier"] = cls._client("Supplier")
        cls.env.flush_all()
        return made

    # ------------------------------------------------------------------ reading
    @classmethod
    def _snapshot(cls):
        """Every row of every table that a merge could touch: {table: {row: text}}"""
        cls.env.flush_all()
        tables = cls.env.execute_query(
            SQL(
                "SELECT relname FROM pg_class WHERE relkind = 'r'"
                " AND relnamespace = current_schema::regnamespace"
                " AND (relname NOT LIKE %s OR relname = ANY(%s)) ORDER BY 1",
                "ir\\_%",
                ["ir_attachment", "ir_model_data", "ir_default"],
            )
        )
        found = {}
        for (table,) in tables:
            rows = cls.env.execute_query(
                SQL(
                    "SELECT to_jsonb(t) - %s::text[] FROM %s t",
                    list(STAMPS),
                    SQL.identifier(table),
                )
            )
            found[table] = {
                (row["id"] if "id" in row else json.dumps(row, sort_keys=True)): row
                for (row,) in rows
            }
        return found

    def assertAllBack(self, before, after):  # noqa: N802
        """Each row of before is there as it was; only logs have new ones."""
        for table, rows in before.items():
            if table in LOGS - {"mail_message", "client_attribute_change"}:
                continue
            now = after[table]
            for key, row in rows.items():
                if now.get(key) != row:
                    with self.subTest(table=table, row=key):
                        self.assertEqual(now.get(key), row)
            if table not in LOGS:
                self.assertFalse(set(now) - set(rows), table)

    def _pointing(self, partner):
        """{(table, column): rows} that point to a partner, beside its own row."""
        self.env.flush_all()
        found = {}
        for table, column in self.merges._partner_columns():
            own = SQL("id <> %s", partner.id)
            rows = self.env.execute_query(
                SQL(
                    "SELECT COUNT(*) FROM %s WHERE %s = %s AND %s",
                    SQL.identifier(table),
                    SQL.identifier(column),
                    partner.id,
                    own if table == "res_partner" else SQL("TRUE"),
                )
            )
            if rows[0][0]:
                found[table, column] = rows[0][0]
        return found

    def _turnover(self, *clients):
        self.env.flush_all()
        self.env.invalidate_all()
        rows = self.figures.sudo().search(
            [("partner_id", "in", [client.id for client in clients])]
        )
        return {
            client.name: sum(
                row.turnover_total
                for row in rows
                if row.partner_id == client and row.company_id == self.company
            )
            for client in clients
        }

"""Core's own screens with our addons, against a base that does not have them."""

from odoo import Command

from ..registry import Row, register

LIST = {
    "complete_name": {},
    "email": {},
    "phone": {},
    "user_id": {"fields": {"display_name": {}}},
    "city": {},
    "country_id": {"fields": {"display_name": {}}},
}


class CoreScreen(Row):
    def missing(self, bench):
        return "" if bench.core_env else "give --core NAME, a base without our addons"

    def ways(self, bench):
        return {
            "ours": lambda bench: self.screen(bench.env),
            "core": lambda bench: self.screen(bench.core_env),
        }

    def screen(self, env):
        raise NotImplementedError


@register
class PartnerList(CoreScreen):
    name = "core-partner-list"
    title = "core: list of 80 partners"

    def screen(self, env):
        return env["res.partner"].web_search_read(
            [("is_company", "=", True)], LIST, limit=80, count_limit=10001
        )


@register
class Invoice(CoreScreen):
    """Five invoices of three lines, created and posted."""

    name = "core-invoice"
    title = "core: create and post 5 invoices"

    def screen(self, env):
        clients = env["res.partner"].search([("customer_rank", ">", 0)], limit=5)
        products = env["product.product"].search([("sale_ok", "=", True)], limit=3)
        lines = [
            Command.create({"product_id": product.id, "quantity": 2})
            for product in products
        ]
        invoices = env["account.move"].create(
            [
                {
                    "move_type": "out_invoice",
                    "partner_id": client.id,
                    "invoice_line_ids": lines,
                }
                for client in clients
            ]
        )
        invoices.action_post()
        env.flush_all()

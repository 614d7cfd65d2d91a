from odoo import models

from .client_link_mixin import Origin


class SaleOrder(models.Model):
    _inherit = "sale.order"

    def _client_consumer(self, payer):
        """The client that consumes the order where it is not the one that pays.

        The owner of the delivery address, or else the client that ordered.
        """
        self.ensure_one()
        for partner in (self.partner_shipping_id, self.partner_id):
            client = partner.commercial_partner_id
            if client and client != payer:
                return client
        return self.env["res.partner"]

    def _prepare_invoice(self):
        # EXTENDS sale: what the order knows needs no linking by hand
        values = super()._prepare_invoice()
        order = self.sudo()
        consumer = order._client_consumer(
            order.partner_invoice_id.commercial_partner_id
        )
        manager = (consumer or order.partner_id.commercial_partner_id).user_id
        run = order._client_running_process()
        links = {
            "client_end_id": consumer.id,
            "client_manager_id": manager.id,
            "client_lead_id": order.opportunity_id.id,
            "client_run_id": run.id,
        }
        values.update({name: id_ for name, id_ in links.items() if id_})
        return values

    def _client_running_process(self):
        """The process that runs for this order or its opportunity."""
        domain = ["&", ("res_model", "=", "sale.order"), ("res_id", "=", self.id)]
        if self.opportunity_id:
            domain = [
                "|",
                *domain,
                "&",
                ("res_model", "=", "crm.lead"),
                ("res_id", "=", self.opportunity_id.id),
            ]
        return self.env["client.process.run"].search(
            [
                *domain,
                ("partner_id", "=", self.partner_id.commercial_partner_id.id),
                ("company_id", "=", self.company_id.id),
            ],
            limit=1,
        )

    def _create_invoices(self, grouped=False, final=False, date=None):
        # EXTENDS sale: one invoice of several orders may have several end clients
        orders = self.with_context(client_link_origin=Origin("order"))
        moves = super(SaleOrder, orders)._create_invoices(
            grouped=grouped, final=final, date=date
        )
        if len(self) > 1:
            self._client_split_orders(moves.sudo())
        return moves.with_context(client_link_origin=Origin.of(self.env))

    def _client_split_orders(self, moves):
        """Give each line of an invoice of several orders to its own order's client."""
        values = []
        for move in moves:
            payer = move.commercial_partner_id
            consumers = {}
            for line in move.invoice_line_ids:
                orders = line.sale_line_ids.order_id
                if len(orders) == 1 and line.display_type == "product":
                    consumers[line] = orders._client_consumer(payer) or payer
            if len(set(consumers.values())) < 2:
                continue
            main = move.client_end_id or payer
            values += [
                {
                    "line_id": line.id,
                    "client_id": client.id,
                    "basis": "percent",
                    "percent": 100,
                }
                for line, client in consumers.items()
                if client != main and line.amount_currency
            ]
        if values:
            self.env["client.invoice.split"].sudo().with_context(
                client_link_origin=Origin("order")
            ).create(values)

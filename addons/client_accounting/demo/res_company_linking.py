from odoo import api, models


class ResCompany(models.Model):
    _inherit = "res.company"

    @api.model
    def _install_link_demo(self):
        """A dealer that pays for its own clients: some of its invoices are linked and
        split, for others the rules have a proposal, some are left.

        Run again it does nothing.
        """
        tasks = self.env["client.link.task"]
        dealer = self._demo("client_dealer")
        if dealer.client_bills_others:
            return
        dealer.client_bills_others = True
        tasks._refresh()
        moves = tasks.search(
            [("payer_id", "=", dealer.id)], order="invoice_date desc, id desc"
        ).move_id
        hotel, school = self._demo("client_hotel"), self._demo("client_school")
        joinery = self._demo("client_joinery")
        for line in moves[:1].invoice_line_ids:
            self.env["client.invoice.split"].create(
                [
                    {"line_id": line.id, "client_id": client.id, "percent": percent}
                    for client, percent in ((hotel, 60), (school, 40))
                ]
            )
        for move, client in zip(moves[1:3], (school, hotel), strict=False):
            move.ref = f"For {client.name}"
        moves[3:5]._set_client_links(
            {
                "client_end_id": joinery.id,
                "client_manager_id": self.env.ref("base.user_admin").id,
            }
        )
        moves[5:6]._set_client_links({"client_end_id": hotel.id})
        self.env["client.link.rule"]._propose()
        self.env["client.figures"]._rebuild()

from odoo import models
from odoo.exceptions import UserError


class ClientDossierDocument(models.AbstractModel):
    """For documents of a client: the way from each to the dossier."""

    _name = "client.dossier.document"
    _description = "Document with the Dossier of its Client"

    def action_open_dossier(self):
        """Open the dossier of the client that the document belongs to.

        :raise UserError: where no client is named on the document
        """
        self.ensure_one()
        if not self.partner_id:
            raise UserError(self.env._("Choose a client on this document first."))
        return self.partner_id.action_open_dossier()


class SaleOrder(models.Model):
    _name = "sale.order"
    _inherit = ["sale.order", "client.dossier.document"]


class AccountMove(models.Model):
    _name = "account.move"
    _inherit = ["account.move", "client.dossier.document"]


class StockPicking(models.Model):
    _name = "stock.picking"
    _inherit = ["stock.picking", "client.dossier.document"]


class CrmLead(models.Model):
    _name = "crm.lead"
    _inherit = ["crm.lead", "client.dossier.document"]

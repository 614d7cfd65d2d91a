from odoo import models

from ..figures import CONTACT_DOCUMENTS


class ClientFiguresRecordMixin(models.AbstractModel):
    """For activities and messages: they belong to a client through the document that
    they lie on."""

    _name = "client.figures.record.mixin"
    _inherit = ["client.figures.mixin"]
    _description = "Record on a Document of Client Figures"

    def _client_figures_record(self):
        """``(model, id)`` of the document that the record lies on."""
        raise NotImplementedError

    def _client_figures_partner_ids(self):
        # EXTENDS client.figures.mixin
        partner_ids = super()._client_figures_partner_ids()
        ids_by_model = {}
        for record in self.sudo():
            model, res_id = record._client_figures_record()
            if model in CONTACT_DOCUMENTS and res_id:
                ids_by_model.setdefault(model, set()).add(res_id)
        for model, ids in ids_by_model.items():
            documents = self.env[model].sudo().browse(ids).exists()
            column = CONTACT_DOCUMENTS[model][1]
            partner_ids.update(
                documents.ids if column == "id" else documents.mapped(column).ids
            )
        return partner_ids

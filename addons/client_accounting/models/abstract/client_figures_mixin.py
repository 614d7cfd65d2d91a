from odoo import models


class ClientFiguresMixin(models.AbstractModel):
    """For documents of clients: marks clients where no time stamp will.

    A new or changed document is found by its ``write_date``. What it leaves behind is
    not: the client that it no longer belongs to, or the whole document once deleted.
    """

    _name = "client.figures.mixin"
    _description = "Document of Client Figures"

    #: fields that say which partners the document belongs to
    _client_figures_links = ()
    #: fields that change the figures of any number of clients at once
    _client_figures_settings = frozenset()

    def write(self, vals):
        if not self._client_figures_settings.isdisjoint(vals):
            self.env["client.figures.dirty"]._mark_all()
        if any(name in vals for name in self._client_figures_links):
            self._mark_client_figures()
        return super().write(vals)

    def unlink(self):
        self._mark_client_figures()
        return super().unlink()

    def _mark_client_figures(self):
        """Queue the clients of the documents, as they are before the change."""
        self.env["client.figures.dirty"]._mark(self._client_figures_partner_ids())

    def _client_figures_partner_ids(self):
        """Ids of the partners that the documents belong to."""
        documents = self.sudo()
        return {
            partner_id
            for name in self._client_figures_links
            for partner_id in documents.mapped(name).ids
        }

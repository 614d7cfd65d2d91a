from odoo import api, models


class ClientDossier(models.AbstractModel):
    _inherit = "client.dossier"

    @api.model
    def get_dossier(self, partner_id, basis="billed", arranged=False):
        """Return the dossier as `client.dossier` makes it; each tile of a figure has
        ``help`` beside: what the figure means, in the reader's language."""
        dossier = super().get_dossier(partner_id, basis, arranged)
        explained = self.env["client.glossary.term"]._explain("client.figures")
        for section in dossier["sections"]:
            if section["kind"] != "figures":
                continue
            for tile in section["data"]["tiles"]:
                tile["help"] = explained.get(tile.get("figure"), "")
        return dossier

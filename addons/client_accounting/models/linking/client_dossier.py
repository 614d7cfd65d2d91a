from odoo import api, models

from .dossier_consumed import ConsumedFigures, ConsumedProducts, ConsumedTurnover

BASES = ("billed", "consumed")
#: parts that show something else as consumed, by key
CONSUMED = {
    part.key: part
    for part in (ConsumedFigures(), ConsumedTurnover(), ConsumedProducts())
}


class ClientDossier(models.AbstractModel):
    _inherit = "client.dossier"

    def _dossier_sections(self):
        # EXTENDS client.dossier: sales by who was billed, or by who consumed
        sections = super()._dossier_sections()
        if self.env.context.get("client_dossier_basis") != "consumed":
            return sections
        return [CONSUMED.get(section.key, section) for section in sections]

    @api.model
    @api.readonly
    def get_dossier(self, partner_id, basis="billed", arranged=False):
        """Return the dossier; see the original.

        :param str basis: ``billed``, or ``consumed``: turnover, margin and goods by
            who consumed them, whoever was billed; whatever else is taken as billed
        :return: the same, and ``"basis"``
        """
        basis = basis if basis in BASES else "billed"
        dossiers = self.with_context(client_dossier_basis=basis)
        dossier = super(ClientDossier, dossiers).get_dossier(
            partner_id, basis, arranged
        )
        return dossier | {"basis": basis}

    @api.model
    @api.readonly
    def get_section_action(self, partner_id, key, params=None):
        """Return the action to the documents of a part; see the original.

        :param dict params: may hold the ``basis`` of the dossier
        """
        basis = params.get("basis") if isinstance(params, dict) else None
        dossiers = self.with_context(
            client_dossier_basis=basis if basis in BASES else "billed"
        )
        return super(ClientDossier, dossiers).get_section_action(
            partner_id, key, params
        )

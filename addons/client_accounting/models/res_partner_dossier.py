from odoo import models
from odoo.modules.db import FunctionStatus


def _trigram_definition(registry):
    """Index what a client is searched by; nothing where pg_trgm is missing."""
    if not registry.has_trigram:
        return ""
    columns = ("complete_name", "name", "email", "ref", "vat", "company_registry")
    if registry.has_unaccent == FunctionStatus.INDEXABLE:
        columns = [registry.unaccent(column) for column in columns]
    columns = [f"({column}) gin_trgm_ops" for column in columns]
    columns.append(r"(regexp_replace(phone, '\D', '', 'g')) gin_trgm_ops")
    return f"USING gin ({', '.join(columns)})"


class ResPartner(models.Model):
    _inherit = "res.partner"

    _dossier_search_idx = models.Index(_trigram_definition)

    def action_open_dossier(self):
        """Open the dossier of the client that this contact belongs to."""
        self.ensure_one()
        client = self.commercial_partner_id or self
        return {
            "type": "ir.actions.client",
            "tag": "client_accounting.dossier",
            "path": "dossier",
            "name": client.display_name,
            "params": {"partner_id": client.id},
        }

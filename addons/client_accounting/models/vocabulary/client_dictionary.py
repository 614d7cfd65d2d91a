from odoo import models


class ClientDictionary(models.Model):
    _inherit = "client.dictionary"

    def _property(self, attribute, options):
        # EXTENDS: the tooltip of an attribute has the definition of its term
        item = super()._property(attribute, options)
        term = attribute.glossary_term_id
        if term.active:
            text = f"{term.name}: {term.definition_text}"
            item["meaning"] = "\n\n".join(filter(None, (item.get("meaning"), text)))
        return item

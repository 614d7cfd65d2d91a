from odoo import api, models


class Base(models.AbstractModel):
    _inherit = "base"

    @api.model
    def fields_get(self, allfields=None, attributes=None):
        # EXTENDS core: the tooltip of a figure has the definition of its term
        result = super().fields_get(allfields, attributes)
        if attributes is not None and "help" not in attributes:
            return result
        explained = self.env["client.glossary.term"]._explain(self._name)
        for name in explained.keys() & result.keys():
            texts = (result[name].get("help"), explained[name])
            result[name]["help"] = "\n\n".join(text for text in texts if text)
        return result

from odoo import models


class ClientSegment(models.Model):
    _name = "client.segment"
    _inherit = ["client.segment", "client.glossary.mixin"]

    def _explanation(self):
        # OVERRIDE: what says nothing itself is explained by its axis
        axis = self.axis_id
        meanings = (self.description, self.glossary_definition, axis.description)
        return self._with_meaning(
            next(filter(None, meanings), axis.glossary_definition)
        )

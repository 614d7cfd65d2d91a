from odoo import api, models

#: chips of one kind that a screen knows the meaning of
LIMIT = 2000


class ClientGlossaryMixin(models.AbstractModel):
    """What a chip says of its meaning when the mouse rests on it."""

    _inherit = "client.glossary.mixin"

    def _explanation(self):
        """Name and meaning of the record: its description, else the definition of its
        term.

        :return: text
        """
        self.ensure_one()
        description = "description" in self._fields and self.description
        return self._with_meaning(description or self.glossary_definition)

    def _with_meaning(self, meaning):
        return f"{self.display_name}\n{meaning}" if meaning else self.display_name


class ClientGlossaryTerm(models.Model):
    _inherit = "client.glossary.term"

    @api.model
    @api.readonly
    def get_explanations(self, model):
        """What the chips of a model mean, with the rights of the user.

        :param str model: name of a model whose records refer to terms
        :return: {id: text}; empty where nothing is explained
        """
        if model not in self._usage_models() or not self.env[model].has_access("read"):
            return {}
        records = self.env[model].with_context(client_segment_short=False)
        return {
            str(record.id): record._explanation()
            for record in records.search([], limit=LIMIT)
        }

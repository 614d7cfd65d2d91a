from odoo import fields, models


class ClientGlossaryCategory(models.Model):
    """A chapter of the glossary."""

    _name = "client.glossary.category"
    _inherit = ["client.code.mixin"]
    _description = "Glossary Category"
    _order = "sequence, id"

    name = fields.Char("Category", required=True, translate=True)
    sequence = fields.Integer(default=10)
    term_ids = fields.One2many("client.glossary.term", "category_id", "Terms")
    term_count = fields.Integer("Number of Terms", compute="_compute_term_count")

    _code_uniq = models.UniqueIndex("(code)", "Another category has this code.")

    def _compute_term_count(self):
        counts = dict(
            self.env["client.glossary.term"]._read_group(
                [("category_id", "in", self.ids)], ["category_id"], ["__count"]
            )
        )
        for category in self:
            category.term_count = counts.get(category, 0)

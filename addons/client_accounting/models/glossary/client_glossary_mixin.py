from odoo import fields, models


class ClientGlossaryMixin(models.AbstractModel):
    """For what a term of the glossary explains.

    A model that inherits this is listed on the term as a place where it is used.
    """

    _name = "client.glossary.mixin"
    _description = "Explained by the Glossary"

    glossary_term_id = fields.Many2one(
        "client.glossary.term",
        index="btree_not_null",
        ondelete="restrict",
        help="The term whose definition explains this to everybody.",
    )
    glossary_definition = fields.Text(
        "Definition", related="glossary_term_id.definition_text"
    )

from odoo import fields, models


class ClientAttributeSection(models.Model):
    _name = "client.attribute.section"
    _inherit = ["client.code.mixin", "client.dictionary.part"]
    _description = "Section of the Client Dossier"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    is_folded = fields.Boolean(
        "Folded",
        help="The section is closed when a client is opened.",
    )
    attribute_ids = fields.One2many("client.attribute", "section_id", "Attributes")
    active = fields.Boolean(default=True)

    _code_unique = models.UniqueIndex("(code)", "Another section has this code.")

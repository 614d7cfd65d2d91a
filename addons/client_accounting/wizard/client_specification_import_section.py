from odoo import fields, models


class ClientSpecificationImportSection(models.TransientModel):
    _name = "client.specification.import.section"
    _description = "Section of a Specification to Import"
    _order = "id"

    import_id = fields.Many2one(
        "client.specification.import",
        "Comparison",
        required=True,
        ondelete="cascade",
        index=True,
    )
    model = fields.Char(required=True, readonly=True)
    name = fields.Char("Section", required=True, readonly=True)
    is_chosen = fields.Boolean(
        "Import", default=True, help="Without it, nothing of the section is imported."
    )
    same_count = fields.Integer("Equal", readonly=True)
    add_count = fields.Integer("New", readonly=True)
    change_count = fields.Integer("Changed", readonly=True)
    missing_count = fields.Integer("Only Here", readonly=True)
    conflict_count = fields.Integer("Conflicts", readonly=True)

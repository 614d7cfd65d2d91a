from odoo import fields, models

from .client_specification_import import KINDS


class ClientSpecificationImportLine(models.TransientModel):
    _name = "client.specification.import.line"
    _description = "Record of a Specification to Import"
    _order = "id"

    import_id = fields.Many2one(
        "client.specification.import",
        "Comparison",
        required=True,
        ondelete="cascade",
        index=True,
    )
    section_id = fields.Many2one(
        "client.specification.import.section",
        required=True,
        readonly=True,
        ondelete="cascade",
        index=True,
    )
    key = fields.Char("Code", required=True, readonly=True)
    name = fields.Char("Record", required=True, readonly=True)
    kind = fields.Selection(KINDS, "Difference", required=True, readonly=True)
    is_chosen = fields.Boolean(
        "Import",
        help="Whether the record is added, changed as in the file, or, where the file "
        "does not have it, archived (deleted if it cannot be archived).",
    )
    file_line = fields.Integer("Line of the File", readonly=True)
    detail = fields.Html("Here and in the File", readonly=True)

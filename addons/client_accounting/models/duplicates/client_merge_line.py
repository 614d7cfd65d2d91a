from odoo import api, fields, models

KINDS = [
    ("link", "Moved"),
    ("stay", "Stayed"),
    ("value", "Changed"),
    ("row", "Added"),
]


class ClientMergeLine(models.Model):
    """What a merge did to the rows of one table: enough to take it back."""

    _name = "client.merge.line"
    _description = "Rows of a Merge"
    _order = "id"
    _log_access = False

    merge_id = fields.Many2one(
        "client.merge", required=True, readonly=True, index=True, ondelete="cascade"
    )
    kind = fields.Selection(
        KINDS,
        "What Happened",
        required=True,
        readonly=True,
        help="Moved: the rows belong to the remaining client now. Stayed: it has such "
        "rows already. Changed: values of the rows. Added: a tag, a profile, ...",
    )
    table_name = fields.Char("Table", required=True, readonly=True)
    column_name = fields.Char("Column", readonly=True)
    label = fields.Char("Records", compute="_compute_label")
    column_label = fields.Char("Field", compute="_compute_label")
    from_id = fields.Many2one("res.partner", "Taken From", readonly=True)
    row_count = fields.Integer("Rows", readonly=True)
    #: ids of the rows; of a table without ids the value of its other column
    row_ids = fields.Json(readonly=True)
    #: {row id: {column: [old, new]}}
    row_values = fields.Json("Values", readonly=True)

    @api.depends("table_name", "column_name")
    @api.depends_context("lang")
    def _compute_label(self):
        names = self._labels_of_tables()
        for line in self:
            model, label = names.get(line.table_name, (None, line.table_name))
            line.label = label
            line.column_label = ", ".join(
                self.env[model]._fields[column]._description_string(self.env)
                if model and column in self.env[model]._fields
                else column
                for column in line._columns_touched()
            )

    def _columns_touched(self):
        """Names of the columns that the merge changed in the rows."""
        self.ensure_one()
        if self.column_name:
            return [self.column_name]
        values = (self.row_values or {}).values()
        return sorted({column for row in values for column in row})

    @api.model
    def _labels_of_tables(self):
        """``{table: (model, label)}`` of models and of many2many relations."""
        labels = {}
        tables = set(self.mapped("table_name"))
        models_ = {
            model._table: model
            for model in self.env.values()
            if model._table in tables and not model._abstract and model._auto
        }
        for table, model in models_.items():
            label = self.env["ir.model"].sudo()._get(model._name).name
            labels[table] = (model._name, label)
        relations = tables - set(labels)
        for model in self.env.values() if relations else ():
            for field in model._fields.values():
                if field.type == "many2many" and field.store:
                    if field.relation in relations and not model.is_transient():
                        owner = self.env["ir.model"].sudo()._get(model._name).name
                        name = field._description_string(self.env)
                        label = f"{owner}: {name}"
                        labels.setdefault(field.relation, (None, label))
        return labels

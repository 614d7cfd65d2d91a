from odoo import fields, models


class ClientHandoverItem(models.Model):
    """A record that a handover moved: enough to put exactly that back.

    Rows are written by SQL, in sets.
    """

    _name = "client.handover.item"
    _description = "Record Handed Over"
    _order = "id"
    _log_access = False
    _rec_name = "kind"

    handover_id = fields.Many2one(
        "client.handover", required=True, readonly=True, index=True, ondelete="cascade"
    )
    line_id = fields.Many2one(
        "client.handover.line",
        "Client",
        readonly=True,
        index="btree_not_null",
        ondelete="cascade",
        help="Empty for what is not about a client.",
    )
    receiver_id = fields.Many2one("res.users", readonly=True, ondelete="set null")
    company_id = fields.Many2one("res.company", readonly=True, ondelete="set null")
    kind = fields.Char(required=True, readonly=True)
    kind_label = fields.Char("What", compute="_compute_kind_label")
    res_model = fields.Char("Document Model", required=True, readonly=True)
    res_id = fields.Many2oneReference(
        "Record", model_field="res_model", required=True, readonly=True
    )
    record_name = fields.Char("Name", compute="_compute_record_name")
    column_name = fields.Char(readonly=True, help="The field that was changed.")
    old_id = fields.Integer(readonly=True, help="What the field held before.")
    new_id = fields.Integer(readonly=True, help="What the handover put there.")
    was_there = fields.Boolean(
        readonly=True,
        help="The receiver took part or followed already; the old manager was removed.",
    )
    #: what the removed row held: subtypes of a follower
    extra = fields.Json(readonly=True)
    state = fields.Selection(
        [("moved", "Moved"), ("back", "Put Back"), ("kept", "Changed Since")],
        required=True,
        readonly=True,
        default="moved",
    )

    _record_idx = models.Index("(res_model, res_id)")

    def _compute_kind_label(self):
        labels = self.env["client.handover"]._kind_labels()
        for item in self:
            item.kind_label = labels.get(item.kind, item.kind)

    def _compute_record_name(self):
        """Names as the reader may read them, by model in one go."""
        for model, items in self.grouped("res_model").items():
            if model not in self.env:
                items.record_name = False
                continue
            records = self.env[model].with_context(active_test=False)
            found = records.browse(items.mapped("res_id")).exists()
            readable = found._filtered_access("read")
            names = {record.id: record.display_name for record in readable}
            for item in items:
                item.record_name = names.get(item.res_id, False)

    def action_open(self):
        """Open the record, as the user."""
        self.ensure_one()
        record = self.env[self.sudo().res_model].browse(self.sudo().res_id)
        return record.get_formview_action()

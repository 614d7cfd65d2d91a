from odoo import fields, models


class ClientDuplicateTwin(models.TransientModel):
    _name = "client.duplicate.twin"
    _description = "Clients That Are Not Duplicates"

    pair_ids = fields.Many2many("client.duplicate", string="Pairs", required=True)
    note = fields.Char("Why", required=True)

    def action_confirm(self):
        """Mark the pairs: they are not proposed again."""
        self.pair_ids._mark_twins(self.note)
        return {"type": "ir.actions.act_window_close"}

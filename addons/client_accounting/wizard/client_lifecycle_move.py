from odoo import api, fields, models


class ClientLifecycleMove(models.TransientModel):
    """Clients go to another stage by hand: until when, and why."""

    _name = "client.lifecycle.move"
    _description = "Move Clients to a Lifecycle Stage"

    state_ids = fields.Many2many(
        "client.lifecycle.state", string="Clients", required=True
    )
    state_count = fields.Integer("Number of Clients", compute="_compute_state_count")
    company_ids = fields.Many2many("res.company", compute="_compute_state_count")
    stage_id = fields.Many2one(
        "client.lifecycle.stage",
        required=True,
        domain="['|', ('company_id', '=', False), ('company_id', 'in', company_ids)]",
    )
    stage_kind = fields.Selection(related="stage_id.kind")
    is_endless = fields.Boolean(
        "Until I End It", help="The rules are not asked until somebody ends it."
    )
    until = fields.Date(
        "Holds until",
        default=lambda self: self.env[
            "client.lifecycle.state"
        ]._default_override_until(),
        help="Last day of the manual stage; the rules decide again from the next one.",
    )
    note = fields.Char("Reason")
    churn_reason_id = fields.Many2one("client.churn.reason")

    @api.depends("state_ids")
    def _compute_state_count(self):
        for wizard in self:
            wizard.state_count = len(wizard.state_ids)
            wizard.company_ids = wizard.state_ids.company_id

    def action_apply(self):
        """Set the stage of the clients by hand.

        :raise AccessError: to who may not write one of the clients
        :raise UserError: where the stage may not be entered yet
        """
        self.ensure_one()
        vals = {
            "stage_id": self.stage_id.id,
            "override_until": False if self.is_endless else self.until,
            "override_reason": self.note,
        }
        if self.churn_reason_id and self.stage_kind in ("sleeping", "lost"):
            vals["churn_reason_id"] = self.churn_reason_id.id
        self.state_ids.write(vals)
        return {"type": "ir.actions.act_window_close", "infos": {"moved": True}}

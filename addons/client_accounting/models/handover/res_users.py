from odoo import fields, models

MANAGER = "client_accounting.group_client_accounting_manager"


class ResUsers(models.Model):
    """What a user still holds: asked when somebody leaves."""

    _inherit = "res.users"

    client_held_count = fields.Integer(
        "Clients",
        compute="_compute_client_held_count",
        groups=MANAGER,
        help="Clients that the user looks after.",
    )

    def _compute_client_held_count(self):
        counts = dict(
            self.env["res.partner"]
            .sudo()
            .with_context(active_test=False)
            ._read_group(
                [("user_id", "in", self.ids), ("is_company", "=", True)],
                ["user_id"],
                ["__count"],
            )
        )
        for user in self:
            user.client_held_count = counts.get(user._origin, 0)

    def action_client_handover(self):
        """Hand over the clients of the user, who may have left."""
        self.ensure_one()
        self.env["client.handover"]._check_giver(self)
        return self.env["client.handover.start"]._open(self)

    def action_client_leftovers(self):
        """Show what still points to the user, by kind."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "client_accounting.client_leftover_action"
        )
        return {
            **action,
            "domain": [("user_id", "=", self.id)],
            "context": {"active_test": False},
        }

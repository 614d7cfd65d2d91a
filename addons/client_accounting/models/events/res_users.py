from odoo import api, fields, models


class ResUsers(models.Model):
    _inherit = "res.users"

    client_hidden_event_type_ids = fields.Many2many(
        "client.event.type",
        compute="_compute_client_hidden_event_type_ids",
        compute_sudo=True,
        string="Event Types Not Shown",
        help="Types whose groups the user has none of; the rule of events reads it.",
        groups="base.group_user",
    )

    @api.depends("group_ids")
    def _compute_client_hidden_event_type_ids(self):
        types = self.env["client.event.type"].with_context(active_test=False)
        guarded = types.search([("group_ids", "!=", False)])
        for user in self:
            user.client_hidden_event_type_ids = guarded.filtered(
                lambda event_type, groups=user.all_group_ids: (
                    not (event_type.group_ids & groups)
                )
            )

from odoo import models


class ResUsers(models.Model):
    _inherit = "res.users"

    def _client_team_users(self):
        """The users of the sales teams that this user leads, himself included."""
        self.ensure_one()
        teams = self.env["crm.team"].sudo().search([("user_id", "=", self.id)])
        return self.sudo() | teams.member_ids

from odoo import models

from .roles import RIGHTS, ROLE_RIGHTS


class ResUsers(models.Model):
    _inherit = "res.users"

    def _channel_rights(self):
        """What the user may open at the desk of its company.

        :return: frozenset of ``home``, ``deals``, ``leads``, ``catalogue``,
            ``orders``, ``invoices``, ``agreements``, ``programme``, ``training``,
            ``team`` and ``profile``; empty for who works for no channel partner
        """
        self.ensure_one()
        user_sudo = self.sudo()
        if not user_sudo.commercial_partner_id.is_channel_partner:
            return frozenset()
        return user_sudo._role_rights()

    def _role_rights(self):
        """Rights of the role alone; all of them while the company knows no roles."""
        partner_sudo = self.sudo().partner_id
        role = partner_sudo.channel_role
        if not role and not partner_sudo._has_channel_roles():
            return RIGHTS
        return ROLE_RIGHTS[role or ""]

    def _channel_may(self, right):
        """Whether documents of a kind stay open to the user: asked by record rules,
        which close them to some roles and change nothing for anybody else."""
        self.ensure_one()
        return not self.sudo().share or right in self._role_rights()

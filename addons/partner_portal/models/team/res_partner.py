from odoo import api, fields, models
from odoo.fields import Domain

from .roles import ROLES

#: In the context of making owners of colleagues; no caller can send this object.
NESTED = object()
#: A change of them may change what somebody may open.
DECISIVE = frozenset({"channel_role", "parent_id", "is_company"})


class ResPartner(models.Model):
    _inherit = "res.partner"

    channel_role = fields.Selection(
        ROLES,
        string="Role in the Portal",
        index="btree_not_null",
        tracking=True,
        copy=False,
        groups="base.group_user",
        help="What this person of a channel partner may open in the portal. While "
        "nobody of the company has a role, all may open everything; with the first "
        "role the others become owners.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        partners = super().create(vals_list)
        given = partners.sudo().filtered("channel_role")
        if given:
            given._keep_rights_of_colleagues(given)
            self.env.registry.clear_cache()
        return partners

    def write(self, vals):
        if DECISIVE.isdisjoint(vals):
            return super().write(vals)
        nested = self.env.context.get("channel_role_nested") is NESTED
        if vals.get("channel_role") and not nested:
            self.sudo()._keep_rights_of_colleagues()
        touched = "channel_role" in vals or self._holds_portal_people()
        result = super().write(vals)
        if touched:
            # Domains of record rules are kept by user: they follow from the role.
            self.env.registry.clear_cache()
        return result

    def _holds_portal_people(self):
        """Whether users or roles stand below the contacts."""
        people_sudo = self.env["res.partner"].sudo().with_context(active_test=False)
        domain = Domain("id", "child_of", self.ids) & (
            Domain("user_ids", "!=", False) | Domain("channel_role", "!=", False)
        )
        return bool(people_sudo.search_count(domain, limit=1))

    def _has_channel_roles(self, but=()):
        """Whether anybody of the company, present or gone, has a role.

        :param but: contacts that do not count
        """
        self.ensure_one()
        people_sudo = self.env["res.partner"].sudo().with_context(active_test=False)
        domain = Domain("commercial_partner_id", "=", self.commercial_partner_id.id)
        domain &= Domain("channel_role", "!=", False)
        if but:
            domain &= Domain("id", "not in", but.ids)
        return bool(people_sudo.search_count(domain, limit=1))

    def _keep_rights_of_colleagues(self, new=()):
        """Make owners of the colleagues of the first person with a role: they could
        open everything until now."""
        for entity in self.commercial_partner_id:
            mine = self.filtered(lambda one, e=entity: one.commercial_partner_id == e)
            if entity._has_channel_roles(but=new and mine):
                continue
            colleagues = self._portal_people(entity).partner_id - mine
            if colleagues:
                colleagues.with_context(channel_role_nested=NESTED).write(
                    {"channel_role": "owner"}
                )

    @api.model
    def _portal_people(self, entity, active_test=True):
        """Users of the portal who work for a company, in the order of their names."""
        users_sudo = self.env["res.users"].sudo().with_context(active_test=active_test)
        return users_sudo.search(
            [
                ("partner_id.commercial_partner_id", "=", entity.id),
                ("share", "=", True),
            ],
            order="name, id",
        )

from odoo import api, fields, models
from odoo.http import request


class CrmLead(models.Model):
    _inherit = "crm.lead"

    client_is_form = fields.Boolean(
        "From a Form",
        readonly=True,
        copy=False,
        help="A visitor made it by a form of the site.",
        groups="base.group_user",
    )

    @api.model_create_multi
    def create(self, vals_list):
        leads = super().create(vals_list)
        if self._client_is_form():
            # the visitor who makes the lead may not write the field
            leads_sudo = leads.sudo()
            leads_sudo.client_is_form = True
            self.env["client.registration"]._queue("crm.lead", leads.ids)
        return leads

    def write(self, vals):
        found = self.browse()
        if vals.get("partner_id"):
            found = self.filtered(lambda lead: not lead.partner_id)
        result = super().write(vals)
        if found:
            self.env["client.registration"]._wait_for_client(found.ids)
        return result

    @api.model
    def _client_is_form(self):
        """Whether a form of the site makes the lead; another addon that has forms of
        its own says so in the context."""
        if "client_is_form" in self.env.context:
            return bool(self.env.context["client_is_form"])
        return bool(request) and request.httprequest.path.startswith("/website/form/")

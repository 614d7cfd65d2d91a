from odoo import api, fields, models
from odoo.http import request


class CrmLead(models.Model):
    _inherit = "crm.lead"

    client_is_form = fields.Boolean(
        "From a Form",
        readonly=True,
        copy=False,
        help="A visitor made it by a form of the site.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        is_form = self._client_is_form()
        if is_form:
            vals_list = [{**vals, "client_is_form": True} for vals in vals_list]
        leads = super().create(vals_list)
        if is_form:
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

from odoo import api, fields, models
from odoo.exceptions import UserError


class PartnerType(models.Model):
    """A kind of channel partner: dealer, distributor, agent, integrator."""

    _name = "partner.type"
    _inherit = ["client.code.mixin"]
    _description = "Type of Channel Partners"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    is_open = fields.Boolean(
        "Open for Applications",
        default=True,
        help="Whether the public form offers this type.",
    )
    description = fields.Text(
        translate=True,
        help="What such a partner does and gets, in a sentence or two: applicants "
        "read it.",
    )

    _code_uniq = models.UniqueIndex("(code)", "Another type has this code.")

    @api.ondelete(at_uninstall=False)
    def _unlink_except_used(self):
        for name in ("partner.application", "res.partner"):
            field = "type_id" if name == "partner.application" else "channel_type_id"
            records_sudo = self.env[name].sudo().with_context(active_test=False)
            used = records_sudo.search([(field, "in", self.ids)], limit=1)
            if used:
                raise UserError(
                    self.env._(
                        "“%(type)s” is the type of %(record)s: archive it instead of "
                        "deleting it.",
                        type=used[field].name,
                        record=used.display_name,
                    )
                )

    def action_open_applications(self):
        """Open the applications of this type, read as the user."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "partner_portal.partner_application_action"
        )
        action["domain"] = [("type_id", "=", self.id)]
        action["context"] = {"default_type_id": self.id}
        return action

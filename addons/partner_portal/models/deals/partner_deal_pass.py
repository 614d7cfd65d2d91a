from odoo import api, fields, models
from odoo.exceptions import UserError


class PartnerDealPass(models.Model):
    """Leave for one of our own people to work with a client that is protected.

    Given by a channel manager with a reason; it is never deleted.
    """

    _name = "partner.deal.pass"
    _description = "Override of a Protection"
    _order = "id desc"
    _rec_name = "reason"

    deal_id = fields.Many2one(
        "partner.deal",
        required=True,
        index=True,
        ondelete="cascade",
        check_company=True,
        domain="[('state', '=', 'approved')]",
    )
    company_id = fields.Many2one(related="deal_id.company_id")
    client_id = fields.Many2one(related="deal_id.client_id")
    partner_id = fields.Many2one(related="deal_id.partner_id")
    user_id = fields.Many2one(
        "res.users",
        "For",
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
        domain="[('share', '=', False)]",
        help="Who may work with the client; empty for everybody.",
    )
    reason = fields.Text(required=True)
    date_until = fields.Date("Until", help="The last day; empty while it is protected.")
    granted_by_id = fields.Many2one(
        "res.users",
        "Given by",
        required=True,
        readonly=True,
        ondelete="restrict",
        default=lambda self: self.env.user,
    )
    create_date = fields.Datetime("Given on")

    @api.model_create_multi
    def create(self, vals_list):
        self.env["partner.deal"]._check_manager()
        for vals in vals_list:
            if len((vals.get("reason") or "").strip()) < 5:
                raise UserError(self.env._("Say why the protection is overridden."))
        vals_list = [{**vals, "granted_by_id": self.env.uid} for vals in vals_list]
        passes = super().create(vals_list)
        for one in passes:
            one.deal_id._log_reason(
                self.env._(
                    "Protection overridden for %(who)s by %(manager)s: %(reason)s",
                    who=one.user_id.name or self.env._("everybody"),
                    manager=one.granted_by_id.name,
                    reason=one.reason,
                )
            )
        return passes

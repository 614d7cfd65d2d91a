from odoo import api, models


class PartnerAudit(models.Model):
    _inherit = "partner.audit"

    @api.model
    def _audit_actions(self):
        _ = self.env._
        return {
            **super()._audit_actions(),
            "basket_change": _("Basket: changed"),
            "order_send": _("Order: sent"),
            "order_withdraw": _("Order: withdrawn"),
            "return_request": _("Return: asked for"),
            "return_withdraw": _("Return: withdrawn"),
        }

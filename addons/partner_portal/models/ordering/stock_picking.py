from odoo import fields, models

EMPLOYEE = "base.group_user"


class StockPicking(models.Model):
    _inherit = "stock.picking"

    partner_return_id = fields.Many2one(
        "partner.return",
        "Return of the Partner",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
        groups=EMPLOYEE,
    )
    partner_tracking = fields.Char(
        "Tracking",
        copy=False,
        groups=EMPLOYEE,
        help="Number or web address of the carrier; partners see it in the portal.",
    )

    def _action_done(self):
        # EXTENDS stock: a return is over when its goods are back
        result = super()._action_done()
        returns_sudo = self.sudo().partner_return_id
        if returns_sudo:
            returns_sudo._received()
        return result

    def _partner_tracking(self):
        """Return the tracking number and its web address, each may be empty.

        Those of an addon of carriers come first where one is installed.
        """
        self.ensure_one()
        number = url = ""
        if "carrier_tracking_ref" in self._fields:
            number = self.carrier_tracking_ref or ""
            url = self.carrier_tracking_url or ""
        number = number or (self.partner_tracking or "").strip()
        if not url and number.startswith(("https://", "http://")):
            url = number
        return number, url

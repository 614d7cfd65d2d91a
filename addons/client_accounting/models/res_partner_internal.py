from odoo import fields, models


class ResPartner(models.Model):
    _inherit = "res.partner"

    # Our judgement of how a client pays is not for the client himself, who reads
    # his own contact over RPC from the portal.
    days_sales_outstanding = fields.Float(groups="base.group_user")

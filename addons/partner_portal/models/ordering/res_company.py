from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    partner_order_approval = fields.Selection(
        [
            ("risk", "Only where credit or amount ask for it"),
            ("all", "All orders"),
        ],
        "Orders of Partners to Approve",
        required=True,
        default="risk",
        groups="base.group_user",
        help="Other orders of the portal are confirmed as soon as they are sent.",
    )
    partner_order_overdue = fields.Boolean(
        "Approve Orders of Partners in Arrears",
        default=True,
        groups="base.group_user",
        help="Orders of partners with overdue invoices wait for an approval.",
    )
    partner_order_maximum = fields.Monetary(
        "Largest Order without Approval",
        groups="base.group_user",
        help="With taxes, in the currency of the company; 0: no limit.",
    )
    partner_order_stock_limit = fields.Integer(
        "Stock Shown up to",
        default=100,
        groups="base.group_user",
        help="Partners see the exact stock up to this quantity and above it that there "
        "is more; 0: always the exact stock.",
    )
    partner_return_days = fields.Integer(
        "Days to Return",
        default=30,
        groups="base.group_user",
        help="Partners may ask for a return so many days after the delivery; 0: "
        "without a limit.",
    )

from odoo import fields, models


class ResCompany(models.Model):
    """Who acts for the clients of a company beside their managers."""

    _inherit = "res.company"

    client_key_account_user_id = fields.Many2one(
        "res.users",
        "Key Account Manager",
        domain=[("share", "=", False)],
        help="Takes the steps of processes in this role.",
        groups="base.group_user",
    )
    client_accountant_id = fields.Many2one(
        "res.users",
        "Accountant of Clients",
        domain=[("share", "=", False)],
        help="Takes the steps of processes in this role.",
        groups="base.group_user",
    )
    client_back_office_id = fields.Many2one(
        "res.users",
        "Back Office",
        domain=[("share", "=", False)],
        help="Takes the steps of processes in this role.",
        groups="base.group_user",
    )
    client_head_id = fields.Many2one(
        "res.users",
        "Head of Sales",
        domain=[("share", "=", False)],
        help="Is told of clients without a next step where the manager has no sales "
        "team with a leader.",
        groups="base.group_user",
    )

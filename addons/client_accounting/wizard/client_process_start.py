from odoo import api, fields, models
from odoo.exceptions import UserError


class ClientProcessStart(models.TransientModel):
    """Which process starts for which clients."""

    _name = "client.process.start"
    _description = "Start a Process"

    process_id = fields.Many2one(
        "client.process",
        required=True,
        domain="[('company_id', 'in', (False, company_id)), ('step_ids', '!=', False)]",
    )
    company_id = fields.Many2one(
        "res.company",
        required=True,
        default=lambda self: self.env.company,
        domain=lambda self: [("id", "in", self.env.companies.ids)],
    )
    partner_ids = fields.Many2many(
        "res.partner",
        string="Clients",
        required=True,
        default=lambda self: self._default_partner_ids(),
    )
    description = fields.Text(related="process_id.description")
    client_count = fields.Integer(compute="_compute_client_count")
    running_count = fields.Integer(
        compute="_compute_client_count",
        help="Clients who are in the process already and are left out.",
    )

    @api.model
    def _default_partner_ids(self):
        if self.env.context.get("active_model") != "res.partner":
            return False
        return self.env["res.partner"].browse(self.env.context.get("active_ids", []))

    @api.depends("process_id", "partner_ids", "company_id")
    def _compute_client_count(self):
        for wizard in self:
            clients = wizard.partner_ids.commercial_partner_id
            wizard.client_count = len(clients)
            wizard.running_count = self.env["client.process.run"].search_count(
                [
                    ("process_id", "=", wizard.process_id.id),
                    ("partner_id", "in", clients.ids),
                    ("company_id", "=", wizard.company_id.id),
                    ("exclusive", "=", True),
                ]
            )

    def action_start(self):
        """Start the process for the clients.

        :return: the new run, or how many were started
        :raise AccessError: to who may not read one of the clients
        :raise UserError: where the process starts for none of them
        """
        self.ensure_one()
        clients = self.partner_ids.commercial_partner_id
        clients.check_access("read")
        self.process_id.check_access("read")
        if self.company_id not in self.env.user.company_ids:
            raise UserError(self.env._("You do not work in this company."))
        runs = self.process_id._start(
            clients, "hand", company=self.company_id, later=len(clients) > 200
        ).with_env(self.env)
        if not runs:
            raise UserError(
                self.env._(
                    "The process starts for none of them: they are in it already, were "
                    "in it not long ago, or it is not meant for them."
                )
            )
        if len(runs) == 1:
            return {
                "type": "ir.actions.act_window",
                "res_model": "client.process.run",
                "res_id": runs.id,
                "views": [(False, "form")],
                "target": "current",
            }
        left = len(clients) - len(runs)
        message = self.env._("Started for %(count)s clients.", count=len(runs))
        if left:
            message = self.env._(
                "Started for %(count)s clients; %(left)s were left out.",
                count=len(runs),
                left=left,
            )
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": message,
                "next": {"type": "ir.actions.act_window_close"},
            },
        }

from odoo import Command, api, fields, models
from odoo.exceptions import UserError

#: clients in one merge
LIMIT = 20


class ClientMergeWizard(models.TransientModel):
    _name = "client.merge.wizard"
    _description = "Merge Clients"

    partner_ids = fields.Many2many("res.partner", string="Clients", required=True)
    survivor_id = fields.Many2one(
        "res.partner",
        "Remaining Client",
        required=True,
        domain="[('id', 'in', partner_ids)]",
        help="The client that remains. The others are archived with a link to it.",
    )
    preview = fields.Json(compute="_compute_preview")
    choices = fields.Json()

    @api.model
    def default_get(self, fields):
        # EXTENDS base: from a list of clients
        values = super().default_get(fields)
        context = self.env.context
        if context.get("active_model") == "res.partner" and not values.get(
            "partner_ids"
        ):
            partners = self.env["res.partner"].browse(context.get("active_ids"))
            values["partner_ids"] = [Command.set(partners.ids)]
            values["survivor_id"] = self._propose_survivor(partners).id
        return values

    @api.model
    def _open(self, partners):
        """Action that opens the merge of clients.

        :raise UserError: for more clients than one merge takes
        """
        if len(partners) > LIMIT:
            raise UserError(
                self.env._(
                    "Merge %(limit)s clients at most at once.",
                    limit=LIMIT,
                )
            )
        partners.check_access("write")
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "name": self.env._("Merge Clients"),
            "view_mode": "form",
            "target": "new",
            "context": {
                "default_partner_ids": [Command.set(partners.ids)],
                "default_survivor_id": self._propose_survivor(partners).id,
                "dialog_size": "extra-large",
            },
        }

    @api.model
    def _propose_survivor(self, partners):
        """The client with the largest turnover, then the oldest."""
        figures = self.env["client.figures"]
        turnover = {}
        if figures.has_access("read"):
            turnover = dict(
                figures._read_group(
                    [("partner_id", "in", partners.ids)],
                    ["partner_id"],
                    ["turnover_total:sum"],
                )
            )
        return partners.sorted(
            lambda one: (not one.active, -abs(turnover.get(one, 0)), one.id)
        )[:1]

    @api.depends("partner_ids", "survivor_id")
    def _compute_preview(self):
        Merge = self.env["client.merge"]
        for wizard in self:
            partners = self.env["res.partner"].browse(wizard.partner_ids._origin.ids)
            survivor = self.env["res.partner"].browse(wizard.survivor_id._origin.ids)
            others = partners - survivor
            if not survivor or survivor not in partners or not others:
                wizard.preview = False
                continue
            partners.check_access("read")
            wizard.preview = {
                "survivor": survivor.id,
                "clients": [
                    {"id": one.id, "name": one.display_name, "active": one.active}
                    for one in survivor | others
                ],
                "rows": Merge._compared_values(survivor, others),
                "moves": Merge._counted_rows(others),
            }

    @api.onchange("survivor_id", "partner_ids")
    def _onchange_survivor(self):
        self.choices = False

    def action_merge(self):
        """Merge, and open the client that remains.

        :raise UserError: where the clients cannot be merged; says why
        :raise AccessError: to who may not merge or change these clients
        """
        self.ensure_one()
        choices = self.choices if isinstance(self.choices, dict) else {}
        survivor = self.survivor_id
        partners = self.with_context(active_test=False).partner_ids
        if survivor not in partners:
            raise UserError(
                self.env._("The remaining client is none of those to be merged.")
            )
        merge = self.env["client.merge"]._merge_clients(survivor, partners, choices)
        return {
            "type": "ir.actions.act_window",
            "res_model": "client.merge",
            "res_id": merge.id,
            "views": [(False, "form")],
            "name": merge.name,
        }

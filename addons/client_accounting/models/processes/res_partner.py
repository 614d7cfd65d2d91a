from odoo import api, fields, models

from ..res_partner_figures import GROUP


class ResPartner(models.Model):
    """Clients in processes."""

    _inherit = "res.partner"

    client_run_ids = fields.One2many(
        "client.process.run", "partner_id", "Processes", groups=GROUP
    )
    client_run_count = fields.Integer(
        "Processes Running", compute="_compute_client_run_count", groups=GROUP
    )
    client_birthday = fields.Date(
        "Birthday",
        groups="base.group_user",
        index="btree_not_null",
        help="Processes can remind of it in time, every year.",
    )

    @api.depends_context("allowed_company_ids")
    def _compute_client_run_count(self):
        counts = dict(
            self.env["client.process.run"]._read_group(
                [
                    ("partner_id", "in", self.commercial_partner_id.ids),
                    ("company_id", "in", self.env.companies.ids),
                    ("state", "in", ("running", "waiting")),
                ],
                ["partner_id"],
                ["__count"],
            )
        )
        for partner in self:
            partner.client_run_count = counts.get(
                partner.commercial_partner_id._origin, 0
            )

    def _client_role_user(self, role, company):
        """Who acts in a role for this client, but for its manager.

        :param str role: ``key_account``, ``accountant`` or ``back_office``
        :return: user, empty where nobody is named
        """
        self.ensure_one()
        company = company.sudo()
        return {
            "key_account": company.client_key_account_user_id,
            "accountant": company.client_accountant_id,
            "back_office": company.client_back_office_id,
        }[role]

    def action_open_processes(self):
        """Open the processes of the client."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "client_accounting.client_process_run_action"
        )
        return {
            **action,
            "name": self.env._("Processes of %(client)s", client=self.display_name),
            "domain": [("partner_id", "=", self.commercial_partner_id.id)],
            "context": {"client_process_partner_id": self.commercial_partner_id.id},
        }

    def action_start_process(self):
        """Ask which process starts for these clients."""
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Start a Process"),
            "res_model": "client.process.start",
            "views": [(False, "form")],
            "target": "new",
            "context": {
                "default_partner_ids": self.commercial_partner_id.ids,
                "dialog_size": "medium",
            },
        }

    def write(self, vals):
        # EXTENDS base: with an archived client nobody has anything to do
        result = super().write(vals)
        if not vals.get("active", True):
            self.env["client.process.run"].sudo()._partners_archived(self)
        return result

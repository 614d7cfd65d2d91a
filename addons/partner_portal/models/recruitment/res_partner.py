from odoo import fields, models
from odoo.exceptions import UserError

GROUP = "partner_portal.group_partner_portal_user"


class ResPartner(models.Model):
    _inherit = "res.partner"

    channel_type_id = fields.Many2one(
        "partner.type",
        "Type of Partner",
        index="btree_not_null",
        ondelete="restrict",
        tracking=True,
        groups=GROUP,
        help="What kind of channel partner the company is.",
    )
    onboarding_task_ids = fields.One2many(
        "partner.onboarding.task", "partner_id", "First Steps", groups=GROUP
    )
    onboarding_progress = fields.Integer(
        "Onboarding Done",
        compute="_compute_onboarding_progress",
        groups=GROUP,
        help="Tasks that are done, in per cent of all.",
    )
    onboarding_task_count = fields.Integer(
        "Onboarding Tasks", compute="_compute_onboarding_progress", groups=GROUP
    )

    def _compute_onboarding_progress(self):
        counts = {
            partner.id: (count, done)
            for partner, count, done in self.env["partner.onboarding.task"]._read_group(
                [("partner_id", "in", self.ids)],
                ["partner_id"],
                ["__count", "done_at:count"],
            )
        }
        for partner in self:
            count, done = counts.get(partner._origin.id, (0, 0))
            partner.onboarding_task_count = count
            partner.onboarding_progress = round(100 * done / count) if count else 0

    def action_open_onboarding(self):
        """Open the checklist of the partner, made first where there is none."""
        self.ensure_one()
        entity = self.commercial_partner_id
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "partner_portal.partner_onboarding_task_action"
        )
        action["domain"] = [("partner_id", "=", entity.id)]
        action["context"] = {"default_partner_id": entity.id}
        return action

    def action_start_onboarding(self):
        """Make the checklist of partners that have begun without an application."""
        self.check_access("write")
        if not self.env.user.has_group("partner_portal.group_partner_portal_manager"):
            raise UserError(
                self.env._("Checklists are started by channel managers: ask one.")
            )
        for entity in self.commercial_partner_id:
            self.env["partner.onboarding.task"]._start(
                entity,
                entity.channel_type_id,
                self.env.company,
                entity.user_id or self.env.user,
            )
        return self.action_open_onboarding() if len(self) == 1 else True

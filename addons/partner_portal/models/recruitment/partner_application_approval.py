from odoo import fields, models
from odoo.exceptions import AccessError, UserError

from .partner_application_step import APPROVERS

MANAGER = "partner_portal.group_partner_portal_manager"


class PartnerApplicationApproval(models.Model):
    """A step of one application: who has to agree, who agreed and when."""

    _name = "partner.application.approval"
    _description = "Approval of an Application"
    _order = "application_id, sequence, id"

    application_id = fields.Many2one(
        "partner.application",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    step_id = fields.Many2one(
        "partner.application.step",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
    )
    name = fields.Char("Agreement Needed", required=True, readonly=True)
    sequence = fields.Integer(readonly=True)
    description = fields.Text("What to Check", readonly=True)
    approver = fields.Selection(
        APPROVERS, required=True, readonly=True, help="Who is asked to agree."
    )
    user_id = fields.Many2one("res.users", "Person", readonly=True, index=True)
    state = fields.Selection(
        [("waiting", "Waiting"), ("granted", "Agreed"), ("refused", "Refused")],
        required=True,
        readonly=True,
        default="waiting",
    )
    decided_by_id = fields.Many2one("res.users", readonly=True)
    decided_at = fields.Datetime("Decided on", readonly=True)
    may_decide = fields.Boolean(
        compute="_compute_may_decide",
        help="Whether it is you who is asked, and now.",
    )

    def _compute_may_decide(self):
        for line in self:
            line.may_decide = line._may_decide()

    def _may_decide(self):
        """Whether it is the user who has to agree, and now."""
        self.ensure_one()
        user = self.env.user
        if self.state != "waiting" or self.application_id.state != "review":
            return False
        if not user.has_group(MANAGER):
            return False
        return not self.user_id or self.user_id == user

    def action_grant(self):
        """Agree, as the one who is asked."""
        self._decide("granted")

    def action_refuse(self):
        """Refuse, as the one who is asked."""
        self._decide("refused")

    def _decide(self, state):
        for line in self:
            line.application_id.check_access("write")
            line_sudo = line.sudo()
            line_sudo.lock_for_update()
            if line_sudo.state != "waiting" or line.application_id.state != "review":
                raise UserError(
                    self.env._(
                        "“%(step)s” is decided already. Reload the page.",
                        step=line.name,
                    )
                )
            if not line._may_decide():
                raise AccessError(
                    self.env._(
                        "“%(step)s” is decided by %(who)s.",
                        step=line.name,
                        who=line_sudo.user_id.name or self.env._("a channel manager"),
                    )
                )
            line_sudo.write(
                {
                    "state": state,
                    "decided_by_id": self.env.uid,
                    "decided_at": fields.Datetime.now(),
                }
            )
            line.application_id._approval_decided(line_sudo)

from odoo import api, fields, models
from odoo.exceptions import UserError


class PartnerApplicationDecide(models.TransientModel):
    """The decision over an application: as a new partner or as a company we have."""

    _name = "partner.application.decide"
    _description = "Decide an Application"

    application_id = fields.Many2one("partner.application", required=True)
    decision = fields.Selection(
        [("approve", "Approve"), ("decline", "Decline")],
        required=True,
        default="approve",
    )
    known_ids = fields.Many2many(
        "res.partner", compute="_compute_known_ids", string="Companies Found"
    )
    has_known = fields.Boolean(compute="_compute_known_ids")
    is_known = fields.Selection(
        [
            ("new", "A new company"),
            ("known", "A company that we have already"),
        ],
        "The Applicant Is",
        compute="_compute_is_known",
        store=True,
        readonly=False,
    )
    partner_id = fields.Many2one(
        "res.partner",
        "Company",
        compute="_compute_is_known",
        store=True,
        readonly=False,
        domain="[('parent_id', '=', False)]",
    )
    reason_id = fields.Many2one("partner.application.reason")
    note = fields.Text(
        "Note to the Applicant", help="The applicant reads it as it stands."
    )

    @api.depends("application_id")
    def _compute_known_ids(self):
        for wizard in self:
            found = wizard.application_id.match_ids.partner_id
            wizard.known_ids = found._filtered_access("read")
            wizard.has_known = bool(wizard.known_ids)

    @api.depends("application_id")
    def _compute_is_known(self):
        strong = self.env["client.duplicate"]._policy()[2]
        for wizard in self:
            match = wizard.application_id.match_ids.filtered("partner_id")[:1]
            company = match.partner_id._filtered_access("read")
            wizard.partner_id = company if match.score >= strong else company[:0]
            wizard.is_known = "known" if wizard.partner_id else "new"

    def action_apply(self):
        """Decide; the rights are checked on the application."""
        self.ensure_one()
        application = self.application_id
        if self.decision == "decline":
            application._decline(self.reason_id, self.note)
            return {"type": "ir.actions.act_window_close"}
        if self.is_known == "known" and not self.partner_id:
            raise UserError(self.env._("Choose the company, or make a new one."))
        known = self.partner_id if self.is_known == "known" else None
        application._approve(known, self.note)
        return {"type": "ir.actions.act_window_close"}

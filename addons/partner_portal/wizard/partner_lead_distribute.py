from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

GROUP = "partner_portal.group_partner_portal_user"


class PartnerLeadDistribute(models.TransientModel):
    """The proposal which partner is offered which lead, before anything is sent."""

    _name = "partner.lead.distribute"
    _description = "Offer Leads to Partners"

    line_ids = fields.One2many("partner.lead.distribute.line", "wizard_id", "Leads")
    offer_count = fields.Integer("To Be Offered", compute="_compute_offer_count")

    @api.depends("line_ids.partner_id")
    def _compute_offer_count(self):
        for wizard in self:
            wizard.offer_count = len(wizard.line_ids.filtered("partner_id"))

    def action_offer(self):
        """Make the offers and tell the partners.

        :raise AccessError: for who may not change one of the leads
        :raise UserError: where nothing is to be offered
        """
        self.ensure_one()
        if not self.env.user.has_group(GROUP):
            raise AccessError(self.env._("Leads are offered by channel users only."))
        lines = self.line_ids.filtered("partner_id")
        lines.lead_id.check_access("write")
        if not lines:
            raise UserError(
                self.env._("Choose a partner for at least one lead before you offer.")
            )
        leads_sudo = lines.lead_id.sudo()
        leads_sudo.lock_for_update()
        plans = lines._prepare_plans()
        offers_sudo = self.env["partner.lead.offer"].sudo()
        offers_sudo = offers_sudo.create(leads_sudo._prepare_offers(plans))
        leads_sudo._set_offer_state("offered")
        offers_sudo._tell_partners()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "partner_portal.partner_lead_offer_action"
        )
        action["domain"] = [("id", "in", offers_sudo.ids)]
        action["context"] = {}
        return action


class PartnerLeadDistributeLine(models.TransientModel):
    """One lead of the proposal, with the reasons."""

    _name = "partner.lead.distribute.line"
    _description = "Proposed Offer of a Lead"

    wizard_id = fields.Many2one(
        "partner.lead.distribute", required=True, ondelete="cascade", index=True
    )
    lead_id = fields.Many2one(
        "crm.lead", required=True, readonly=True, ondelete="cascade"
    )
    partner_id = fields.Many2one(
        "res.partner",
        "Channel Partner",
        domain="[('is_channel_partner', '=', True), ('parent_id', '=', False)]",
        help="Empty: the lead is not offered now.",
    )
    proposed_id = fields.Many2one("res.partner", readonly=True)
    rule_id = fields.Many2one("partner.lead.rule", readonly=True)
    score = fields.Float(digits=(5, 2), readonly=True)
    scores = fields.Json(readonly=True)
    others = fields.Char("Next Best", readonly=True)
    obstacle = fields.Char("Why Nobody", readonly=True)
    explanation = fields.Html(
        "Why This Partner", compute="_compute_explanation", sanitize=False
    )

    @api.depends("partner_id", "scores")
    @api.depends_context("lang")
    def _compute_explanation(self):
        offers = self.env["partner.lead.offer"]
        for line in self:
            by_hand = line.partner_id != line.proposed_id
            line.explanation = offers._explain(
                [] if by_hand else line.scores or [], line.score, by_hand
            )

    def _prepare_plans(self):
        """Plans of what the user has confirmed, for ``crm.lead._prepare_offers``.

        :raise UserError: where a lead is not free any more, or a partner cannot answer
        """
        leads_sudo = self.lead_id.sudo()
        waiting = leads_sudo._get_offered_ids()
        asked = leads_sudo._get_asked()
        self._check_partners()
        plans = []
        for line in self:
            lead_sudo = line.lead_id.sudo()
            if lead_sudo.id in waiting or not lead_sudo._may_be_offered():
                raise UserError(
                    self.env._(
                        "%(lead)s is not free any more: it waits for a partner's "
                        "answer, has a partner, or is closed. Take it off the list.",
                        lead=lead_sudo.name,
                    )
                )
            partner = line.partner_id.commercial_partner_id
            by_hand = line.partner_id != line.proposed_id
            company = lead_sudo.company_id or self.env.company
            plans.append(
                {
                    "lead_id": lead_sudo.id,
                    "partner_id": partner.id,
                    "rule_id": line.rule_id.id,
                    "company_id": company.id,
                    "score": 0 if by_hand else line.score,
                    "scores": [] if by_hand else line.scores,
                    "round": asked.get(lead_sudo.id, (0, ()))[0] + 1,
                    "hours": line.rule_id.answer_hours or 8,
                    "by_hand": by_hand,
                }
            )
        return plans

    def _check_partners(self):
        """Refuse partners that cannot answer, and clients that a deal protects for
        another partner."""
        for partner in self.partner_id.commercial_partner_id:
            if not partner._get_lead_users():
                raise UserError(
                    self.env._(
                        "Nobody of %(partner)s can answer in the portal: give one of "
                        "its people access first.",
                        partner=partner.name,
                    )
                )
        current = self.env.company
        groups = self.grouped(lambda line: line.lead_id.sudo().company_id or current)
        for company, lines in groups.items():
            protecting = lines.lead_id.sudo()._get_protecting(company)
            for line in lines:
                protector_id = protecting.get(line.lead_id.id)
                if protector_id in (None, line.partner_id.commercial_partner_id.id):
                    continue
                raise UserError(
                    self.env._(
                        "The client of %(lead)s is protected for %(partner)s by a "
                        "registered deal: offer the lead to that partner.",
                        lead=line.lead_id.name,
                        partner=self.env["res.partner"].browse(protector_id).name,
                    )
                )

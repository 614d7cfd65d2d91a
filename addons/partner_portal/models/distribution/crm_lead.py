from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command, Domain

GROUP = "partner_portal.group_partner_portal_user"


class CrmLead(models.Model):
    """A lead on its way to a partner."""

    _inherit = "crm.lead"

    partner_offer_ids = fields.One2many(
        "partner.lead.offer", "lead_id", "Offers to Partners", groups=GROUP
    )
    partner_offer_state = fields.Selection(
        [
            ("queued", "To Be Offered"),
            ("offered", "Offered"),
            ("accepted", "Taken by a Partner"),
            ("manager", "No Partner Took It"),
        ],
        "Offer to Partners",
        readonly=True,
        copy=False,
        index="btree_not_null",
        groups="base.group_user",
        help="Where the lead is on its way to a partner; empty: not offered.",
    )
    partner_specialisation_ids = fields.Many2many(
        "partner.specialisation",
        "crm_lead_partner_specialisation_rel",
        "lead_id",
        "specialisation_id",
        "Specialisations Needed",
        groups="base.group_user",
        help="What a partner should be good at to take this lead; else the rule says.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        leads = super().create(vals_list)
        leads._queue_for_partners()
        return leads

    def _queue_for_partners(self):
        """Have new leads offered by the next run of the cron, where the company wants
        it and a rule is for them."""
        current = self.env.company.sudo()
        leads = self.sudo().filtered(
            lambda lead: (
                (lead.company_id or current).partner_lead_auto
                and lead._may_be_offered()
            )
        )
        if not leads:
            return
        ruled = self.env["partner.lead.rule"].sudo()._match_leads(leads)
        leads = leads.filtered(lambda lead: lead.id in ruled)
        if leads:
            leads._set_offer_state("queued")
            self.env.ref("partner_portal.partner_lead_offer_cron")._trigger()

    def _may_be_offered(self):
        """Whether the lead is free: open, without a partner and not from a deal."""
        self.ensure_one()
        return bool(
            self.active
            and self.won_status == "pending"
            and not self.partner_assigned_id
            and not self.partner_deal_id
        )

    def _set_offer_state(self, state):
        self.sudo().with_context(tracking_disable=True).write(
            {"partner_offer_state": state}
        )

    @api.model
    def _get_offer_queue_domain(self):
        return Domain("partner_offer_state", "=", "queued") & Domain(
            "won_status", "=", "pending"
        )

    # ------------------------------------------------------------------ by hand
    def action_offer_to_partners(self):
        """Open the proposal: which partner gets which lead, and why.

        :raise AccessError: for who may not change the leads
        """
        if not self.env.user.has_group(GROUP):
            raise AccessError(
                self.env._("Ask for the right of a channel user to offer leads.")
            )
        self.check_access("write")
        if not self:
            raise UserError(self.env._("Choose the leads first."))
        wizard = self.env["partner.lead.distribute"].create(
            {"line_ids": self._prepare_offer_lines()}
        )
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Offer to Partners"),
            "res_model": "partner.lead.distribute",
            "res_id": wizard.id,
            "views": [(False, "form")],
            "target": "new",
        }

    def _prepare_offer_lines(self):
        plans = {plan["lead_id"]: plan for plan in self._plan_offers(runners_up=3)}
        lines = []
        for lead in self:
            plan = plans.get(lead.id, {})
            lines.append(
                Command.create(
                    {
                        "lead_id": lead.id,
                        "partner_id": plan.get("partner_id"),
                        "proposed_id": plan.get("partner_id"),
                        "rule_id": plan.get("rule_id"),
                        "score": plan.get("score", 0),
                        "scores": plan.get("scores") or [],
                        "others": plan.get("others", ""),
                        "obstacle": plan.get("obstacle")
                        or ("" if plan else lead._get_offer_obstacle()),
                    }
                )
            )
        return lines

    def _get_offer_obstacle(self):
        """Why a lead cannot be offered now."""
        if self.partner_assigned_id:
            return self.env._(
                "Has a partner: %(partner)s", partner=self.partner_assigned_id.name
            )
        if not self._may_be_offered():
            return self.env._("Closed, or registered by a partner")
        return self.env._("Waits for the answer of a partner")

    # ------------------------------------------------------------------ core's ways
    def assign_partner(self, partner_id=False):
        # EXTENDS website_crm_partner_assign: asked for several leads, it gives all of
        # them to the partner found for the first one
        if partner_id or len(self) <= 1:
            return super().assign_partner(partner_id=partner_id)
        result = False
        for lead in self:
            result = super(CrmLead, lead).assign_partner() or result
        return result

    def partner_desinterested(self, comment=False, contacted=False, spam=False):
        # EXTENDS website_crm_partner_assign: the lead goes to the next partner
        result = super().partner_desinterested(
            comment=comment, contacted=contacted, spam=spam
        )
        offers_sudo = self.sudo().partner_offer_ids.filtered(
            lambda offer: (
                offer.state == "accepted"
                and offer.partner_id == self.env.user.commercial_partner_id
            )
        )
        offers_sudo._give_back(self.env.user, comment or "")
        return result

    def write(self, vals):
        result = super().write(vals)
        if vals.get("partner_assigned_id") or vals.get("active") is False:
            self._withdraw_offers()
        return result

    def _withdraw_offers(self):
        """A lead that somebody has given away or closed by hand is offered no more."""
        offers_sudo = self.sudo().partner_offer_ids.filtered(
            lambda offer: offer.state == "offered"
        )
        if offers_sudo:
            offers_sudo._end("withdrawn")
            offers_sudo.lead_id._set_offer_state(False)

    def action_set_lost(self, **additional_values):
        # EXTENDS crm: what a partner has taken is not lost without a reason
        silent = self.sudo().filtered(
            lambda lead: (
                not lead.lost_reason_id
                and "accepted" in lead.partner_offer_ids.mapped("state")
            )
        )
        if silent and not additional_values.get("lost_reason_id"):
            raise UserError(
                self.env._(
                    "%(lead)s was taken by a partner: choose why it is lost.",
                    lead=silent[0].name,
                )
            )
        return super().action_set_lost(**additional_values)

    def _merge_dependences(self, opportunities):
        # EXTENDS crm: the history of offers goes on with the lead that stays
        result = super()._merge_dependences(opportunities)
        offers_sudo = opportunities.sudo().partner_offer_ids
        offers_sudo.filtered(lambda offer: offer.state == "offered")._end("withdrawn")
        offers_sudo.write({"lead_id": self.id})
        return result

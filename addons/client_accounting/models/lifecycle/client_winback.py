from datetime import timedelta

from odoo import fields, models


class ClientLifecycleState(models.Model):
    """From the win-back list straight to the next step, in the ERP's own documents."""

    _inherit = "client.lifecycle.state"

    def action_open_dossier(self):
        """Open the dossier of the client."""
        self.ensure_one()
        return self.partner_id.action_open_dossier()

    def action_schedule_activity(self):
        """Plan the next step with these clients.

        :return: act_window of the activity, with the kind that the stage recommends
        """
        clients = self.partner_id
        kind = self.stage_id.influence_type_ids[:1]
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Next Step"),
            "res_model": "mail.activity.schedule",
            "views": [(False, "form")],
            "target": "new",
            "context": {
                "active_model": "res.partner",
                "active_ids": clients.ids,
                "active_id": clients[:1].id,
                **({"default_activity_type_id": kind.id} if kind else {}),
                "default_summary": self._winback_summary(),
            },
        }

    def _winback_summary(self):
        offers = self.offer_id
        return offers.name if len(offers) == 1 else ""

    def action_new_quotation(self):
        """Start a quotation for the client with the price list and the words of the
        offer."""
        self.ensure_one()
        offer = self.offer_id
        context = {"default_partner_id": self.partner_id.id}
        if offer.pricelist_id:
            context["default_pricelist_id"] = offer.pricelist_id.id
        if offer.validity_days:
            last = fields.Date.context_today(self) + timedelta(days=offer.validity_days)
            context["default_validity_date"] = fields.Date.to_string(last)
        if offer.description:
            context["default_note"] = offer.description
        if offer:
            context["default_origin"] = offer.name
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("New Quotation"),
            "res_model": "sale.order",
            "views": [(False, "form")],
            "target": "current",
            "context": context,
        }

    def action_new_opportunity(self):
        """Start an opportunity for the client, worth what a year with him was."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("New Opportunity"),
            "res_model": "crm.lead",
            "views": [(False, "form")],
            "target": "current",
            "context": {
                "default_type": "opportunity",
                "default_partner_id": self.partner_id.id,
                "default_name": self.env._(
                    "Win back: %(client)s", client=self.partner_id.name
                ),
                "default_expected_revenue": max(
                    0, self.turnover_12m, self.turnover_prev_12m
                ),
            },
        }

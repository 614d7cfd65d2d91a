from odoo import models

#: How a deal ends where its opportunity does.
ENDS = {"won": "won", "lost": "lost"}


class PartnerDeal(models.Model):
    """The opportunity of an approved deal: made of it without retyping."""

    _inherit = "partner.deal"

    def _make_lead(self):
        """Make the opportunity, assigned to the partner."""
        leads_sudo = self.env["crm.lead"].sudo()
        lead = leads_sudo.create(self._prepare_lead())
        self._write_kept({"lead_id": lead.id})

    def _prepare_lead(self):
        country = self.client_country_id
        return {
            "type": "opportunity",
            "name": self.subject,
            "partner_id": self.client_id.id,
            "contact_name": self.client_contact,
            "email_from": self.client_email,
            "phone": self.client_phone,
            "website": self.client_website,
            "street": self.client_street,
            "zip": self.client_zip,
            "city": self.client_city,
            "state_id": self.client_state_id.id,
            "country_id": country.id,
            "description": self.description,
            "expected_revenue": self._amount_in_company_currency(),
            "date_deadline": self.date_expected,
            "partner_assigned_id": self.partner_id.id,
            "partner_deal_id": self.id,
            "user_id": self.manager_id.id,
            "company_id": self.company_id.id,
        }

    def _amount_in_company_currency(self):
        company = self.company_id.sudo()
        day = self.protected_from or self.create_date.date()
        return self.currency_id._convert(self.amount, company.currency_id, company, day)

    def _close_lead(self):
        """Bring the opportunity to the end of the deal, where it is still open."""
        for deal in self:
            lead = deal.lead_id.sudo()
            if not lead or lead.won_status != "pending" or not lead.active:
                continue
            if deal.state == "won":
                lead.action_set_won()
            elif deal.state in ("lost", "withdrawn"):
                lead.action_set_lost()

    def action_open_lead(self):
        """Open the opportunity, read as the user."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "crm.lead",
            "res_id": self.lead_id.id,
            "views": [(False, "form")],
        }

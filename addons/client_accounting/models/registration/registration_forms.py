from odoo import api, models
from odoo.tools import SQL

from ...tools import mail_sender


class ClientRegistration(models.AbstractModel):
    """Leads that a form of the site made, and telephone calls."""

    _inherit = "client.registration"

    @api.model
    def _prepare_forms(self, ids):
        """Values of events of leads that came by a form, of clients who are known: by
        the lead, else by its address."""
        self.env["crm.lead"].flush_model()
        leads = self.env["crm.lead"].with_context(active_test=False)
        leads = leads.browse(ids).exists().filtered("client_is_form")
        addresses = {
            lead.id: found[0]
            for lead in leads
            if (found := mail_sender.addresses(lead.email_from))
        }
        unknown = sorted(
            {addresses[lead.id][1] for lead in leads if lead.id in addresses}
        )
        by_email = self._partners_by_email(unknown)
        by_domain = self._clients_by_domain(unknown)
        partner_ids = {lead.partner_id.id for lead in leads}
        people = self._people(partner_ids | set(filter(None, by_email.values())))
        private = self.env["client.event.exclusion"]._private(
            addresses=unknown, threads={("crm.lead", lead.id) for lead in leads}
        )
        values = []
        for lead in leads:
            name, address = addresses.get(lead.id, ("", ""))
            contact = people.get(lead.partner_id.id or by_email.get(address))
            if {address} & private[0] or ("crm.lead", lead.id) in private[2]:
                continue
            if not contact:
                self._propose_form(lead, name, address, by_email, by_domain)
            elif not contact.own:
                values.append(self._prepare_form(lead, contact))
        return values

    @api.model
    def _prepare_form(self, lead, contact):
        vals = {
            "source_key": f"crm.lead,{lead.id}",
            "source": "form",
            "type_code": "site",
            "partner_id": contact.partner_id,
            "user_id": lead.user_id.id or contact.user_id,
            "date": lead.create_date,
            "subject": lead.name,
            "res_model": "crm.lead",
            "res_id": lead.id,
        }
        if lead.company_id:
            vals["company_id"] = lead.company_id.id
        return vals

    @api.model
    def _propose_form(self, lead, name, address, by_email, by_domain):
        if not address or (address not in by_domain and address not in by_email):
            return  # of nobody: it waits for the lead to get its client
        client_id = by_domain.get(address) if address not in by_email else None
        proposal = self.env["client.contact.proposal"]._propose(
            "email",
            address,
            company=lead.company_id or self.env.company,
            reason="domain" if client_id else "several",
            date=lead.create_date,
            name=lead.contact_name or name,
            partner_id=client_id or None,
            user_id=lead.user_id.id,
        )
        proposal._see(lead_id=lead.id)

    # ------------------------------------------------------------------ calls
    @api.model
    def _prepare_calls(self, ids):
        """Values of events of calls that have ended, of clients who are known."""
        calls = self.env["client.telephony.call"].browse(ids).exists()
        calls = calls.filtered(lambda call: call.ended_at and call.partner_id)
        people = self._people(calls.partner_id.ids)
        private = self.env["client.event.exclusion"]._private(
            user_ids=calls.user_id.ids
        )
        return [
            {**call._prepare_event(), "source_key": f"{call._name},{call.id}"}
            for call in calls
            if call.partner_id.id in people
            and not people[call.partner_id.id].own
            and call.user_id.id not in private[1]
        ]

    @api.model
    def _wait_for_client(self, lead_ids):
        """Register what happened on leads before they got their client."""
        self.env["mail.message"].flush_model(["model", "res_id"])
        self.env["mail.activity"].flush_model()
        for model, query in (
            (
                "mail.message",
                SQL(
                    """
                    SELECT id FROM mail_message
                     WHERE model = 'crm.lead' AND res_id = ANY(%s)
                       AND message_type IN ('email', 'comment', 'email_outgoing')
                    """,
                    list(lead_ids),
                ),
            ),
            (
                "mail.activity",
                SQL(
                    """
                    SELECT id FROM mail_activity
                     WHERE res_model = 'crm.lead' AND res_id = ANY(%s)
                       AND active IS NOT TRUE AND date_done IS NOT NULL
                    """,
                    list(lead_ids),
                ),
            ),
            (
                "calendar.event",
                SQL(
                    "SELECT id FROM calendar_event"
                    " WHERE opportunity_id = ANY(%s) AND active",
                    list(lead_ids),
                ),
            ),
        ):
            self._queue(model, [row[0] for row in self.env.execute_query(query)])
        self._queue("crm.lead", lead_ids)

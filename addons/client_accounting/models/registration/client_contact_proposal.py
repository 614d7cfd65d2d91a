from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ...tools import mail_sender

KINDS = [("email", "E-mail"), ("phone", "Telephone")]
REASONS = [
    ("domain", "Known Domain"),
    ("document", "Client's Document"),
    ("several", "Several Clients"),
    ("unknown", "Unknown"),
]
STATES = [
    ("new", "To Decide"),
    ("accepted", "Accepted"),
    ("rejected", "Rejected"),
]


class ClientContactProposal(models.Model):
    """An address or a number that nobody knows: whose it is, a person decides.

    An accepted proposal stays: from then on the address is that of its contact.
    """

    _name = "client.contact.proposal"
    _description = "Proposed Contact"
    _order = "last_date desc, id desc"
    _rec_name = "address"

    kind = fields.Selection(
        KINDS, required=True, readonly=True, help="What was seen of the person."
    )
    address = fields.Char(required=True, readonly=True, index="trigram")
    name = fields.Char(help="How the new contact will be called.")
    partner_id = fields.Many2one(
        "res.partner",
        "Client",
        index="btree_not_null",
        ondelete="set null",
        domain="[('is_company', '=', True)]",
        check_company=True,
        help="Whose person it is; proposed where the domain belongs to one client.",
    )
    contact_id = fields.Many2one(
        "res.partner",
        "Existing Contact",
        index="btree_not_null",
        ondelete="set null",
        check_company=True,
        help="Choose one where the person is known already; empty to make a new one.",
    )
    reason = fields.Selection(
        REASONS,
        required=True,
        readonly=True,
        help="Known domain: other people of the client write from it. Client's "
        "document: the mail is on a document of the client. Several clients: more than "
        "one has this address, domain or number. Unknown: nobody has.",
    )
    state = fields.Selection(
        STATES,
        required=True,
        default="new",
        readonly=True,
        index=True,
        help="Accepted: it belongs to the contact. Rejected: it is not asked again.",
    )
    seen_count = fields.Integer("Seen", default=1, readonly=True)
    last_date = fields.Datetime("Last Seen", readonly=True)
    user_id = fields.Many2one(
        "res.users",
        "For",
        index="btree_not_null",
        domain="[('share', '=', False)]",
        check_company=True,
        help="Who is to decide: who was written to, or who looks after the client.",
    )
    company_id = fields.Many2one(
        "res.company",
        required=True,
        readonly=True,
        index=True,
        default=lambda self: self.env.company,
    )
    message_ids = fields.Many2many(
        "mail.message",
        "client_contact_proposal_message_rel",
        "proposal_id",
        "message_id",
        "Mails",
        readonly=True,
    )
    lead_ids = fields.Many2many(
        "crm.lead",
        "client_contact_proposal_lead_rel",
        "proposal_id",
        "lead_id",
        "Leads",
        readonly=True,
    )
    call_ids = fields.One2many(
        "client.telephony.call", "proposal_id", "Calls", readonly=True
    )

    _address_unique = models.UniqueIndex("(company_id, kind, address)")
    _known_idx = models.Index("(kind, address) WHERE state = 'accepted'")

    # ------------------------------------------------------------------ proposing
    @api.model
    def _propose(self, kind, address, company, reason, date=None, **values):
        """Propose an address or count one more time that it was seen.

        :return: the proposal; one that was rejected stays rejected
        """
        date = date or fields.Datetime.now()
        name = values.pop("name", None)
        if kind == "email":
            name = mail_sender.proposed_name(name, address)
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO client_contact_proposal
                    (kind, address, company_id, reason, state, name, seen_count,
                     last_date, partner_id, user_id, create_uid, write_uid,
                     create_date, write_date)
                VALUES (%(kind)s, %(address)s, %(company)s, %(reason)s, 'new', %(name)s,
                        1, %(date)s, %(partner)s, %(user)s, %(uid)s, %(uid)s, %(now)s,
                        %(now)s)
                ON CONFLICT (company_id, kind, address) DO UPDATE
                SET seen_count = client_contact_proposal.seen_count + 1,
                    last_date = GREATEST(
                        client_contact_proposal.last_date, EXCLUDED.last_date),
                    write_date = EXCLUDED.write_date
                RETURNING id
                """,
                kind=kind,
                address=address[:250],
                company=company.id,
                reason=reason,
                name=name or None,
                date=date,
                partner=values.get("partner_id") or None,
                user=values.get("user_id") or None,
                uid=self.env.uid,
                now=fields.Datetime.now(),
            )
        )
        [(proposal_id,)] = self.env.cr.fetchall()
        proposal = self.browse(proposal_id)
        proposal.invalidate_recordset()
        return proposal

    @api.model
    def _settle_known(self):
        """Accept what somebody decided elsewhere: the address is on a card now."""
        engine = self.env["client.registration"]
        proposals = self.search([("state", "=", "new")])
        for kind, find in (
            ("email", engine._partners_by_email),
            ("phone", engine._partners_by_phone),
        ):
            waiting = proposals.filtered(lambda one, kind=kind: one.kind == kind)
            found = find(waiting.mapped("address"))
            for proposal in waiting:
                partner = self.env["res.partner"].browse(found.get(proposal.address))
                company = partner.company_id
                if partner and (
                    not company or company in proposal.company_id.parent_ids
                ):
                    proposal.contact_id = partner
                    proposal.action_accept()

    # ------------------------------------------------------------------ deciding
    def action_accept(self):
        """Make the contact, or take the one that is chosen, and give it the mails,
        leads and calls that were seen.

        :raises UserError: without a client, a contact or a name
        """
        self.check_access("write")
        for proposal in self.filtered(lambda proposal: proposal.state != "accepted"):
            contact = proposal.contact_id or proposal._create_contact()
            proposal.write({"contact_id": contact.id, "state": "accepted"})
            proposal.partner_id = contact.commercial_partner_id
            proposal._assign()

    def action_reject(self):
        """Leave it unknown: it is not proposed again."""
        self.check_access("write")
        self.filtered(lambda proposal: proposal.state == "new").state = "rejected"

    def action_reopen(self):
        """Decide again about what was rejected."""
        self.check_access("write")
        self.filtered(lambda proposal: proposal.state == "rejected").state = "new"

    def action_open_contact(self):
        """Open the contact of an accepted proposal."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "res.partner",
            "res_id": self.contact_id.id,
            "views": [(False, "form")],
        }

    def _create_contact(self):
        self.ensure_one()
        if not (self.name or "").strip():
            raise UserError(
                self.env._(
                    "Give the new contact of %(address)s a name, or choose one that "
                    "is known.",
                    address=self.address,
                )
            )
        return self.env["res.partner"].create(self._prepare_contact())

    def _prepare_contact(self):
        client = self.partner_id
        return {
            "name": self.name.strip(),
            "parent_id": client.id,
            "is_company": False,
            "type": "contact",
            "user_id": self.user_id.id if not client else False,
            "company_id": client.company_id.id,
            self.kind: self.address,
        }

    def _assign(self):
        """Give the contact what waited for it, and the events of its client that were
        seen before it was known."""
        self.ensure_one()
        contact = self.contact_id
        engine = self.env["client.registration"].sudo()
        leads = self.lead_ids.filtered(lambda lead: not lead.partner_id)
        if leads:
            leads.sudo().partner_id = contact
        calls = self.sudo().call_ids
        calls.partner_id = contact
        engine._register_source("client.telephony.call", calls.ids)
        messages = self.sudo().message_ids.exists()
        engine._reassign("mail.message", messages.ids, contact)
        engine._register_source("mail.message", messages.ids)
        engine._reassign("crm.lead", self.lead_ids.ids, contact)
        engine._register_source("crm.lead", self.lead_ids.ids)

    def _see(self, message_id=None, lead_id=None):
        """Remember where the address was seen."""
        self.ensure_one()
        for relation, column, seen_id in (
            ("client_contact_proposal_message_rel", "message_id", message_id),
            ("client_contact_proposal_lead_rel", "lead_id", lead_id),
        ):
            if seen_id:
                self.env.cr.execute(
                    SQL(
                        "INSERT INTO %s (proposal_id, %s) VALUES (%s, %s)"
                        " ON CONFLICT DO NOTHING",
                        SQL.identifier(relation),
                        SQL.identifier(column),
                        self.id,
                        seen_id,
                    )
                )
        self.invalidate_recordset(["message_ids", "lead_ids"], flush=False)

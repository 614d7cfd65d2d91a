from odoo import Command, api, fields, models
from odoo.exceptions import ValidationError

MAILING = ("mailing_add", "mailing_remove")


class ClientSegmentAction(models.Model):
    """Who comes into a segment, or leaves it, may be put on a mailing list or taken
    off it. Who opted out, or is on the blacklist, is not put on it."""

    _inherit = "client.segment.action"

    kind = fields.Selection(
        selection_add=[
            ("mailing_add", "Put on a mailing list"),
            ("mailing_remove", "Take off a mailing list"),
        ],
        ondelete={"mailing_add": "cascade", "mailing_remove": "cascade"},
    )
    mailing_list_id = fields.Many2one("mailing.list", ondelete="restrict")
    mailing_to = fields.Selection(
        [
            ("all", "The client and its contact persons"),
            ("contacts", "Its contact persons"),
            ("client", "The client's own address"),
        ],
        "Who Gets the Mail",
        compute="_compute_mailing_to",
        store=True,
        readonly=False,
        help="Where no contact person has an e-mail address, the client's own is "
        "taken.",
    )

    @api.depends("kind")
    def _compute_mailing_to(self):
        for action in self:
            if action.kind != "mailing_add":
                action.mailing_to = False
            elif not action.mailing_to:
                action.mailing_to = "all"

    @api.constrains("kind", "mailing_list_id")
    def _check_needed(self):
        # EXTENDS client_accounting
        mailing = self.filtered(lambda action: action.kind in MAILING)
        if not all(action.mailing_list_id for action in mailing):
            raise ValidationError(
                self.env._("Say which mailing list the action is about.")
            )
        return super(ClientSegmentAction, self - mailing)._check_needed()

    def _perform_mailing_add(self, partners):
        people = self._mailing_people(partners)
        contacts = self._mailing_contacts(people)
        subscribed = self._mailing_subscriptions(people).mapped(
            "contact_id.email_normalized"
        )
        refused = self.env["mail.blacklist"].search(
            [("email", "in", people.mapped("email_normalized"))]
        )
        taken = {*subscribed, *refused.mapped("email")}
        known, new = [], []
        for person in people:
            email = person.email_normalized
            if email in taken:
                continue
            taken.add(email)
            if contact := contacts.get(email):
                known.append(contact.id)
            else:
                new.append(self._mailing_contact_values(person))
        self.env["mailing.subscription"].create(
            [
                {"contact_id": contact_id, "list_id": self.mailing_list_id.id}
                for contact_id in known
            ]
        )
        self.env["mailing.contact"].browse(known).invalidate_recordset(
            ["list_ids", "subscription_ids"]
        )
        self.env["mailing.contact"].with_context(default_list_ids=False).create(new)

    def _perform_mailing_remove(self, partners):
        people = self._mailing_people(partners, to="all")
        subscriptions = self._mailing_subscriptions(people)
        # a subscription that was ended by its owner is how we know of it
        subscriptions = subscriptions.filtered(lambda row: not row.opt_out)
        if self.trigger == "leave":
            stay = self._mailing_still_here(people.mapped("email_normalized"))
            subscriptions = subscriptions.filtered(
                lambda row: row.contact_id.email_normalized not in stay
            )
        contacts = subscriptions.contact_id
        subscriptions.unlink()
        contacts.invalidate_recordset(["list_ids", "subscription_ids"])

    # ------------------------------------------------------------------ helpers
    def _mailing_people(self, clients, to=None):
        """Who of the clients gets the mail: records with an e-mail address, the clients
        before their contact persons."""
        to = to or self.mailing_to or "all"
        addresses = self.env["res.partner"].search(
            [
                ("commercial_partner_id", "in", clients.ids),
                ("email_normalized", "!=", False),
                "|",
                ("id", "in", clients.ids),
                ("type", "=", "contact"),
            ],
            order="id",
        )
        own = addresses & clients
        persons = addresses - clients
        if to == "contacts":
            own -= persons.commercial_partner_id
        return own if to == "client" else own + persons

    def _mailing_contacts(self, people):
        """{address: the first contact of Email Marketing with it}"""
        contacts = self.env["mailing.contact"].search(
            [("email_normalized", "in", people.mapped("email_normalized"))],
            order="id desc",
        )
        return {contact.email_normalized: contact for contact in contacts}

    def _mailing_subscriptions(self, people):
        """The rows of the list with these addresses, ended ones too."""
        return self.env["mailing.subscription"].search(
            [
                ("list_id", "=", self.mailing_list_id.id),
                (
                    "contact_id.email_normalized",
                    "in",
                    people.mapped("email_normalized"),
                ),
            ]
        )

    def _mailing_still_here(self, emails):
        """Those of the addresses that clients have who are in the segment now."""
        same = self.env["res.partner"].search([("email_normalized", "in", emails)])
        members = self.env["client.segment.membership"].search(
            [
                ("segment_id", "=", self.segment_id.id),
                ("date_to", "=", False),
                ("partner_id", "in", same.commercial_partner_id.ids),
            ]
        )
        here = same.filtered(
            lambda partner: partner.commercial_partner_id in members.partner_id
        )
        return set(here.mapped("email_normalized"))

    def _mailing_contact_values(self, person):
        company = person.commercial_partner_id
        return {
            "name": person.name or company.name,
            "email": person.email,
            "company_name": company.name if company.is_company else False,
            "country_id": (person.country_id or company.country_id).id,
            "subscription_ids": [Command.create({"list_id": self.mailing_list_id.id})],
        }

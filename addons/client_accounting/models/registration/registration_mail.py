from collections import defaultdict

from odoo import api, models
from odoo.tools import SQL

from ...tools import mail_sender

#: mails of one sender on one document within an hour that are still a talk; what goes
#: on after them is two programs answering each other
LOOP_LIMIT = 10


class ClientRegistration(models.AbstractModel):
    """Mails and messages between clients and the company."""

    _inherit = "client.registration"

    @api.model
    def _prepare_mails(self, ids):
        """Values of events of messages: written to or by a client on one of its
        documents. Notes, notifications and what programs write are none."""
        batch = MailBatch(self, ids)
        return [vals for mail in batch.mails if (vals := batch.values(mail))]

    @api.model
    def _mail_rows(self, ids):
        """Messages that people write, of client documents, as dicts."""
        self.env["mail.message"].flush_model()
        self.env["mail.message.subtype"].flush_model(["internal"])
        return self.env.execute_query_dict(
            SQL(
                """
                SELECT m.id, m.model, m.res_id, m.message_type, m.author_id,
                       m.email_from, m.date, m.subject, m.outgoing_email_to,
                       m.record_company_id AS company_id,
                       ARRAY(SELECT attachment_id FROM message_attachment_rel
                              WHERE message_id = m.id) AS attachment_ids,
                       m.message_type = 'email' AND (
                           SELECT COUNT(*) >= %(limit)s FROM mail_message o
                            WHERE o.model = m.model AND o.res_id = m.res_id
                              AND o.id < m.id AND o.message_type = 'email'
                              AND o.email_from = m.email_from
                              AND o.date > m.date - INTERVAL '1 hour') AS is_loop
                  FROM mail_message m
             LEFT JOIN mail_message_subtype s ON s.id = m.subtype_id
                 WHERE m.id = ANY(%(ids)s) AND m.res_id > 0
                   AND m.model = ANY(%(models)s)
                   AND m.is_internal IS NOT TRUE AND s.internal IS NOT TRUE
                   AND m.client_is_automatic IS NOT TRUE
                   AND (m.message_type IN ('email', 'email_outgoing')
                        OR m.message_type = 'comment' AND m.subtype_id IS NOT NULL)
              ORDER BY m.id
                """,
                ids=list(ids),
                models=list(self._documents()),
                limit=LOOP_LIMIT,
            )
        )

    @api.model
    def _mail_recipients(self, ids):
        """``{message id: ([explicit partner ids], [notified partner ids],
        [addresses])}``"""
        self.env["mail.notification"].flush_model()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT mail_message_id, res_partner_id, mail_email_address, FALSE
                  FROM mail_notification WHERE mail_message_id = ANY(%(ids)s)
                 UNION ALL
                SELECT mail_message_id, res_partner_id, NULL, TRUE
                  FROM mail_message_res_partner_rel
                 WHERE mail_message_id = ANY(%(ids)s)
                 UNION ALL
                SELECT mail.mail_message_id, rel.res_partner_id, mail.email_to, TRUE
                  FROM mail_mail mail
             LEFT JOIN mail_mail_res_partner_rel rel ON rel.mail_mail_id = mail.id
                 WHERE mail.mail_message_id = ANY(%(ids)s)
                """,
                ids=list(ids),
            )
        )
        found = defaultdict(lambda: ([], [], []))
        for message_id, partner_id, address, explicit in rows:
            lists = found[message_id]
            if partner_id:
                lists[0 if explicit else 1].append(partner_id)
            if address:
                lists[2].extend(pair[1] for pair in mail_sender.addresses(address))
        return found

    @api.model
    def _document_names(self, threads):
        """``{(model, id): display name}``, for mails without a subject."""
        by_model = defaultdict(set)
        for model, res_id in threads:
            by_model[model].add(res_id)
        return {
            (model, record.id): record.display_name
            for model, ids in by_model.items()
            for record in self.env[model].sudo().browse(sorted(ids)).exists()
        }


class MailBatch:
    """Messages with all that is known around them, read in sets."""

    def __init__(self, engine, ids):
        self.engine = engine
        self.env = engine.env
        self.mails = engine._mail_rows(ids)
        for mail in self.mails:
            pairs = mail_sender.addresses(mail["email_from"])
            mail["name"], mail["sender"] = pairs[0] if pairs else ("", "")
            mail["thread"] = mail["model"], mail["res_id"]
        if not self.mails:
            return
        self.documents = engine._document_rows({mail["thread"] for mail in self.mails})
        self.recipients = engine._mail_recipients([mail["id"] for mail in self.mails])
        for mail in self.mails:
            pairs = mail_sender.addresses(mail["outgoing_email_to"])
            self.recipients[mail["id"]][2].extend(pair[1] for pair in pairs)
        self._read_addresses()
        self._read_people()
        self._read_private()
        self.names = engine._document_names(
            {mail["thread"] for mail in self.mails if not mail["subject"]}
            & set(self.documents)
        )

    def _read_addresses(self):
        public_id = self.env.ref("base.public_partner").id
        wanted = set()
        for mail in self.mails:
            if mail["author_id"] == public_id:
                mail["author_id"] = None
            if not mail["author_id"]:
                wanted.add(mail["sender"])
            wanted.update(self.recipients[mail["id"]][2])
        self.by_email = self.engine._partners_by_email(sorted(wanted))
        unknown = {
            mail["sender"]
            for mail in self.mails
            if not mail["author_id"] and not self.by_email.get(mail["sender"])
        }
        self.by_domain = self.engine._clients_by_domain(sorted(unknown))

    def _read_people(self):
        ids = {mail["author_id"] for mail in self.mails}
        ids.update(row.partner_id for row in self.documents.values())
        ids.update(self.by_email.values(), self.by_domain.values())
        for explicit, notified, _addresses in self.recipients.values():
            ids.update(explicit, notified)
        self.people = self.engine._people(ids)

    def _read_private(self):
        addresses = {mail["sender"] for mail in self.mails}
        emails = self.env["res.partner"].browse(self.people).sudo()
        self.email_of = {
            partner.id: partner.email_normalized or "" for partner in emails.exists()
        }
        addresses.update(self.email_of.values())
        for _explicit, _notified, others in self.recipients.values():
            addresses.update(others)
        users = {person.staff_id for person in self.people.values()}
        users.update(row.user_id for row in self.documents.values())
        self.private = self.env["client.event.exclusion"]._private(
            addresses - {""}, users - {None}, {mail["thread"] for mail in self.mails}
        )

    # ------------------------------------------------------------------ one mail
    def values(self, mail):
        """Values of the event of a message, or None."""
        author = self.people.get(mail["author_id"]) or self.people.get(
            self.by_email.get(mail["sender"])
        )
        if mail["is_loop"] or (author and author.is_robot):
            return None
        if mail_sender.is_robot(mail["sender"], mail["subject"]):
            return None
        if mail["thread"] in self.private[2]:
            return None
        if author and author.own:
            return self._outgoing(mail, author)
        if mail["message_type"] == "email_outgoing":
            return self._outgoing(mail, None)
        return self._incoming(mail, author)

    def _outgoing(self, mail, author):
        explicit, notified, addresses = self.recipients[mail["id"]]
        found = [self.by_email.get(address) for address in addresses]
        ids = dict.fromkeys([*explicit, *filter(None, found), *notified])
        outside = [
            person
            for partner_id in ids
            if (person := self.people.get(partner_id)) and not person.own
        ]
        row = self.documents.get(mail["thread"])
        of_document = self.people.get(row.partner_id) if row else None
        if not outside and addresses and of_document and not of_document.own:
            outside = [of_document]
        if not outside:
            return None
        contact = self._main(outside, of_document)
        user_id = author.staff_id if author else row and row.user_id
        others = [person.partner_id for person in outside if person != contact]
        return self._common(
            mail,
            "email_out",
            contact,
            user_id,
            participant_partner_ids=others,
            addresses=[*addresses, self.email_of.get(contact.partner_id)],
        )

    def _main(self, outside, of_document):
        """The first recipient of the document's client, else the first one."""
        for person in outside:
            if of_document and person.client_id == of_document.client_id:
                return person
        return outside[0]

    def _incoming(self, mail, author):
        row = self.documents.get(mail["thread"])
        of_document = self.people.get(row.partner_id) if row else None
        if of_document and of_document.own:
            of_document = None
        portal = mail["message_type"] == "comment"
        if not author and not portal and mail["sender"]:
            self._propose(mail, row, of_document)
        contact = author or of_document
        if not contact:
            return None
        explicit = self.recipients[mail["id"]][0]
        staff = [
            self.people[partner_id].staff_id
            for partner_id in explicit
            if partner_id in self.people
        ]
        staff = [user_id for user_id in staff if user_id]
        return self._common(
            mail,
            "site" if portal else "email_in",
            contact,
            (staff[0] if staff else None) or (row and row.user_id) or contact.user_id,
            participant_user_ids=staff[1:],
            addresses=[mail["sender"]],
        )

    def _propose(self, mail, row, of_document):
        """Propose the unknown sender as a person of the client of its domain, else of
        the document; whose person nobody knows at all stays with the lead."""
        sender = mail["sender"]
        if {sender} & self.private[0]:
            return
        client_id = self.by_domain.get(sender)
        if sender in self.by_domain:
            reason = "domain" if client_id else "several"
        elif self.by_email.get(sender) is False:
            reason = "several"
        elif of_document:
            reason, client_id = "document", of_document.client_id
        else:
            return
        company = self.env["res.company"].browse(
            mail["company_id"] or (row and row.company_id) or self.env.company.id
        )
        client = self.people.get(client_id)
        proposal = self.env["client.contact.proposal"]._propose(
            "email",
            sender,
            company=company,
            reason=reason,
            date=mail["date"],
            name=mail["name"],
            partner_id=client_id or None,
            user_id=(row and row.user_id) or (client and client.user_id),
        )
        proposal._see(message_id=mail["id"])

    def _common(self, mail, type_code, contact, user_id, addresses, **vals):
        if user_id in self.private[1] or self.private[0].intersection(addresses):
            return None
        subject = mail["subject"] or self.names.get(mail["thread"])
        company_id = mail["company_id"] or (
            mail["thread"] in self.documents
            and self.documents[mail["thread"]].company_id
        )
        if company_id:
            vals["company_id"] = company_id
        return {
            "source_key": f"mail.message,{mail['id']}",
            "source": "portal" if type_code == "site" else "mail",
            "type_code": type_code,
            "partner_id": contact.partner_id,
            "user_id": user_id,
            "date": mail["date"],
            "subject": subject,
            "res_model": mail["model"],
            "res_id": mail["res_id"],
            "attachment_ids": mail["attachment_ids"],
            **vals,
        }

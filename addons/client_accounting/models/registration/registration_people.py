from collections import defaultdict
from dataclasses import dataclass

from odoo import SUPERUSER_ID, api, models
from odoo.tools import SQL

from ...tools import mail_sender


@dataclass(frozen=True)
class Person:
    """A partner as registration sees it."""

    partner_id: int
    client_id: int
    #: the employee that the partner is, if it is one
    staff_id: int | None
    #: of our own companies: no client
    own: bool
    #: salesperson of the client
    user_id: int | None

    @property
    def is_robot(self):
        return self.staff_id == SUPERUSER_ID


@dataclass(frozen=True)
class DocumentRow:
    """A document with whose it is; ids or None."""

    partner_id: int | None
    user_id: int | None
    company_id: int | None


class ClientRegistration(models.AbstractModel):
    """Whose is it: documents, people, addresses and numbers, found in sets."""

    _inherit = "client.registration"

    @api.model
    def _document_rows(self, threads):
        """``{(model, id): DocumentRow}`` of those that belong to clients.

        :param threads: pairs of model and id
        """
        by_model = defaultdict(set)
        for model, res_id in threads:
            by_model[model].add(res_id)
        documents = self._documents()
        found = {}
        for model, ids in by_model.items():
            if model not in documents:
                continue
            self.env[model].flush_model()
            query = documents[model].query(self.env[model], ids)
            for res_id, partner_id, user_id, company_id in self.env.execute_query(
                query
            ):
                if user_id == SUPERUSER_ID:
                    user_id = None  # a program made it
                found[model, res_id] = DocumentRow(partner_id, user_id, company_id)
        return found

    @api.model
    def _people(self, partner_ids):
        """``{partner id: Person}``; deleted ones are missing."""
        self.env["res.partner"].flush_model(["commercial_partner_id", "user_id"])
        self.env["res.users"].flush_model(["partner_id", "share", "active"])
        rows = self.env.execute_query(
            SQL(
                """
                SELECT p.id, p.commercial_partner_id,
                       (SELECT u.id FROM res_users u
                         WHERE u.partner_id = p.id AND u.share IS NOT TRUE
                      ORDER BY u.active DESC, u.id LIMIT 1),
                       EXISTS (SELECT 1 FROM res_company c
                                WHERE c.partner_id = p.commercial_partner_id),
                       client.user_id
                  FROM res_partner p
                  JOIN res_partner client ON client.id = p.commercial_partner_id
                 WHERE p.id = ANY(%s)
                """,
                [partner_id for partner_id in partner_ids if partner_id],
            )
        )
        return {
            row[0]: Person(row[0], row[1], row[2], bool(row[2]) or row[3], row[4])
            for row in rows
        }

    # ------------------------------------------------------------------ addresses
    @api.model
    def _partners_by_email(self, addresses):
        """Whose addresses these are, by the cards of partners and by accepted
        proposals.

        :return: ``{address: partner id}``; False where several clients have it;
            without those that nobody has
        """
        addresses = [address for address in addresses if address]
        if not addresses:
            return {}
        self.env["res.partner"].flush_model(
            ["email_normalized", "active", "commercial_partner_id", "is_company"]
        )
        return self._one_of_each(
            SQL(
                """
                SELECT p.email_normalized AS key, p.id AS partner_id
                  FROM res_partner p
                 WHERE p.email_normalized = ANY(%s) AND p.active
                """,
                addresses,
            ),
            "email",
            addresses,
        )

    @api.model
    def _partners_by_phone(self, numbers, company=None):
        """Whose telephone numbers these are.

        :param numbers: E.164
        :param company: only partners that this company may deal with
        :return: as `_partners_by_email`
        """
        numbers = [number for number in numbers if number]
        if not numbers:
            return {}
        self.env["res.partner"].flush_model(
            ["active", "commercial_partner_id", "is_company", "company_id", "phone"]
        )
        self.env["res.partner"].flush_model(["phone_sanitized"])
        allowed = SQL("TRUE")
        if company:
            allowed = SQL(
                "(p.company_id IS NULL OR p.company_id = ANY(%s))",
                company.sudo().parent_ids.ids,
            )
        return self._one_of_each(
            SQL(
                """
                SELECT k.key, p.id AS partner_id
                  FROM client_duplicate_key k
                  JOIN res_partner p ON p.id = k.partner_id
                 WHERE k.kind = 'phone' AND k.key = ANY(%(numbers)s) AND p.active
                   AND %(allowed)s
                 UNION
                SELECT p.phone_sanitized, p.id
                  FROM res_partner p
                 WHERE p.phone_sanitized = ANY(%(numbers)s) AND p.active
                   AND %(allowed)s
                """,
                numbers=numbers,
                allowed=allowed,
            ),
            "phone",
            numbers,
        )

    @api.model
    def _one_of_each(self, known, kind, keys):
        """One partner for each key: the person who has it, the client where several of
        its people share it, False where several clients do."""
        self.env["client.contact.proposal"].flush_model()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT found.key, p.id, p.commercial_partner_id, p.is_company
                  FROM (%s UNION
                        SELECT address, contact_id FROM client_contact_proposal
                         WHERE kind = %s AND state = 'accepted' AND address = ANY(%s)
                       ) found
                  JOIN res_partner p ON p.id = found.partner_id
              ORDER BY p.id
                """,
                known,
                kind,
                keys,
            )
        )
        by_key = defaultdict(list)
        for key, *row in rows:
            by_key[key].append(row)
        return {key: self._choose(found) for key, found in by_key.items()}

    @api.model
    def _choose(self, rows):
        clients = {client_id for _id, client_id, _is_company in rows}
        if len(clients) > 1:
            return False
        people = [row[0] for row in rows if not row[2] and row[0] != row[1]]
        if len(people) == 1:
            return people[0]
        return rows[0][0] if len(rows) == 1 else clients.pop()

    @api.model
    def _clients_by_domain(self, addresses):
        """Clients whose people write from the domains of these addresses.

        :return: ``{address: client id}``; False where several clients use the domain;
            without public post offices, our own domains and unknown ones
        """
        domains = {
            address: domain
            for address in addresses
            if (domain := mail_sender.domain_of(address))
        }
        for address in self._own_domains() and list(domains):
            if domains[address] in self._own_domains():
                del domains[address]
        if not domains:
            return {}
        self.env["res.partner"].flush_model(
            ["email_normalized", "active", "commercial_partner_id"]
        )
        rows = self.env.execute_query(
            SQL(
                """
                SELECT split_part(p.email_normalized, '@', 2),
                       array_agg(DISTINCT p.commercial_partner_id)
                  FROM res_partner p
                 WHERE p.email_normalized IS NOT NULL AND p.active
                   AND split_part(p.email_normalized, '@', 2) = ANY(%s)
              GROUP BY 1
                """,
                list(set(domains.values())),
            )
        )
        clients = dict(rows)
        people = self._people({pid for ids in clients.values() for pid in ids})
        found = {}
        for address, domain in domains.items():
            ids = [
                client_id
                for client_id in clients.get(domain, ())
                if client_id in people and not people[client_id].own
            ]
            if ids:
                found[address] = ids[0] if len(ids) == 1 else False
        return found

    @api.model
    def _own_domains(self):
        """Domains that we ourselves write from."""
        companies = self.env["res.company"].sudo().search([])
        names = set(self.env["mail.alias.domain"].sudo().search([]).mapped("name"))
        for company in companies:
            names.add(mail_sender.domain_of(company.partner_id.email_normalized))
        return {name.lower() for name in names if name}

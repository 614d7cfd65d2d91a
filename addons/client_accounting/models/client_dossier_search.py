import re

from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL

from .dossier.scope import select

TERM_LENGTH = 80
WORDS = 5
#: matches of one kind that are looked at and that are kept
LOOKED_AT = 1000
KEPT = 50
#: digits that tell a telephone number wherever it is written with 8, +7 or 007
PHONE_DIGITS = 10
PHONE = re.compile(r"[\d\s()+./-]+")
SALES = ("out_invoice", "out_refund", "out_receipt")


class ClientDossier(models.AbstractModel):
    _inherit = "client.dossier"

    @api.model
    @api.readonly
    def search_clients(self, term, limit=10):
        """Find clients by whatever the user remembers of them.

        Name, reference, tax ID, telephone in any notation, e-mail, contact person,
        number of an invoice, an order or a delivery, title of an opportunity; only
        among what the user may read, in the companies of the moment.

        :param str term: what was typed; anything unusable finds nothing
        :param int limit: at most so many clients (1 to 50)
        :return: ``[{"id", "name", "why", "place", "active"}]``, the best match
            first; ``why`` is empty where the name itself matches
        :raise AccessError: to users without access to client accounting
        """
        self._check_reader()
        term = self._normalize_term(term)
        if not any(char.isalnum() for char in term):
            return []
        limit = min(max(limit, 1), KEPT) if type(limit) is int else 10
        self.env.flush_all()
        rows = self.env.execute_query_dict(self._search_query(term, limit))
        return [
            {
                "id": found["id"],
                "name": found["name"] or "",
                "why": self._get_why(found),
                "place": found["place"] or "",
                "active": found["active"],
            }
            for found in rows
        ]

    @api.model
    @api.readonly
    def get_start(self, recent_ids):
        """Return clients to begin with: those opened last, then the largest.

        :param list recent_ids: ids of clients, the last first; others are ignored
        :return: ``{"recent": [...], "largest": [...]}`` of ``{"id", "name",
            "place"}``; largest by turnover of the last 12 months
        :raise AccessError: to users without access to client accounting
        """
        self._check_reader()
        self.env.flush_all()
        recent_ids = recent_ids if isinstance(recent_ids, list) else []
        ids = [id_ for id_ in map(self._as_id, recent_ids[:12]) if id_]
        recent = {
            found["id"]: found
            for found in self.env.execute_query_dict(
                self._start_query(Domain("id", "in", ids), SQL())
            )
        }
        return {
            "recent": [recent[id_] for id_ in ids if id_ in recent],
            "largest": self._get_largest(),
        }

    @api.model
    def _get_largest(self, limit=8):
        """Return the clients with the highest turnover of the last 12 months."""
        figures = self.env["client.figures"]
        if not figures.has_access("read"):
            return []
        query = figures._search(
            Domain("company_id", "in", self.env.companies.ids)
            & Domain("turnover_12m", ">", 0),
        )
        query.order = "client_figures.turnover_12m DESC"
        query.limit = limit
        ids = self.env.execute_query(query.select(SQL("client_figures.partner_id")))
        ids = list(dict.fromkeys(id_ for (id_,) in ids))
        found = {
            client["id"]: client
            for client in self.env.execute_query_dict(
                self._start_query(Domain("id", "in", ids), SQL())
            )
        }
        return [found[id_] for id_ in ids if id_ in found]

    @api.model
    def _start_query(self, domain, tail):
        query = self.env["res.partner"]._search(domain)
        return select(
            query,
            SQL(
                """res_partner.id, res_partner.name, concat_ws(', ',
                NULLIF(res_partner.city, ''), country.name ->> %s) AS place""",
                self.env.lang or "en_US",
            ),
            SQL("LEFT JOIN res_country country ON country.id = res_partner.country_id"),
            tail,
        )

    @api.model
    def _normalize_term(self, term):
        """Return the term on one line and of a sensible length."""
        if not isinstance(term, str):
            return ""
        term = term[:1000].replace("\x00", " ").encode(errors="ignore").decode()
        return " ".join(term.split())[:TERM_LENGTH]

    @api.model
    def _search_query(self, term, limit):
        """Return the SQL of the clients that match, the best first."""
        matches = SQL(" UNION ALL ").join(
            SQL("(%s)", source) for source in self._search_sources(term)
        )
        readable = select(
            self.env["res.partner"]._search([], active_test=False),
            SQL("1"),
            condition=SQL("res_partner.id = client.id"),
        )
        return SQL(
            """WITH match AS MATERIALIZED (%(matches)s),
            best AS (
                SELECT DISTINCT ON (match.client_id) match.*
                  FROM match
                 ORDER BY match.client_id, match.rank, match.kind, match.detail
            )
            SELECT client.id, client.name, client.active, best.kind, best.detail,
                   concat_ws(', ', NULLIF(client.city, ''),
                             country.name ->> %(lang)s) AS place
              FROM best
              JOIN res_partner client ON client.id = best.client_id
              LEFT JOIN res_country country ON country.id = client.country_id
             WHERE EXISTS (%(readable)s)
             ORDER BY best.rank, %(turnover)s DESC NULLS LAST,
                      client.active DESC, client.name, client.id
             LIMIT %(limit)s""",
            matches=matches,
            readable=readable,
            lang=self.env.lang or "en_US",
            turnover=self._turnover_of(SQL("client.id")),
            limit=limit,
        )

    @api.model
    def _turnover_of(self, client):
        """Return the SQL that puts the larger client first."""
        return SQL(
            """(SELECT SUM(figures.turnover_12m) FROM client_figures figures
                 WHERE figures.partner_id = %s AND figures.company_id IN %s)""",
            client,
            tuple(self.env.companies.ids),
        )

    @api.model
    def _search_sources(self, term):
        """Return SELECTs of client_id, rank, kind, detail; addons may add theirs."""
        partners = self.env["res.partner"]._search([])
        short = len(term) < 3
        names = [term] if short else term.split()[:WORDS]
        named = [self._like("name", name, short) for name in names]
        sources = [
            self._search_partners(partners, "name", term, SQL(" AND ").join(named), 10),
            self._search_field(partners, "ref", term, 20),
            self._search_field(partners, "vat", term, 20),
        ]
        if short:
            return sources
        sources.append(self._search_field(partners, "email", term, 30))
        digits = re.sub(r"\D", "", term)
        if len(digits) >= 5 and PHONE.fullmatch(term):
            sources.append(self._search_phones(partners, digits[-PHONE_DIGITS:]))
        if digits:
            sales = [("move_type", "in", SALES)]
            sources += [
                self._search_documents("account.move", term, sales),
                self._search_documents("sale.order", term),
                self._search_documents("stock.picking", term),
            ]
        sources.append(self._search_documents("crm.lead", term))
        return [source for source in sources if source]

    @api.model
    def _like(self, name, text, short=False):
        """Return the condition that a partner's field contains the text.

        A short text has to stand at the beginning.
        """
        unaccent = self.env.registry.unaccent
        pattern = f"{self._escape_like(text)}%"
        return SQL(
            "%s ILIKE %s",
            unaccent(SQL.identifier("res_partner", name)),
            unaccent(SQL("%s", pattern if short else f"%{pattern}")),
        )

    @api.model
    def _search_field(self, partners, name, term, rank):
        """Match a field of clients and their contacts."""
        condition = self._like(name, term, len(term) < 3)
        return self._search_partners(partners, name, term, condition, rank)

    @api.model
    def _search_phones(self, partners, digits):
        """Match telephone numbers by their digits alone."""
        condition = SQL(
            r"regexp_replace(res_partner.phone, '\D', '', 'g') LIKE %s",
            f"%{digits}%",
        )
        return self._search_partners(partners, "phone", digits, condition, 30)

    @api.model
    def _search_partners(self, partners, name, term, condition, rank):
        """Return the clients by what they or their contacts match.

        :param Query partners: those that the user may read
        :param SQL condition: what matches
        :param int rank: the lower, the better a match in this field
        """
        found = select(
            partners,
            SQL(
                """res_partner.id, res_partner.commercial_partner_id AS client_id,
                res_partner.name AS person, res_partner.%(column)s AS value,
                CASE WHEN lower(res_partner.%(column)s) = lower(%(term)s) THEN 0
                     WHEN res_partner.%(column)s ILIKE %(prefix)s THEN 1
                     ELSE 2 END AS distance""",
                column=SQL.identifier(name),
                term=term,
                prefix=f"{self._escape_like(term)}%",
            ),
            tail=SQL("LIMIT %s", LOOKED_AT),
            condition=condition,
        )
        return SQL(
            """SELECT found.client_id,
                %(rank)s + found.distance
                    + CASE WHEN found.client_id = found.id THEN 0 ELSE 3 END AS rank,
                CASE WHEN found.client_id = found.id THEN %(kind)s
                     ELSE 'contact' END AS kind,
                CASE WHEN found.client_id = found.id OR %(kind)s = 'name'
                     THEN found.value
                     ELSE concat_ws(', ', found.person, found.value) END AS detail
            FROM (%(found)s) found ORDER BY rank, found.id LIMIT %(kept)s""",
            rank=rank,
            kind=name,
            found=found,
            kept=KEPT,
        )

    @api.model
    def _search_documents(self, model, term, domain=()):
        """Match the numbers of a document; None where the user reads none."""
        documents = self.env[model]
        if not documents.has_access("read"):
            return None
        query = documents._search(
            Domain("name", "ilike", self._escape_like(term))
            & Domain("company_id", "in", [*self.env.companies.ids, False])
            & Domain("partner_id", "!=", False)
            & Domain(list(domain))
        )
        table = SQL.identifier(query.table)
        found = select(
            query,
            SQL(
                """%(table)s.id, %(table)s.partner_id, %(table)s.name,
                CASE WHEN lower(%(table)s.name) = lower(%(term)s) THEN 0
                     WHEN %(table)s.name ILIKE %(suffix)s THEN 1
                     ELSE 2 END AS distance""",
                table=table,
                term=term,
                suffix=f"%{self._escape_like(term)}",
            ),
            tail=SQL("LIMIT %s", LOOKED_AT),
        )
        return SQL(
            """SELECT COALESCE(partner.commercial_partner_id, partner.id) AS client_id,
                40 + found.distance AS rank, %(model)s AS kind, found.name AS detail
            FROM (%(found)s) found
            JOIN res_partner partner ON partner.id = found.partner_id
            ORDER BY found.distance, found.id DESC LIMIT %(kept)s""",
            model=model,
            found=found,
            kept=KEPT,
        )

    @api.model
    def _escape_like(self, text):
        """Return the text with the wildcards of LIKE taken literally."""
        return re.sub(r"([\\%_])", r"\\\1", text)

    @api.model
    def _get_why(self, found):
        """Return the words that tell why the client was found."""
        detail = found["detail"] or ""
        _ = self.env._
        whys = {
            "name": lambda: "",
            "ref": lambda: _("reference %(value)s", value=detail),
            "vat": lambda: _("tax ID %(value)s", value=detail),
            "email": lambda: detail,
            "phone": lambda: _("phone %(value)s", value=detail),
            "contact": lambda: _("contact %(value)s", value=detail),
            "account.move": lambda: _("invoice %(value)s", value=detail),
            "sale.order": lambda: _("order %(value)s", value=detail),
            "stock.picking": lambda: _("delivery %(value)s", value=detail),
            "crm.lead": lambda: _("opportunity %(value)s", value=detail),
        }
        return whys.get(found["kind"], lambda: detail)()

from odoo import api, models, tools
from odoo.exceptions import AccessError, MissingError
from odoo.tools import SQL
from odoo.tools.lru import LRU

from .dossier.attributes import Attributes
from .dossier.client import ClientHead
from .dossier.contacts import NextSteps
from .dossier.deliveries import Deliveries
from .dossier.figures import Figures
from .dossier.last_contacts import LastContacts
from .dossier.passport import Passport
from .dossier.people import People
from .dossier.products import Products
from .dossier.receivables import Receivables
from .dossier.sales import Opportunities, Orders
from .dossier.scope import DossierScope, select
from .dossier.segments import Segments
from .dossier.statement import PREPARED, fetch
from .dossier.turnover import Turnover

#: readers whose statement a worker keeps, each of about a hundred kilobytes
KEPT_TEXTS = 100


class ClientDossier(models.AbstractModel):
    """The client on one screen: every part from one SQL statement.

    A part is a `Section` object; an addon adds its own in `_dossier_sections`.
    """

    _name = "client.dossier"
    _description = "Client Dossier"

    @api.model
    def _dossier_sections(self):
        """Return the parts of a dossier, in any order; extend it with super()."""
        return [
            Figures(),
            NextSteps(),
            Turnover(),
            Receivables(),
            Orders(),
            Opportunities(),
            Deliveries(),
            Products(),
            People(),
            Segments(),
            LastContacts(),
            Attributes(),
            Passport(),
        ]

    @api.model
    @api.readonly
    def get_dossier(self, partner_id, basis="billed", arranged=False):
        """Return the dossier of the commercial entity that the partner belongs to.

        :param int partner_id: the client, a contact or an address of it
        :param str basis: sales by who was ``billed`` or ``consumed``; see linking
        :param bool arranged: as the reader has arranged it; see layout
        :return: ``{"client": {...}, "currency": {...}, "today": "YYYY-MM-DD",
            "sections": [{"key", "title", "kind", "area", "icon", "empty", "more",
            "note", "data"}]}``. Amounts are in the currency of the current company,
            those of the other allowed companies converted at today's rate; credit
            notes and payments are negative. Dates are ISO, moments in UTC.
        :raise AccessError: to users without access to client accounting, and for a
            partner that the user may not read
        :raise MissingError: for a partner that does not exist
        """
        scope = self._get_scope(partner_id)
        sections = self._shown_sections(scope)
        head = ClientHead()
        found = self._fetch(scope, [head, *sections])
        return {
            "client": head.render(scope, found[head.key]),
            "currency": self._get_currency(scope),
            "today": scope.today.isoformat(),
            "sections": [
                section.as_dict(scope, found[section.key]) for section in sections
            ],
        }

    @api.model
    @api.readonly
    def get_section_action(self, partner_id, key, params=None):
        """Return the action that opens all documents of a part of the dossier.

        :param str key: the part
        :param dict params: what was clicked on, for instance ``{"month": ...}``
        :return: an action, or False where the part has no documents
        :raise AccessError: as `get_dossier`
        """
        scope = self._get_scope(partner_id)
        params = params if isinstance(params, dict) else {}
        for section in self._get_sections():
            if section.key == key and section.visible(scope):
                return section.action(scope, params) or False
        return False

    @api.model
    def _get_sections(self):
        return sorted(
            self._dossier_sections(), key=lambda part: (part.sequence, part.key)
        )

    @api.model
    def _shown_sections(self, scope):
        """The parts that the reader sees, in their order."""
        return [section for section in self._get_sections() if section.visible(scope)]

    @api.model
    def _check_reader(self):
        """Raise AccessError unless the user works with clients."""
        if self.env.su:
            return
        group = "client_accounting.group_client_accounting_user"
        if not self.env.user.has_group(group):
            raise AccessError(
                self.env._("Ask your administrator for access to client accounting.")
            )

    @api.model
    def _get_scope(self, partner_id):
        """Check the reader and the partner; return the scope of the client."""
        self._check_reader()
        self.env.flush_all()
        # not the hundred columns that the first look at a company would fetch
        self.env.companies.sudo().fetch(["currency_id", "parent_path", "partner_id"])
        partner_id = self._as_id(partner_id)
        readable = self.env["res.partner"]._search([], active_test=False)
        rows = self.env.execute_query(
            SQL(
                """SELECT client.id,
                    ARRAY(SELECT family.id FROM res_partner family
                           WHERE family.commercial_partner_id = client.id),
                    EXISTS (%(partner_readable)s), EXISTS (%(client_readable)s),
                    (SELECT partner_id FROM res_users WHERE id = %(user)s),
                    %(prepared)s
                FROM res_partner partner
                JOIN res_partner client
                  ON client.id = COALESCE(partner.commercial_partner_id, partner.id)
                WHERE partner.id = %(partner)s""",
                partner_readable=select(
                    readable, SQL("1"), condition=SQL("res_partner.id = partner.id")
                ),
                client_readable=select(
                    readable, SQL("1"), condition=SQL("res_partner.id = client.id")
                ),
                partner=partner_id,
                user=self.env.uid,
                prepared=PREPARED,
            )
        )
        if not rows:
            raise MissingError(
                self.env._("This client does not exist any more: it was deleted.")
            )
        client_id, family_ids, *readable, reader_id, prepared = rows[0]
        if not all(readable):
            raise AccessError(self.env._("You may not see this client."))
        family_ids = sorted({client_id, *family_ids})
        return DossierScope(self.env, client_id, family_ids, reader_id, prepared)

    @api.model
    def _as_id(self, value):
        """Return the value as a record id; 0 for anything else."""
        return value if type(value) is int and 0 < value < 2**31 else 0

    @api.model
    def _fetch(self, scope, sections):
        """Return the rows of all sections by key, from one statement."""

        def compose(scope):
            columns = SQL(", ").join(
                SQL(
                    """(SELECT COALESCE(json_agg(row_to_json(part)), '[]'::json)
                    FROM (%s) part)""",
                    section.query(scope),
                )
                for section in sections
            )
            return SQL("SELECT %s", columns)

        depends = tuple((part.key, part.depends(scope)) for part in sections)
        values = fetch(scope, compose, depends)
        return {
            section.key: rows for section, rows in zip(sections, values, strict=True)
        }

    @api.model
    @tools.ormcache()
    def _kept_texts(self):
        """Texts of statements by reader, gone with the caches of the registry: when
        rules, groups, users or settings change, in any worker."""
        return LRU(KEPT_TEXTS)

    @api.model
    def _get_currency(self, scope):
        """Return the dossier's currency as the web client formats it."""
        currency = scope.currency
        return {
            "id": currency.id,
            "name": currency.name,
            "symbol": currency.symbol,
            "position": currency.position,
            "digits": currency.decimal_places,
        }

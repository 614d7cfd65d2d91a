from datetime import timedelta

from odoo import fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from odoo.addons.client_accounting.tools.duplicate_score import Features, score

from .partner_deal import OPEN_STATES

#: Days in which an own contact with the client counts against a registration.
CONTACT_DAYS = 60
#: Months after the last purchase in which a client counts as ours.
CLIENT_MONTHS = 12
NOTE, REASON, EXCLUDES = "1", "2", "3"


class PartnerDeal(models.Model):
    """What may stand against registrations: each source asks once for all of them."""

    _inherit = "partner.deal"

    # ------------------------------------------------------------------ registrations
    def _rivals(self):
        """Open deals of other partners for the same clients.

        :return: ``{deal id: [(deal, score, reasons), ...]}``
        """
        rivals = self._open_rival_ids()
        threshold = self.env["client.duplicate"]._policy()[1]
        ids = {id_ for found in rivals.values() for id_ in found}
        keys = self.browse(
            ids | {id_ for id_, found in rivals.items() if found}
        )._held()
        found = {deal.id: [] for deal in self}
        for id_, others in rivals.items():
            mine = keys[id_]
            for other in self.sudo().browse(others):
                theirs = keys[other.id]
                points, reasons = score(Features(own=mine), Features(own=theirs))
                held = {kind for kind, _key in mine & theirs if kind != "token"}
                if points >= threshold or held - {"combo", "address"}:
                    sure = max(points, 50 if held else 0)
                    found[id_].append((other, sure, reasons))
        return found

    def _open_rival_ids(self):
        """``{deal id: [ids]}``: open deals of other partners that share a key."""
        self.flush_model(["partner_id", "state"])
        rows = self.env.execute_query(
            SQL(
                """
                SELECT mine.deal_id, array_agg(DISTINCT other.deal_id)
                  FROM partner_deal_key mine
                  JOIN partner_deal one ON one.id = mine.deal_id
                  JOIN partner_deal_key other
                    ON other.kind = mine.kind AND other.key = mine.key
                   AND other.company_id = mine.company_id
                   AND other.deal_id != mine.deal_id
                  JOIN partner_deal two
                    ON two.id = other.deal_id AND two.partner_id != one.partner_id
                   AND two.state = ANY(%(open)s)
                 WHERE mine.deal_id = ANY(%(ids)s)
              GROUP BY mine.deal_id
              ORDER BY mine.deal_id
                """,
                open=list(OPEN_STATES),
                ids=list(self.ids),
            )
        )
        return dict(rows)

    def _held(self):
        """Keys of open deals as they are stored: ``{deal id: {(kind, key), ...}}``."""
        rows = self.env.execute_query(
            SQL(
                """
                SELECT deal_id, array_agg(kind), array_agg(key)
                  FROM partner_deal_key WHERE deal_id = ANY(%s) GROUP BY deal_id
                """,
                list(self.ids),
            )
        )
        return {
            id_: frozenset(zip(kinds, keys, strict=True)) for id_, kinds, keys in rows
        }

    def _is_before(self, other):
        """Whether this deal stands before another one in the line for a client."""
        if other.state == "approved":
            return False
        mine = (self.submitted_at or fields.Datetime.now(), self.id)
        return self.state == "approved" or mine < (other.submitted_at, other.id)

    def _conflicts_of_deals(self, _clients):
        rivals = self._rivals()
        return [
            {
                "deal_id": deal.id,
                "kind": "deal",
                "weight": NOTE if deal._is_before(other) else EXCLUDES,
                "res_model": other._name,
                "res_id": other.id,
                "score": points,
                "note": self._reasons_in_words(reasons),
            }
            for deal in self
            for other, points, reasons in rivals[deal.id]
        ]

    # ------------------------------------------------------------------ our documents
    def _conflicts_of_leads(self, clients):
        leads_sudo = self.env["crm.lead"].sudo()
        found = leads_sudo.search(
            self._of_clients(clients)
            & Domain("won_status", "=", "pending")
            & Domain("company_id", "in", (*self.company_id.ids, False))
        )
        return self._conflicts_with(found, "lead", clients, "_is_foreign_lead")

    def _is_foreign_lead(self, lead):
        """Whether a lead is not one of the partner of this deal itself."""
        ours = lead.partner_assigned_id.commercial_partner_id == self.partner_id
        return not ours and lead.company_id in (
            self.company_id,
            lead.env["res.company"],
        )

    def _conflicts_of_quotations(self, clients):
        orders_sudo = self.env["sale.order"].sudo()
        found = orders_sudo.search(
            self._of_clients(clients)
            & Domain("state", "in", ("draft", "sent"))
            & Domain("company_id", "in", self.company_id.ids)
        )
        return self._conflicts_with(
            found, "quotation", clients, "_is_foreign_quotation"
        )

    def _is_foreign_quotation(self, order):
        """Whether a quotation was not made from this deal itself."""
        made = self.lead_id and order.opportunity_id == self.lead_id
        return not made and order.company_id == self.company_id

    def _of_clients(self, clients):
        ids = {client.id for found in clients.values() for client, *_rest in found}
        return Domain("partner_id", "child_of", sorted(ids))

    def _conflicts_with(self, documents, kind, clients, is_foreign):
        """Values of one conflict per document and deal, with how it is the client.

        :param str is_foreign: test of a deal for a document
        """
        ids = {client.id for found in clients.values() for client, *_rest in found}
        by_client = {}
        for document in documents:
            for id_ in _above(document.partner_id, ids):
                by_client.setdefault(id_, []).append(document)
        found = []
        for deal in self:
            seen = set()
            for client, points, reasons in clients[deal.id]:
                for document in by_client.get(client.id, ()):
                    if document.id in seen or not getattr(deal, is_foreign)(document):
                        continue
                    seen.add(document.id)
                    words = self._reasons_in_words(reasons)
                    found.append(
                        {
                            "deal_id": deal.id,
                            "kind": kind,
                            "weight": REASON,
                            "res_model": document._name,
                            "res_id": document.id,
                            "score": points,
                            "note": f"{client.name}: {words}",
                        }
                    )
        return found

    def _reasons_in_words(self, reasons):
        return self.env["client.duplicate"]._reason_text(reasons)

    # ------------------------------------------------------------------ our clients
    def _conflicts_of_clients(self, clients):
        since = fields.Date.subtract(
            fields.Date.context_today(self), months=CLIENT_MONTHS
        )
        ids = {client.id for found in clients.values() for client, *_rest in found}
        figures_sudo = self.env["client.figures"].sudo()
        rows = figures_sudo.search_fetch(
            [
                ("partner_id", "in", sorted(ids)),
                ("company_id", "in", self.company_id.ids),
                ("last_purchase_date", ">=", since),
            ],
            ["partner_id", "company_id", "last_purchase_date"],
        )
        bought = {
            (row.partner_id.id, row.company_id.id): row.last_purchase_date
            for row in rows
        }
        return [
            {
                "deal_id": deal.id,
                "kind": "client",
                "weight": REASON,
                "res_model": client._name,
                "res_id": client.id,
                "score": points,
                "note": self.env._(
                    "Bought from us on %(date)s",
                    date=bought[client.id, deal.company_id.id],
                ),
            }
            for deal in self
            for client, points, _reasons in clients[deal.id]
            if (client.id, deal.company_id.id) in bought
        ]

    def _conflicts_of_contacts(self, clients):
        contacts = self._contacts_of(clients)
        return [
            {
                "deal_id": deal.id,
                "kind": "contact",
                "weight": REASON,
                "res_model": client._name,
                "res_id": client.id,
                "score": points,
                "note": self.env._(
                    "%(count)s contacts of ours in %(days)s days, the last one on "
                    "%(date)s",
                    count=contacts[client.id, deal.company_id.id][0],
                    days=CONTACT_DAYS,
                    date=contacts[client.id, deal.company_id.id][1].date(),
                ),
            }
            for deal in self
            for client, points, _reasons in clients[deal.id]
            if (client.id, deal.company_id.id) in contacts
        ]

    def _contacts_of(self, clients):
        """``{(client id, company id): (contacts of our people, the last one)}``."""
        since = fields.Datetime.now() - timedelta(days=CONTACT_DAYS)
        ids = {client.id for found in clients.values() for client, *_rest in found}
        companies = self.company_id.ids
        groups = (
            self.env["client.event"]
            .sudo()
            ._read_group(
                [
                    ("client_id", "in", sorted(ids)),
                    ("company_id", "in", (*companies, False)),
                    ("date", ">=", since),
                    ("user_id", "!=", False),
                ],
                ["client_id", "company_id"],
                ["__count", "date:max"],
            )
        )
        found = {}
        for client, company, count, last in groups:
            # an event without a company is one of all
            for company_id in company.ids or companies:
                before = found.get((client.id, company_id), (0, last))
                found[client.id, company_id] = (
                    before[0] + count,
                    max(before[1], last),
                )
        return found


def _above(partner, ids):
    """Ids among `ids` of the partner and of the companies above it."""
    while partner:
        if partner.id in ids:
            yield partner.id
        partner = partner.parent_id

from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from odoo.addons.client_accounting.models.duplicates.client_duplicate_finder import (
    Known,
)
from odoo.addons.client_accounting.tools.duplicate_score import Features, score

#: Days in which an own contact with the client counts against a registration.
CONTACT_DAYS = 60
#: Months after the last purchase in which a client counts as ours.
CLIENT_MONTHS = 12
NOTE, REASON, EXCLUDES = "1", "2", "3"


class PartnerDeal(models.Model):
    """The check: what stands against a registration, at submission and approval."""

    _inherit = "partner.deal"

    conflict_ids = fields.One2many(
        "partner.deal.conflict", "deal_id", "Conflicts", readonly=True
    )
    conflict_weight = fields.Selection(
        [
            ("0", "No Conflict"),
            ("1", "Notes"),
            ("2", "Needs a Reason"),
            ("3", "Excluded"),
        ],
        "Check",
        readonly=True,
        copy=False,
        help="The gravest thing that the last check has found.",
    )
    checked_at = fields.Datetime("Checked on", readonly=True, copy=False)

    def action_check(self):
        """Look for conflicts again."""
        self.check_access("write")
        for deal in self.filtered(lambda deal: deal.state in ("submitted", "approved")):
            deal._find_conflicts()

    def _find_conflicts(self):
        """Write down anew what stands against the deal, and who the client is."""
        self.ensure_one()
        deal_sudo = self.sudo()
        clients = deal_sudo._matching_clients()
        found = [
            values
            for source in deal_sudo._conflict_sources()
            for values in source(clients)
        ]
        deal_sudo.conflict_ids.unlink()
        self.env["partner.deal.conflict"].sudo().create(
            [{"deal_id": self.id, **values} for values in found]
        )
        values = {
            "conflict_weight": max((one["weight"] for one in found), default="0"),
            "checked_at": fields.Datetime.now(),
        }
        strong = self.env["client.duplicate"]._policy()[2]
        if not deal_sudo.client_id and clients:
            client, points, _reasons = clients[0]
            if points >= strong:
                values["client_id"] = client.id
        deal_sudo._write_kept(values)

    @api.model
    def _conflict_sources(self):
        """Methods that take the clients found and give values of conflicts.

        Clients come as ``[(client, score, reasons), ...]``, the best first. Other
        topics add theirs with ``super()``.
        """
        return [
            self._conflicts_of_deals,
            self._conflicts_of_leads,
            self._conflicts_of_quotations,
            self._conflicts_of_clients,
            self._conflicts_of_contacts,
        ]

    def _matching_clients(self):
        """Clients of the database that the typed one may be, the best first."""
        Duplicate = self.env["client.duplicate"].sudo()
        # the lookup is SQL: what was just written has to be there
        self.env["res.partner"].flush_model()
        subject = Known(
            own=frozenset(key for key in self._keys() if key[0] != "domain"),
            company_id=self.company_id.id,
        )
        matches = list(Duplicate._matches({0: subject})[0])
        chosen = self.client_id
        if chosen and chosen.id not in {match[0] for match in matches}:
            matches.insert(0, (chosen.id, 100, ()))
        partners = self.env["res.partner"].sudo()
        return [
            (partners.browse(id_), points, reasons)
            for id_, points, reasons in matches
            if id_ != self.partner_id.id
        ]

    # ------------------------------------------------------------------ sources
    def _rivals(self):
        """``[(deal, score, reasons)]``: open deals of others for the same client."""
        open_ids = self._rival_ids()[self.id]
        threshold = self.env["client.duplicate"]._policy()[1]
        mine = Features(own=frozenset(self._keys()))
        found = []
        for deal in self.browse(sorted(open_ids)).sudo():
            if deal.partner_id == self.partner_id or deal.state not in (
                "submitted",
                "approved",
            ):
                continue
            theirs = frozenset(deal._keys())
            points, reasons = score(mine, Features(own=theirs))
            held = {kind for kind, _key in mine.own & theirs if kind != "token"}
            if points >= threshold or held - {"combo", "address"}:
                found.append((deal, max(points, 50 if held else 0), reasons))
        return found

    def _is_before(self, other):
        """Whether this deal stands before another one in the line for a client."""
        if other.state == "approved":
            return False
        mine = (self.submitted_at or fields.Datetime.now(), self.id)
        return self.state == "approved" or mine < (other.submitted_at, other.id)

    def _conflicts_of_deals(self, _clients):
        return [
            {
                "kind": "deal",
                "weight": NOTE if self._is_before(deal) else EXCLUDES,
                "res_model": deal._name,
                "res_id": deal.id,
                "score": points,
                "note": self._reasons_in_words(reasons),
            }
            for deal, points, reasons in self._rivals()
        ]

    def _conflicts_of_leads(self, clients):
        leads = self.env["crm.lead"].sudo()
        ours = leads._search([("partner_assigned_id", "child_of", self.partner_id.id)])
        found = leads.search(
            Domain("partner_id", "child_of", [one.id for one, *_rest in clients])
            & Domain("won_status", "=", "pending")
            & Domain("company_id", "in", (self.company_id.id, False))
            & Domain("id", "not in", ours)
        )
        return self._conflicts_with(found, "lead", REASON, clients, "partner_id")

    def _conflicts_of_quotations(self, clients):
        found = (
            self.env["sale.order"]
            .sudo()
            .search(
                [
                    ("partner_id", "child_of", [one.id for one, *_rest in clients]),
                    ("state", "in", ("draft", "sent")),
                    ("company_id", "=", self.company_id.id),
                ]
            )
        )
        if self.lead_id:
            found -= self.lead_id.order_ids
        return self._conflicts_with(found, "quotation", REASON, clients, "partner_id")

    def _conflicts_of_clients(self, clients):
        since = fields.Date.subtract(
            fields.Date.context_today(self), months=CLIENT_MONTHS
        )
        figures = (
            self.env["client.figures"]
            .sudo()
            .search(
                [
                    ("partner_id", "in", [one.id for one, *_rest in clients]),
                    ("company_id", "=", self.company_id.id),
                    ("last_purchase_date", ">=", since),
                ]
            )
        )
        bought = {row.partner_id.id: row.last_purchase_date for row in figures}
        return [
            {
                "kind": "client",
                "weight": REASON,
                "res_model": client._name,
                "res_id": client.id,
                "score": points,
                "note": self.env._(
                    "Bought from us on %(date)s", date=bought[client.id]
                ),
            }
            for client, points, _reasons in clients
            if client.id in bought
        ]

    def _conflicts_of_contacts(self, clients):
        since = fields.Datetime.now() - timedelta(days=CONTACT_DAYS)
        groups = (
            self.env["client.event"]
            .sudo()
            ._read_group(
                [
                    ("client_id", "in", [one.id for one, *_rest in clients]),
                    ("company_id", "in", (self.company_id.id, False)),
                    ("date", ">=", since),
                    ("user_id", "!=", False),
                ],
                ["client_id"],
                ["__count", "date:max"],
            )
        )
        counts = {client.id: (count, last) for client, count, last in groups}
        return [
            {
                "kind": "contact",
                "weight": REASON,
                "res_model": client._name,
                "res_id": client.id,
                "score": points,
                "note": self.env._(
                    "%(count)s contacts of ours in %(days)s days, the last one on "
                    "%(date)s",
                    count=counts[client.id][0],
                    days=CONTACT_DAYS,
                    date=counts[client.id][1].date(),
                ),
            }
            for client, points, _reasons in clients
            if client.id in counts
        ]

    def _conflicts_with(self, records, kind, weight, clients, field):
        """Values of one conflict per document, with how it is the same client."""
        known = {client.id: (points, reasons) for client, points, reasons in clients}
        found = []
        for record in records:
            client = record[field].commercial_partner_id
            points, reasons = known.get(client.id, (0, ()))
            found.append(
                {
                    "kind": kind,
                    "weight": weight,
                    "res_model": record._name,
                    "res_id": record.id,
                    "score": points,
                    "note": f"{client.name}: {self._reasons_in_words(reasons)}",
                }
            )
        return found

    def _reasons_in_words(self, reasons):
        return self.env["client.duplicate"]._reason_text(reasons)

    def _check_own_twin(self):
        """Refuse a second registration of one client by one partner.

        That the partner may know: the registration is its own.
        """
        mine = self._keys()
        claimed = {key for key in mine if key[0] not in ("token", "combo", "address")}
        others = self.sudo().search(
            [
                ("partner_id", "=", self.partner_id.id),
                ("state", "in", ("submitted", "approved")),
                ("id", "!=", self.id),
            ]
        )
        for deal in others:
            if claimed & deal._keys():
                raise UserError(
                    self.env._(
                        "You have registered this client already: %(deal)s. Add what "
                        "is new to that registration.",
                        deal=deal.display_name,
                    )
                )

from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.client_accounting.models.duplicates.client_duplicate_finder import (
    Known,
)

from .partner_deal import OPEN_STATES


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
        deals = self.filtered(lambda deal: deal.state in OPEN_STATES)
        for deal in deals.filtered(lambda deal: deal.state == "submitted"):
            deal._claim_keys()  # who the client is may have been corrected
        deals._find_conflicts()

    def _find_conflicts(self):
        """Write down anew what stands against the deals, and who their clients are.

        All deals are looked at together: each source asks once.
        """
        if not self:
            return
        deals_sudo = self.sudo()
        found = deals_sudo._look_for_conflicts(deals_sudo._matching_clients())
        deals_sudo.conflict_ids.unlink()
        self.env["partner.deal.conflict"].sudo().create(
            [values for conflicts in found.values() for values in conflicts]
        )
        now = fields.Datetime.now()
        by_weight = {}
        for deal in deals_sudo:
            weight = max((one["weight"] for one in found[deal.id]), default="0")
            by_weight.setdefault(weight, []).append(deal.id)
        for weight, ids in by_weight.items():
            deals_sudo.browse(ids)._write_kept(
                {"conflict_weight": weight, "checked_at": now}
            )

    def _look_for_conflicts(self, clients):
        """Ask the sources and note who the clients surely are.

        :param dict clients: of :meth:`_matching_clients`
        :return: ``{deal id: [values of conflicts]}``
        """
        strong = self.env["client.duplicate"]._policy()[2]
        for deal in self:
            best = clients[deal.id][:1]
            if best and best[0][1] >= strong and not deal.client_id:
                deal.client_id = best[0][0]
        found = {deal.id: [] for deal in self}
        for source in self._conflict_sources():
            for values in source(clients):
                found[values["deal_id"]].append(values)
        return found

    @api.model
    def _conflict_sources(self):
        """Methods that take the clients found and give values of conflicts.

        Clients come as ``{deal id: [(client, score, reasons), ...]}``, the best first,
        for all deals of the recordset that is asked; values carry their ``deal_id``.
        Other topics add theirs with ``super()``.
        """
        return [
            self._conflicts_of_deals,
            self._conflicts_of_leads,
            self._conflicts_of_quotations,
            self._conflicts_of_clients,
            self._conflicts_of_contacts,
        ]

    def _matching_clients(self):
        """Clients of the database that the typed ones may be.

        :return: ``{deal id: [(client, score, reasons), ...]}``, the best first
        """
        Duplicate = self.env["client.duplicate"].sudo()
        # the lookup is SQL: what was just written has to be there
        self.env["res.partner"].flush_model()
        subjects = {
            deal.id: Known(
                own=frozenset(key for key in deal._keys() if key[0] != "domain"),
                company_id=deal.company_id.id,
            )
            for deal in self
        }
        found = Duplicate._matches(subjects)
        partners_sudo = self.env["res.partner"].sudo()
        clients = {}
        for deal in self:
            matches = list(found[deal.id])
            chosen = deal.client_id
            if chosen and chosen.id not in {match[0] for match in matches}:
                matches.insert(0, (chosen.id, 100, ()))
            clients[deal.id] = [
                (partners_sudo.browse(id_), points, reasons)
                for id_, points, reasons in matches
                if id_ != deal.partner_id.id
            ]
        return clients

    def _check_own_twin(self):
        """Refuse a second registration of one client by one partner.

        That the partner may know: the registration is its own.
        """
        mine = self._keys()
        claimed = {key for key in mine if key[0] not in ("token", "combo", "address")}
        others = self.sudo().search(
            [
                ("partner_id", "=", self.partner_id.id),
                ("state", "in", OPEN_STATES),
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

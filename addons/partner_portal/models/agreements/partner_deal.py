from odoo import api, fields, models
from odoo.fields import Domain

from ..deals.partner_deal_sources import NOTE, REASON


class PartnerDeal(models.Model):
    """Exclusive territories and named accounts of others stand against a deal."""

    _inherit = "partner.deal"

    @api.model
    def _conflict_sources(self):
        # EXTENDS partner_portal: rights by agreement
        return [*super()._conflict_sources(), self._conflicts_of_territories]

    def _conflicts_of_territories(self, clients):
        """Who else has a right to the place or the client; for our eyes only."""
        found = []
        for company in self.company_id:
            deals = self.filtered_domain([("company_id", "=", company.id)])
            rights = deals._rights_of_deals(clients, company)
            having = deals._partners_with_rights(company)
            for deal in deals:
                found.extend(deal._values_of_rights(rights[deal.id]))
                own = {holder for _territory, holder in rights[deal.id]}
                if deal.partner_id.id in having and deal.partner_id not in own:
                    found.append(deal._values_of_outside())
        return found

    def _rights_of_deals(self, clients, company):
        """Rights to where the clients are, and to each client that it may be by name.

        A deal for several categories of products is asked for each of them.

        :return: ``{deal id: {(territory, holder): (exclusive, named, score)}}``
        """
        subjects = {}
        for deal in self:
            place = {
                "country_id": deal.client_country_id.id,
                "state_id": deal.client_state_id.id,
                "zip": deal.client_zip,
                "client_id": deal.client_id.id,
            }
            for category_id in deal.category_ids.ids or (None,):
                subjects[deal.id, category_id, 0, 0] = {
                    **place,
                    "category_id": category_id,
                }
                for client, points, _reasons in clients[deal.id]:
                    subjects[deal.id, category_id, client.id, points] = {
                        "client_id": client.id,
                        "category_id": category_id,
                    }
        found = {deal.id: {} for deal in self}
        rights = self.env["partner.territory"]._rights(subjects, company)
        for (deal_id, _category, client_id, points), held in rights.items():
            for territory, holder, exclusive, named in held:
                if client_id and not named:
                    continue  # where a client lies that it may be says nothing
                old = found[deal_id].get((territory, holder), (False, False, 0))
                new = (exclusive, named, points if named else 0)
                found[deal_id][territory, holder] = tuple(map(max, old, new))
        return found

    def _values_of_rights(self, rights):
        """Values of conflicts: exclusive rights need a reason, other named accounts
        are noted."""
        return [
            {
                "deal_id": self.id,
                "kind": "account" if named else "territory",
                "weight": REASON if exclusive else NOTE,
                "res_model": territory._name,
                "res_id": territory.id,
                "score": points,
                "note": self.env._(
                    "%(partner)s holds %(territory)s",
                    partner=holder.name,
                    territory=territory.name,
                ),
            }
            for (territory, holder), (exclusive, named, points) in rights.items()
            if holder != self.partner_id and (exclusive or named)
        ]

    def _values_of_outside(self):
        return {
            "deal_id": self.id,
            "kind": "outside",
            "weight": NOTE,
            "res_model": self.partner_id._name,
            "res_id": self.partner_id.id,
            "score": 0,
            "note": self.env._(
                "Not in a territory of %(name)s", name=self.partner_id.name
            ),
        }

    def _partners_with_rights(self, company):
        """Ids of the partners of the deals that have a right to any territory today."""
        grants_sudo = self.env["partner.territory.grant"].sudo()
        domain = grants_sudo._in_force_domain(fields.Date.context_today(self))
        groups = grants_sudo._read_group(
            domain
            & Domain("company_id", "=", company.id)
            & Domain("partner_id", "in", self.partner_id.ids),
            ["partner_id"],
        )
        return {partner.id for (partner,) in groups}

from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL

#: What became of a lead given to a partner; the pages of core's portal list the
#: same records: /my/leads the first, /my/opportunities the others.
CHANNEL_STATES = {
    "new": [
        ("type", "=", "lead"),
        ("won_status", "=", "pending"),
        ("active", "=", True),
    ],
    "work": [
        ("type", "=", "opportunity"),
        ("won_status", "=", "pending"),
        ("active", "=", True),
    ],
    "won": [
        ("type", "=", "opportunity"),
        ("won_status", "=", "won"),
        ("active", "=", True),
    ],
    "lost": [("type", "=", "opportunity"), ("won_status", "=", "lost")],
}


class CrmLead(models.Model):
    _inherit = "crm.lead"

    @api.model
    def _get_channel_domain(self, states=tuple(CHANNEL_STATES)):
        """Return the domain of leads of partners that are in one of the states.

        :param states: keys of ``CHANNEL_STATES``; to be searched with
            ``active_test=False``, a lost lead being archived
        """
        return Domain("partner_assigned_id", "!=", False) & Domain.OR(
            CHANNEL_STATES[state] for state in states
        )

    @api.model
    def _search_assigned_partners(self, domain=Domain.TRUE):
        """Return the subquery of partners that were ever given a lead, whoever asks."""
        leads = self.sudo().with_context(active_test=False)
        query = leads._search(
            Domain("partner_assigned_id", "!=", False) & Domain(domain)
        )
        return query.subselect(SQL.identifier(self._table, "partner_assigned_id"))

    @api.model
    def _get_channel_entities(self, entities):
        """Return those of the companies that were given a lead, whoever asks.

        :param entities: commercial partners; unsaved ones count by their origin
        """
        family = Domain(
            "partner_assigned_id.commercial_partner_id", "in", entities._origin.ids
        )
        partners = self.env["res.partner"].sudo().with_context(active_test=False)
        assigned = partners.search(
            [("id", "in", self._search_assigned_partners(family))]
        )
        return assigned.commercial_partner_id.sudo(False)

    @api.model
    def _get_channel_figures(self, domain):
        """Count and add up the leads of partners, as far as the reader sees them.

        :param domain: which leads, beside the channel's own condition
        :return: ``{commercial partner's id: {state: (count, amount)}}``; amount is
            the expected revenue, in the currency of the current company at today's
            rate; a partner without leads and a state without leads are absent
        """
        groups = self.with_context(active_test=False)._read_group(
            self._get_channel_domain() & Domain(domain),
            ["partner_assigned_id.commercial_partner_id", "type", "won_status"],
            ["__count", "expected_revenue:sum_currency"],
        )
        figures = {}
        for partner, kind, status, count, amount in groups:
            state = (
                ("new" if kind == "lead" else "work") if status == "pending" else status
            )
            figures.setdefault(partner.id, {})[state] = (count, amount)
        return figures

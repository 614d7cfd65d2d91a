import operator as operators

from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.fields import Domain
from odoo.tools import SQL

from .crm_lead import CHANNEL_STATES

GROUP = "partner_portal.group_partner_portal_user"
#: Figures of ``client.figures`` that a partner sees of itself.
DESK_FIGURES = (
    "turnover_12m",
    "turnover_prev_12m",
    "order_open_count",
    "order_open_amount",
    "receivable_open",
    "receivable_overdue",
)
COMPARE = {
    "<": operators.lt,
    "<=": operators.le,
    ">": operators.gt,
    ">=": operators.ge,
}


class ResPartner(models.Model):
    _inherit = "res.partner"

    is_channel_partner = fields.Boolean(
        string="Channel Partner",
        compute="_compute_is_channel_partner",
        search="_search_is_channel_partner",
        groups=GROUP,
        help="Sells with us: the company has a type, a level or a step of activation, "
        "or was given a lead.",
    )
    channel_lead_new_count = fields.Integer(
        string="Leads to Accept",
        compute="_compute_channel_figures",
        groups=GROUP,
        help="Leads given to this partner that it has neither accepted nor declined.",
    )
    channel_lead_work_count = fields.Integer(
        string="Leads in Work",
        compute="_compute_channel_figures",
        search="_search_channel_lead_work_count",
        groups=GROUP,
        help="Opportunities of this partner that are neither won nor lost.",
    )
    channel_lead_won_count = fields.Integer(
        string="Leads Won", compute="_compute_channel_figures", groups=GROUP
    )
    channel_lead_lost_count = fields.Integer(
        string="Leads Lost", compute="_compute_channel_figures", groups=GROUP
    )
    channel_expected_revenue = fields.Monetary(
        string="Expected from Leads",
        compute="_compute_channel_figures",
        currency_field="client_figures_currency_id",
        groups=GROUP,
        help="Expected revenue of the leads to accept and in work, in the currency of "
        "the current company at today's rate.",
    )
    channel_won_revenue = fields.Monetary(
        string="Won with Leads",
        compute="_compute_channel_figures",
        currency_field="client_figures_currency_id",
        groups=GROUP,
        help="Expected revenue of the leads won, in the currency of the current "
        "company at today's rate.",
    )

    @api.depends(
        "commercial_partner_id.grade_id",
        "commercial_partner_id.activation",
        "commercial_partner_id.channel_type_id",
    )
    def _compute_is_channel_partner(self):
        given = self.env["crm.lead"]._get_channel_entities(self.commercial_partner_id)
        for partner in self:
            entity = partner.commercial_partner_id
            partner.is_channel_partner = bool(
                entity.grade_id
                or entity.activation
                or entity.channel_type_id
                or entity._origin in given
            )

    def _search_is_channel_partner(self, operator, value):
        if operator != "in":
            return NotImplemented
        partners = self.sudo().with_context(active_test=False)
        given = partners._search(
            [("id", "in", self.env["crm.lead"]._search_assigned_partners())]
        )
        entity = SQL.identifier(self._table, "commercial_partner_id")
        entities = partners._search(
            Domain("grade_id", "!=", False)
            | Domain("activation", "!=", False)
            | Domain("channel_type_id", "!=", False)
            | Domain("id", "in", given.subselect(entity))
        )
        # What a contact is follows from its company.
        domain = Domain("commercial_partner_id", "in", entities)
        return domain if True in value else ~domain

    @api.depends_context("uid", "company", "allowed_company_ids")
    def _compute_channel_figures(self):
        entities = self.commercial_partner_id
        figures = self.env["crm.lead"]._get_channel_figures(
            [
                (
                    "partner_assigned_id",
                    "any",
                    [("commercial_partner_id", "in", entities.ids)],
                )
            ]
        )
        nothing = (0, 0.0)
        for partner in self:
            states = figures.get(partner.commercial_partner_id.id, {})
            new, work, won, lost = (
                states.get(state, nothing) for state in ("new", "work", "won", "lost")
            )
            partner.channel_lead_new_count = new[0]
            partner.channel_lead_work_count = work[0]
            partner.channel_lead_won_count = won[0]
            partner.channel_lead_lost_count = lost[0]
            partner.channel_expected_revenue = new[1] + work[1]
            partner.channel_won_revenue = won[1]

    def _search_channel_lead_work_count(self, operator, value):
        if operator not in COMPARE:
            return NotImplemented
        compare = COMPARE[operator]
        counts = {
            partner_id: states.get("work", (0, 0.0))[0]
            for partner_id, states in self.env["crm.lead"]
            ._get_channel_figures(Domain.TRUE)
            .items()
        }
        if compare(0, value):
            other = [key for key, count in counts.items() if not compare(count, value)]
            return Domain("commercial_partner_id", "not in", other)
        found = [key for key, count in counts.items() if compare(count, value)]
        return Domain("commercial_partner_id", "in", found)

    def _get_desk_figures(self):
        """Return what the partner itself may know of its figures, exact now.

        :return: turnover of the last 12 months and of the 12 before, open orders
            (number and untaxed amount), balance receivable and its overdue part, over
            the current companies, in the currency of the current one at today's rate
        """
        self.ensure_one()
        names = DESK_FIGURES
        live = (
            self.env["client.figures"]
            .sudo()
            ._live_query(self.commercial_partner_id.ids, self.env.companies.ids)
        )
        rows = self.env.execute_query_dict(
            SQL(
                "SELECT company_id, %s FROM (%s) figures",
                SQL(", ").join(map(SQL.identifier, names)),
                live,
            )
        )
        company = self.env.company
        today = fields.Date.context_today(self)
        figures = dict.fromkeys(names, 0.0)
        for row in rows:
            currency = (
                self.env["res.company"].browse(row["company_id"]).sudo().currency_id
            )
            for name in names:
                amount = row[name]
                if not name.endswith("_count"):
                    amount = currency._convert(
                        amount, company.currency_id, company, today
                    )
                figures[name] += amount
        return figures

    def action_open_channel_leads(self):
        """Open the leads given to this partner, or those in ``channel_state``.

        The context's ``channel_state`` is a key of ``CHANNEL_STATES``; without it all
        leads open, with those to accept and in work first in view.

        :raise AccessError: for a user outside the channel's group
        """
        self.ensure_one()
        if not self.env.user.has_group(GROUP):
            raise AccessError(
                self.env._(
                    "Ask for the right of a channel user to see partners' leads."
                )
            )
        state = self.env.context.get("channel_state")
        states = (state,) if state in CHANNEL_STATES else tuple(CHANNEL_STATES)
        entity = self.commercial_partner_id
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "partner_portal.crm_lead_action_channel"
        )
        action["display_name"] = self.env._("Leads of %(partner)s", partner=entity.name)
        action["domain"] = list(
            self.env["crm.lead"]._get_channel_domain(states)
            & Domain("partner_assigned_id.commercial_partner_id", "=", entity.id)
        )
        action["context"] = {
            "active_test": False,
            "default_partner_assigned_id": entity.id,
        }
        return action

from odoo import fields, models
from odoo.tools import SQL


class PartnerLeadShare(models.Model):
    """What became of leads by partner and month, and whether the shares are fair.

    One row per company, partner and month in which leads were offered or assigned. A
    partner whose level has a weight has a row in each of these months: nothing is a
    share, too.
    """

    _name = "partner.lead.share"
    _description = "Leads by Partner and Month"
    _auto = False
    _order = "month desc, received desc, id"
    _rec_name = "partner_id"

    month = fields.Date(readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    partner_id = fields.Many2one("res.partner", "Channel Partner", readonly=True)
    grade_id = fields.Many2one("res.partner.grade", "Level", readonly=True)
    country_id = fields.Many2one("res.country", readonly=True)
    offered = fields.Integer(
        readonly=True, help="Leads offered to the partner in the month."
    )
    opened = fields.Integer(readonly=True)
    accepted = fields.Integer(
        readonly=True, help="Offers taken, those given back later included."
    )
    declined = fields.Integer(readonly=True)
    expired = fields.Integer("Not Answered", readonly=True)
    acceptance = fields.Float(
        "Accepted (%)",
        readonly=True,
        aggregator="avg",
        help="Of the offers answered or out of time.",
    )
    time_used = fields.Float(
        "Time Used (%)",
        readonly=True,
        aggregator="avg",
        help="Part of the working hours allowed that the answers took.",
    )
    received = fields.Integer(
        "Assigned", readonly=True, help="Leads that the partner was given in the month."
    )
    won = fields.Integer("Leads Won", readonly=True)
    lost = fields.Integer("Leads Lost", readonly=True)
    conversion = fields.Float(
        "Conversion (%)",
        readonly=True,
        aggregator="avg",
        help="Won leads of those decided, by the month of their assignment.",
    )
    share = fields.Float(
        "Share (%)",
        readonly=True,
        aggregator="avg",
        help="Part of all leads assigned to partners in the month.",
    )
    due = fields.Float(
        "Due Share (%)",
        readonly=True,
        aggregator="avg",
        help="By the weight of the level today.",
    )
    gap = fields.Float(
        "Above or Below Due",
        readonly=True,
        aggregator="avg",
        help="Share less due share, in percent points.",
    )

    _depends = {
        "partner.lead.offer": [
            "partner_id",
            "company_id",
            "offered_at",
            "opened_at",
            "state",
            "answer_share",
        ],
        "crm.lead": [
            "partner_assigned_id",
            "date_partner_assign",
            "won_status",
            "company_id",
        ],
        "res.partner": [
            "commercial_partner_id",
            "partner_weight",
            "grade_id",
            "country_id",
            "active",
        ],
    }

    @property
    def _table_query(self):
        return SQL(
            """
            WITH offers AS (%(offers)s), leads AS (%(leads)s),
            months AS (SELECT company_id, month FROM offers
                        UNION SELECT company_id, month FROM leads),
            partners AS (%(partners)s),
            cells AS (SELECT m.company_id, m.month, p.id AS partner_id
                        FROM months m JOIN partners p
                          ON p.company_id = m.company_id OR p.company_id IS NULL
                       UNION SELECT company_id, month, partner_id FROM offers
                       UNION SELECT company_id, month, partner_id FROM leads)
            %(rows)s
            """,
            offers=self._select_offers(),
            leads=self._select_leads(),
            partners=self._select_partners(),
            rows=self._select_rows(),
        )

    def _select_offers(self):
        return SQL(
            """
            SELECT company_id, partner_id,
                   date_trunc('month', offered_at)::date AS month,
                   count(*) AS offered, count(opened_at) AS opened,
                   count(*) FILTER (WHERE state IN ('accepted', 'returned'))
                   AS accepted,
                   count(*) FILTER (WHERE state = 'declined') AS declined,
                   count(*) FILTER (WHERE state = 'expired') AS expired,
                   avg(answer_share) FILTER (WHERE state NOT IN
                       ('offered', 'withdrawn')) AS time_used
              FROM partner_lead_offer
             WHERE state != 'withdrawn'
             GROUP BY 1, 2, 3
            """
        )

    def _select_leads(self):
        """Leads without a company count for the one that asks."""
        return SQL(
            """
            SELECT coalesce(l.company_id, %(company)s) AS company_id,
                   p.commercial_partner_id AS partner_id,
                   date_trunc('month', l.date_partner_assign)::date AS month,
                   count(*) AS received,
                   count(*) FILTER (WHERE l.won_status = 'won') AS won,
                   count(*) FILTER (WHERE l.won_status = 'lost') AS lost
              FROM crm_lead l
              JOIN res_partner p ON p.id = l.partner_assigned_id
             WHERE l.partner_assigned_id IS NOT NULL
               AND l.date_partner_assign IS NOT NULL
             GROUP BY 1, 2, 3
            """,
            company=self.env.company.id,
        )

    def _select_partners(self):
        return SQL(
            """
            SELECT id, company_id, partner_weight
              FROM res_partner
             WHERE active AND partner_weight > 0 AND commercial_partner_id = id
            """
        )

    def _select_rows(self):
        return SQL(
            """
            SELECT row_number() OVER (ORDER BY r.company_id, r.month, r.partner_id)
                   AS id, r.*, r.share - r.due AS gap
              FROM (%s) r
            """,
            self._select_cells(),
        )

    def _select_cells(self):
        """Shares of a month add up to 100 over its partners."""
        return SQL(
            """
            SELECT c.month, c.company_id, c.partner_id, p.grade_id, p.country_id,
                   coalesce(o.offered, 0) AS offered, coalesce(o.opened, 0) AS opened,
                   coalesce(o.accepted, 0) AS accepted,
                   coalesce(o.declined, 0) AS declined,
                   coalesce(o.expired, 0) AS expired,
                   100.0 * o.accepted
                   / nullif(o.accepted + o.declined + o.expired, 0) AS acceptance,
                   100.0 * o.time_used AS time_used,
                   coalesce(l.received, 0) AS received,
                   coalesce(l.won, 0) AS won, coalesce(l.lost, 0) AS lost,
                   100.0 * l.won / nullif(l.won + l.lost, 0) AS conversion,
                   coalesce(100.0 * coalesce(l.received, 0)
                   / nullif(sum(l.received) OVER same, 0), 0) AS share,
                   coalesce(100.0 * coalesce(w.partner_weight, 0)
                   / nullif(sum(w.partner_weight) OVER same, 0), 0) AS due
              FROM cells c
              JOIN res_partner p ON p.id = c.partner_id
         LEFT JOIN partners w ON w.id = c.partner_id
         LEFT JOIN offers o ON (o.company_id, o.month, o.partner_id)
                             = (c.company_id, c.month, c.partner_id)
         LEFT JOIN leads l ON (l.company_id, l.month, l.partner_id)
                            = (c.company_id, c.month, c.partner_id)
            WINDOW same AS (PARTITION BY c.company_id, c.month)
            """
        )

    def action_open_leads(self):
        """Open the leads that the partner was given in the month, read as the user."""
        self.ensure_one()
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "partner_portal.crm_lead_action_channel"
        )
        action["domain"] = [
            ("partner_assigned_id", "child_of", self.partner_id.id),
            ("date_partner_assign", ">=", self.month),
            ("date_partner_assign", "<", fields.Date.add(self.month, months=1)),
        ]
        action["context"] = {"active_test": False}
        return action

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ..segments.client_segment import CURRENT
from .levels import IMPORTANCE, READERS
from .res_partner_importance import NAME, importance_domain, joined

COMPARISONS = {"<": SQL("<"), ">": SQL(">"), "<=": SQL("<="), ">=": SQL(">=")}


class StockPicking(models.Model):
    """What the warehouse has to know of the client, without a right to his figures.

    Nothing is stored on the transfer: work in the warehouse writes no more than before.
    """

    _inherit = "stock.picking"

    client_importance = fields.Selection(
        IMPORTANCE,
        "Importance of Client",
        compute="_compute_client_card",
        search="_search_client_importance",
        groups=READERS,
        help="The highest importance of the segments that the client is in.",
    )
    client_class = fields.Char(
        "Class of Client",
        compute="_compute_client_card",
        groups=READERS,
        help="The segments that make the client important.",
    )
    client_stage = fields.Char(
        "Stage of Client",
        compute="_compute_client_card",
        groups=READERS,
        help="Where the client stands in his lifecycle in this company.",
    )
    client_is_overdue = fields.Boolean(
        "Client Owes Money",
        compute="_compute_client_card",
        groups=READERS,
        help="The client has invoices past their due date in this company.",
    )
    client_promise_date = fields.Datetime(
        "Promised to Client",
        compute="_compute_client_promise_date",
        search="_search_client_promise_date",
        groups=READERS,
        help="The deadline that the order gave the transfer; without one, the day it "
        "is scheduled for.",
    )

    @api.depends("partner_id", "company_id")
    def _compute_client_card(self):
        """One query for all transfers."""
        pairs = {
            (picking.partner_id._origin.id, picking.company_id.id)
            for picking in self
            if picking.partner_id._origin.id
        }
        found = {}
        if pairs:
            self.env.flush_all()
            found = {
                (row.pop("partner_id"), row.pop("company_id")): row
                for row in self.env.execute_query_dict(self._client_card_query(pairs))
            }
        for picking in self:
            card = found.get((picking.partner_id._origin.id, picking.company_id.id), {})
            picking.client_importance = card.get("importance", False)
            picking.client_class = card.get("class", False)
            picking.client_stage = card.get("stage", False)
            picking.client_is_overdue = card.get("is_overdue", False)

    @api.model
    def _client_card_query(self, pairs):
        """``SELECT partner_id, company_id, importance, class, stage, is_overdue``.

        :param pairs: ids of partners and companies
        """
        partners = self.env["res.partner"]
        lang = self.env.lang or "en_US"
        return SQL(
            """
            SELECT pair.partner_id, pair.company_id, %(importance)s AS importance,
                   (SELECT string_agg(COALESCE(segment.name ->> %(lang)s,
                                               segment.name ->> 'en_US'), ', '
                                      ORDER BY segment.importance DESC,
                                      segment.axis_sequence, segment.id)
                      FROM %(current)s held
                      JOIN client_segment segment ON segment.id = held.segment_id
                     WHERE held.partner_id = p.commercial_partner_id
                       AND segment.importance <> '0'
                       AND (segment.company_id IS NULL
                            OR segment.company_id = pair.company_id)) AS class,
                   (SELECT COALESCE(stage.name ->> %(lang)s, stage.name ->> 'en_US')
                      FROM client_lifecycle_state state
                      JOIN client_lifecycle_stage stage ON stage.id = state.stage_id
                     WHERE state.partner_id = p.commercial_partner_id
                       AND state.company_id = pair.company_id) AS stage,
                   EXISTS (SELECT FROM client_figures f
                            WHERE f.partner_id = p.commercial_partner_id
                              AND f.company_id = pair.company_id
                              AND f.receivable_overdue > 0) AS is_overdue
              FROM (VALUES %(pairs)s) pair (partner_id, company_id)
              JOIN res_partner p ON p.id = pair.partner_id
            """,
            importance=partners._client_importance_sql(
                SQL("p.commercial_partner_id"), SQL("pair.company_id")
            ),
            lang=lang,
            current=SQL.identifier(CURRENT),
            pairs=SQL(", ").join(
                SQL("(%s, %s::integer)", partner_id, company_id or None)
                for partner_id, company_id in sorted(pairs)
            ),
        )

    @api.depends("date_deadline", "scheduled_date")
    def _compute_client_promise_date(self):
        for picking in self:
            picking.client_promise_date = (
                picking.date_deadline or picking.scheduled_date
            )

    @api.model
    def _search_client_promise_date(self, operator, value):
        """Transfers by the promise.

        :raise AccessError: to who may not read the field
        """
        self._check_field_access(self._fields["client_promise_date"], "read")
        if operator not in COMPARISONS:
            return NotImplemented
        return Domain("date_deadline", operator, value) | Domain(
            "date_deadline", "=", False
        ) & Domain("scheduled_date", operator, value)

    @api.model
    def _search_client_importance(self, operator, value):
        """Transfers by the importance of the client.

        :raise AccessError: to who may not read the field
        """
        self._check_field_access(self._fields[NAME], "read")
        return importance_domain(operator, value)

    @api.model
    def _field_to_sql(self, alias, field_expr, query=None):
        # EXTENDS base: transfers are sorted and grouped by the client's importance
        if field_expr == NAME:
            self._check_field_access(self._fields[NAME], "read")
            level = self.env["res.partner"]._client_importance_sql(
                SQL(
                    """(SELECT important.commercial_partner_id
                          FROM res_partner important WHERE important.id = %s)""",
                    super()._field_to_sql(alias, "partner_id", query),
                ),
                super()._field_to_sql(alias, "company_id", query),
            )
            return joined(query, alias, level)
        if field_expr == "client_promise_date":
            self._check_field_access(self._fields[field_expr], "read")
            return SQL(
                "COALESCE(%s, %s)",
                super()._field_to_sql(alias, "date_deadline", query),
                super()._field_to_sql(alias, "scheduled_date", query),
            )
        return super()._field_to_sql(alias, field_expr, query)

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ..segments.client_segment import CURRENT
from .levels import IMPORTANCE, READERS

NAME = "client_importance"


class ResPartner(models.Model):
    """How much a client matters: read from his segments at the moment, kept nowhere,
    so nothing has to be written when a segment changes."""

    _inherit = "res.partner"

    client_importance = fields.Selection(
        IMPORTANCE,
        "Importance",
        compute="_compute_client_importance",
        search="_search_client_importance",
        groups=READERS,
        help="The highest importance of the segments that the client is in.",
    )

    @api.model
    def _client_importance_sql(self, client, company):
        """The level of a client as text; an addon that knows more extends it and takes
        the greater of both.

        :param SQL client: id of a commercial partner
        :param SQL company: id of the company; segments of other companies do not count
        :return: SQL expression, never null
        """
        weights = self.env["client.segment"]._importance_weights()
        if not weights:
            return SQL("'0'::text")
        self.env["res.partner"].flush_model(["client_segment_ids"])
        return SQL(
            """COALESCE((SELECT MAX(weight.level)
                 FROM %(current)s held
                 JOIN (VALUES %(weights)s) weight (id, level, company_id)
                   ON weight.id = held.segment_id
                WHERE held.partner_id = %(client)s
                  AND (weight.company_id IS NULL OR weight.company_id = %(company)s)
            ), '0')""",
            current=SQL.identifier(CURRENT),
            weights=SQL(", ").join(
                SQL("(%s, %s::text, %s::integer)", *weight) for weight in weights
            ),
            client=client,
            company=company,
        )

    @api.depends("commercial_partner_id")
    @api.depends_context("company")
    def _compute_client_importance(self):
        """One query for all partners."""
        clients = self.commercial_partner_id
        found = dict(
            self.env.execute_query(
                SQL(
                    "SELECT client.id, %s FROM res_partner client WHERE id = ANY(%s)",
                    self._client_importance_sql(
                        SQL("client.id"), SQL("%s", self.env.company.id)
                    ),
                    clients.ids,
                )
            )
            if clients.ids
            else ()
        )
        for partner in self:
            client = partner.commercial_partner_id
            partner.client_importance = found.get(client._origin.id, "0")

    @api.model
    def _search_client_importance(self, operator, value):
        """Partners by importance.

        :raise AccessError: to who may not read the field
        """
        self._check_field_access(self._fields[NAME], "read")
        return importance_domain(operator, value)

    @api.model
    def _field_to_sql(self, alias, field_expr, query=None):
        # EXTENDS base: clients are sorted and grouped by importance
        if field_expr != NAME:
            return super()._field_to_sql(alias, field_expr, query)
        self._check_field_access(self._fields[NAME], "read")
        level = self._client_importance_sql(
            super()._field_to_sql(alias, "commercial_partner_id", query),
            SQL("%s", self.env.company.id),
        )
        return joined(query, alias, level)


def joined(query, alias, level):
    """The level as a column of the query, so that it can be sorted and grouped by."""
    if query is None:
        return level
    name = query.make_alias(alias, NAME)
    query.add_join(
        "LEFT JOIN", name, SQL("LATERAL (SELECT %s AS level)", level), SQL("TRUE")
    )
    return SQL.identifier(name, "level")


def importance_domain(operator, value):
    """Domain of the records whose importance is one of the values."""
    if operator != "in":
        return NotImplemented
    levels = [item for item in value if item]
    if not levels:
        return Domain.FALSE
    return Domain.custom(
        to_sql=lambda model, alias, query: SQL(
            "%s = ANY(%s)", model._field_to_sql(alias, NAME, None), levels
        ),
        predicate=lambda record: record[NAME] in levels,
    )

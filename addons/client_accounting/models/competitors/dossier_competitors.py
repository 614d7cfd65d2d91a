"""Competitors at the client, as a part of the dossier."""

from dataclasses import dataclass

from odoo.tools import SQL, LazyTranslate

from ..dossier.scope import select
from ..dossier.section import Section, column, row, table, window

_lt = LazyTranslate(__name__)

LIMIT = 8


@dataclass(frozen=True)
class Competitors(Section):
    """Who else delivers what to the client, since when and at what price."""

    key: str = "competitors"
    title: object = _lt("Competitors")
    kind: str = "table"
    sequence: int = 78
    models: tuple = ("client.competitor.presence",)
    icon: str = "fa-balance-scale"
    empty: object = _lt("No competitor is known here. Name him where you hear of him.")

    def query(self, scope):
        model = "client.competitor.presence"
        query = scope.search(model, [("partner_id", "=", scope.client_id)])
        name = "client_competitor_presence"
        current = SQL(
            """(%(here)s.date_to IS NULL OR %(here)s.date_to >= %(today)s)
            AND (%(here)s.date_from IS NULL OR %(here)s.date_from <= %(today)s)""",
            here=SQL.identifier(name),
            today=scope.today,
        )
        return select(
            query,
            SQL(
                """%(here)s.id, competitor.name AS competitor, %(here)s.date_from,
                categ.name AS category, %(here)s.share, %(here)s.price_note,
                count(*) OVER () AS total""",
                here=SQL.identifier(name),
            ),
            joins=SQL(
                """JOIN client_competitor competitor
                     ON competitor.id = %(here)s.competitor_id
                   LEFT JOIN product_category categ ON categ.id = %(here)s.categ_id""",
                here=SQL.identifier(name),
            ),
            condition=current,
            tail=SQL(
                "ORDER BY %(here)s.share DESC, competitor.name, %(here)s.id"
                " LIMIT %(n)s",
                here=SQL.identifier(name),
                n=LIMIT,
            ),
        )

    def render(self, scope, rows):
        _ = scope.env._
        columns = [
            column("competitor", _("Competitor")),
            column("category", _("Product Category")),
            column("since", _("Since"), "date"),
            column("share", _("Share, %"), "number"),
            column("price", _("Price")),
        ]
        lines = [
            row(
                "client.competitor.presence",
                found["id"],
                {
                    "competitor": found["competitor"],
                    "category": found["category"] or "",
                    "since": found["date_from"],
                    "share": found["share"] or False,
                    "price": found["price_note"] or "",
                },
            )
            for found in rows
        ]
        return table(columns, lines, total=rows[0]["total"] if rows else 0)

    def action(self, scope, params):
        return window(
            scope.env,
            scope.env._("Competitors"),
            "client.competitor.presence",
            [("partner_id", "=", scope.client_id)],
            context={
                "default_partner_id": scope.client_id,
                "client_competitors_of": scope.client_id,
            },
        )

"""Groups that the client belongs to."""

from dataclasses import dataclass

from odoo.tools import SQL, LazyTranslate

from .scope import select
from .section import Section, window

_lt = LazyTranslate(__name__)


@dataclass(frozen=True)
class Segments(Section):
    """``{"facts": [...]}``: an axis and the segments of the client on it."""

    key: str = "segments"
    title: object = _lt("Segments")
    kind: str = "facts"
    sequence: int = 85
    area: str = "side"
    models: tuple = ("client.segment",)
    icon: str = "fa-object-group"
    empty: object = _lt("The client is in no segment.")
    more: object = _lt("History")

    def query(self, scope):
        query = scope.search("client.segment", [])
        columns = SQL(
            """axis.id AS axis_id, %(axis)s AS axis,
            string_agg(%(name)s, ', ' ORDER BY client_segment.sequence,
                       client_segment.id) AS segments""",
            axis=scope.translated(SQL("axis.name")),
            name=scope.translated(SQL("client_segment.name")),
        )
        joins = SQL(
            """JOIN client_segment_current_rel membership
                 ON membership.segment_id = client_segment.id
                AND membership.partner_id = %s
               JOIN client_segment_axis axis ON axis.id = client_segment.axis_id""",
            scope.client_id,
        )
        tail = SQL(
            """GROUP BY axis.id, axis.name, axis.sequence
            ORDER BY axis.sequence, axis.id"""
        )
        return select(query, columns, joins=joins, tail=tail)

    def render(self, scope, rows):
        return {
            "facts": [
                {
                    "name": f"axis_{row['axis_id']}",
                    "label": row["axis"],
                    "type": "text",
                    "value": row["segments"],
                }
                for row in rows
            ]
        }

    def action(self, scope, params):
        return window(
            scope.env,
            scope.env._("Segments"),
            "client.segment.membership",
            [("partner_id", "=", scope.client_id)],
            views="list",
            context={"search_default_current": 1},
        )

"""The client beside the average of its segment."""

from dataclasses import dataclass

from odoo.tools import SQL, LazyTranslate

from ..dossier.section import Section

_lt = LazyTranslate(__name__)


@dataclass(frozen=True)
class Comparison(Section):
    """Facts: figures of the client and of the average client of its segment.

    The segment is that of the axis chosen in the settings, else of the first axis in
    which the client has one. Both are of the current company, in its currency, as the
    figures were at their last refresh.
    """

    key: str = "comparison"
    title: object = _lt("Beside Its Segment")
    kind: str = "facts"
    sequence: int = 86
    area: str = "side"
    models: tuple = ("client.segment", "client.figures", "client.segment.average")
    groups: str = "base.group_user"
    icon: str = "fa-balance-scale"
    empty: object = _lt(
        "No average yet: the client is in no segment of three clients or more."
    )

    def depends(self, scope):
        return (scope.company.sudo().client_comparison_axis_id.id,)

    def query(self, scope):
        scope.searched.add("client.segment")
        readable = scope.search("client.segment", [])
        return SQL(
            """SELECT %(name)s AS segment, average.clients,
                mine.turnover_12m, mine.turnover_prev_12m, mine.margin_12m,
                mine.receivable_overdue, mine.days_to_pay, mine.purchase_days,
                average.turnover_12m AS turnover_12m_avg,
                average.turnover_prev_12m AS turnover_prev_12m_avg,
                average.margin_12m AS margin_12m_avg,
                average.receivable_overdue AS receivable_overdue_avg,
                average.days_to_pay AS days_to_pay_avg,
                average.purchase_days AS purchase_days_avg
            FROM %(segments)s
            JOIN client_segment_current_rel member
              ON member.segment_id = client_segment.id
             AND member.partner_id = %(client)s
            JOIN client_segment_axis axis ON axis.id = client_segment.axis_id
            JOIN client_segment_average average
              ON average.segment_id = client_segment.id
             AND average.company_id = %(company)s
            JOIN client_figures mine
              ON mine.partner_id = member.partner_id
             AND mine.company_id = average.company_id
           WHERE %(condition)s
        ORDER BY axis.id = %(axis)s DESC, axis.sequence, axis.id,
                 client_segment.sequence
           LIMIT 1""",
            name=scope.translated(SQL("client_segment.name")),
            segments=readable.from_clause,
            condition=readable.where_clause or SQL("TRUE"),
            client=scope.client_id,
            company=scope.company.id,
            axis=scope.company.sudo().client_comparison_axis_id.id or 0,
        )

    def render(self, scope, rows):
        if not rows:
            return {"facts": []}
        _ = scope.env._
        found = rows[0]
        amounts = {
            "turnover_12m": _("Turnover, 12 Months"),
            "turnover_prev_12m": _("Turnover, 12 Months before"),
            "margin_12m": _("Margin, 12 Months"),
            "receivable_overdue": _("Overdue"),
        }
        numbers = {
            "days_to_pay": _("Days to Pay"),
            "purchase_days": _("Days with Purchases"),
        }
        segment = _(
            "%(segment)s, clients: %(count)s",
            segment=found["segment"],
            count=found["clients"],
        )
        facts = [("segment", _("Segment"), segment)]
        facts += [
            (name, label, self._beside(scope, found, name, scope.currency.format))
            for name, label in amounts.items()
        ]
        facts += [
            (name, label, self._beside(scope, found, name, scope.format_number))
            for name, label in numbers.items()
            if found[name] is not None and found[f"{name}_avg"] is not None
        ]
        return {
            "facts": [
                {"name": name, "label": label, "type": "text", "value": value}
                for name, label, value in facts
            ]
        }

    def _beside(self, scope, found, name, form):
        """The client's figure, the average, and how many times it that is."""
        mine, average = found[name] or 0.0, found[f"{name}_avg"] or 0.0
        _ = scope.env._
        if average <= 0 or mine < 0:
            return _(
                "%(mine)s, average %(average)s", mine=form(mine), average=form(average)
            )
        return _(
            "%(mine)s, average %(average)s (%(percent)s %%)",
            mine=form(mine),
            average=form(average),
            percent=round(100 * mine / average),
        )

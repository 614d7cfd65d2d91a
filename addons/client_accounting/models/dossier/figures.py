"""The client in numbers, each against the year before where that has a sense."""

from dataclasses import dataclass

from odoo.tools import SQL, LazyTranslate

from .section import Section

_lt = LazyTranslate(__name__)

AMOUNTS = (
    "turnover_total",
    "turnover_12m",
    "turnover_prev_12m",
    "margin_12m",
    "receivable_open",
    "receivable_overdue",
    "order_open_amount",
)
COUNTS = (
    "order_open_count",
    "quotation_open_count",
    "delivery_done_count",
    "delivery_waiting_count",
    "delivery_late_count",
)
FIRST_DATES = ("first_purchase_date", "oldest_due_date", "next_contact_date")
LAST_DATES = ("last_contact_date",)
#: what the tiles are made of
NAMES = (*AMOUNTS, *COUNTS, *FIRST_DATES, *LAST_DATES, "days_to_pay")


@dataclass(frozen=True)
class Figures(Section):
    """``{"tiles": [{"key", "label", "type", "value", "hint", "change", "tone",
    "figure"}]}``.

    The exact figures of this moment over the reader's companies, in the dossier's
    currency. ``change`` is a fraction of the year before (0.25 = a quarter more),
    None where there is nothing to compare with. ``figure`` names the documents
    behind the number.
    """

    key: str = "figures"
    title: object = _lt("Figures")
    kind: str = "figures"
    sequence: int = 10
    area: str = "top"
    models: tuple = ("client.figures",)
    groups: str = "base.group_user"
    icon: str = "fa-tachometer"

    def query(self, scope):
        live = scope.env["client.figures"]._live_query(
            [scope.client_id], scope.company_ids, NAMES
        )
        return SQL("SELECT live.* FROM (%s) live", live)

    def depends(self, scope):
        figures = scope.once(
            "figures_scope", lambda scope: scope.env["client.figures"]._figures_scope()
        )
        return figures.today, figures.tz, figures.main_company_id

    def total(self, scope, rows):
        """Add the rows of the companies up, in the dossier's currency."""
        total = {
            name: scope.round(
                sum(scope.convert(found[name], found["company_id"]) for found in rows)
            )
            for name in AMOUNTS
        }
        total |= {name: sum(found[name] or 0 for found in rows) for name in COUNTS}
        for names, choose in ((FIRST_DATES, min), (LAST_DATES, max)):
            for name in names:
                known = [found[name][:10] for found in rows if found[name]]
                total[name] = choose(known) if known else False
        total["days_to_pay"] = self._days_to_pay(scope, rows)
        return total

    def _days_to_pay(self, scope, rows):
        """Average over the companies, weighted by turnover; None if unknown."""
        weights = [
            (
                found["days_to_pay"],
                abs(scope.convert(found["turnover_total"], found["company_id"])),
            )
            for found in rows
            if found["days_to_pay"] is not None
        ]
        weight = sum(weight for _days, weight in weights)
        if not weight:
            return weights[0][0] if weights else None
        return sum(days * share for days, share in weights) / weight

    def render(self, scope, rows):
        total = self.total(scope, rows)
        tiles = [
            self._turnover(scope, total),
            self._margin(scope, total),
            self._open(scope, total),
            self._overdue(scope, total),
            self._orders(scope, total),
            self._deliveries(scope, total),
            self._pay(scope, total),
            self._contact(scope, total),
        ]
        return {"tiles": tiles}

    def _tile(self, key, label, kind, value, **options):
        return {
            "key": key,
            "label": label,
            "type": kind,
            "value": value,
            "hint": "",
            "change": None,
            "tone": "",
            "figure": key,
            **options,
        }

    def _turnover(self, scope, total):
        _ = scope.env._
        now, before = total["turnover_12m"], total["turnover_prev_12m"]
        hint = ""
        if total["first_purchase_date"]:
            since = scope.format_date(total["first_purchase_date"])
            hint = _("Client since %(date)s", date=since)
        return self._tile(
            "turnover_12m",
            _("Turnover, 12 Months"),
            "monetary",
            now,
            previous=before,
            change=(now - before) / before if before > 0 else None,
            hint=hint,
        )

    def _margin(self, scope, total):
        _ = scope.env._
        margin, turnover = total["margin_12m"], total["turnover_12m"]
        hint = ""
        if turnover > 0:
            share = scope.format_number(100 * margin / turnover)
            hint = _("%(share)s%% of turnover", share=share)
        return self._tile(
            "margin_12m",
            _("Margin, 12 Months"),
            "monetary",
            margin,
            hint=hint,
            tone="danger" if margin < 0 else "",
        )

    def _open(self, scope, total):
        _ = scope.env._
        return self._tile(
            "receivable_open",
            _("To Pay"),
            "monetary",
            total["receivable_open"],
            hint=_("Open invoices less payments not yet matched"),
        )

    def _overdue(self, scope, total):
        _ = scope.env._
        overdue, oldest = total["receivable_overdue"], total["oldest_due_date"]
        hint = _("Nothing is late")
        if overdue > 0 and oldest:
            hint = _("Since %(date)s", date=scope.format_date(oldest))
        return self._tile(
            "receivable_overdue",
            _("Overdue"),
            "monetary",
            overdue,
            hint=hint,
            tone="danger" if overdue > 0 else "",
        )

    def _orders(self, scope, total):
        _ = scope.env._
        return self._tile(
            "order_open_amount",
            _("Open Orders"),
            "monetary",
            total["order_open_amount"],
            hint=_(
                "Orders: %(orders)s, offers: %(offers)s",
                orders=total["order_open_count"],
                offers=total["quotation_open_count"],
            ),
        )

    def _deliveries(self, scope, total):
        _ = scope.env._
        late = total["delivery_late_count"]
        hint = _("Delivered so far: %(count)s", count=total["delivery_done_count"])
        if late:
            hint = _("Late: %(count)s", count=late)
        return self._tile(
            "delivery_waiting_count",
            _("Deliveries Waiting"),
            "integer",
            total["delivery_waiting_count"],
            hint=hint,
            tone="warning" if late else "",
        )

    def _pay(self, scope, total):
        _ = scope.env._
        days = total["days_to_pay"]
        return self._tile(
            "days_to_pay",
            _("Days to Pay"),
            "number",
            None if days is None else round(days),
            hint=_("From invoice to payment, on average"),
        )

    def _contact(self, scope, total):
        _ = scope.env._
        following = total["next_contact_date"]
        hint = _("No next step")
        if following:
            hint = _("Next: %(date)s", date=scope.format_date(following))
        return self._tile(
            "last_contact_date",
            _("Last Contact"),
            "date",
            total["last_contact_date"],
            hint=hint,
            tone="" if following else "warning",
        )

    def action(self, scope, params):
        figure = params.get("figure")
        if not isinstance(figure, str):
            return None
        return scope.env["client.figures"].get_documents_action(scope.client_id, figure)

"""Where the client stands, since when, and what to do about it."""

from dataclasses import dataclass

from odoo.tools import SQL, LazyTranslate, html2plaintext

from .scope import select
from .section import Section

_lt = LazyTranslate(__name__)


@dataclass(frozen=True)
class Lifecycle(Section):
    """Facts ``{"name", "label", "type", "value"}`` of the stage in the current
    company."""

    key: str = "lifecycle"
    title: object = _lt("Lifecycle")
    kind: str = "facts"
    sequence: int = 15
    area: str = "side"
    models: tuple = ("client.lifecycle.state",)
    icon: str = "fa-refresh"
    empty: object = _lt("The rules have not looked at this client yet.")
    more: object = _lt("Show")

    def query(self, scope):
        query = scope.search(
            "client.lifecycle.state",
            [
                ("partner_id", "=", scope.client_id),
                ("company_id", "=", scope.company.id),
            ],
        )
        columns = SQL(
            """client_lifecycle_state.id, %(stage)s AS stage, %(before)s AS before,
            client_lifecycle_state.since, client_lifecycle_state.override_stage_id,
            client_lifecycle_state.override_until,
            client_lifecycle_state.override_reason,
            %(influence)s AS influence, %(reason)s AS churn_reason""",
            stage=scope.translated(SQL("stage.name")),
            before=scope.translated(SQL("previous.name")),
            influence=scope.translated(SQL("stage.influence")),
            reason=scope.translated(SQL("reason.name")),
        )
        joins = SQL(
            """JOIN client_lifecycle_stage stage
                 ON stage.id = client_lifecycle_state.stage_id
          LEFT JOIN client_lifecycle_stage previous
                 ON previous.id = client_lifecycle_state.previous_stage_id
          LEFT JOIN client_churn_reason reason
                 ON reason.id = client_lifecycle_state.churn_reason_id"""
        )
        return select(query, columns, joins)

    def render(self, scope, rows):
        if not rows:
            return {"facts": []}
        _ = scope.env._
        found = rows[0]
        by_hand = ""
        if found["override_stage_id"]:
            by_hand = _("until somebody ends it")
            if found["override_until"]:
                by_hand = _(
                    "until %(date)s", date=scope.format_date(found["override_until"])
                )
            if found["override_reason"]:
                by_hand = f"{by_hand}: {found['override_reason']}"
        influence = html2plaintext(found["influence"] or "").strip()
        facts = (
            ("stage", _("Stage"), "text", found["stage"]),
            ("since", _("Since"), "date", found["since"]),
            ("by_hand", _("Set by Hand"), "text", by_hand),
            ("before", _("Came from"), "text", found["before"]),
            ("churn_reason", _("Churn Reason"), "text", found["churn_reason"]),
            ("influence", _("Recommended Influence"), "text", influence),
        )
        return {
            "facts": [
                {"name": name, "label": label, "type": kind, "value": value}
                for name, label, kind, value in facts
                if value
            ]
        }

    def action(self, scope, params):
        client = scope.env["res.partner"].browse(scope.client_id)
        return client.action_open_lifecycle()

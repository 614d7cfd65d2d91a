"""Attributes of the client, with what is missing or old in its dossier."""

from dataclasses import dataclass

from odoo.tools import SQL, LazyTranslate

from .scope import select
from .section import Section, window

_lt = LazyTranslate(__name__)


@dataclass(frozen=True)
class Attributes(Section):
    """Facts of the client's profiles that the reader may see."""

    key: str = "attributes"
    title: object = _lt("Attributes")
    kind: str = "facts"
    sequence: int = 78
    area: str = "side"
    models: tuple = ("client.attribute",)
    icon: str = "fa-list-ul"
    empty: object = _lt("No profile says what to learn about this client yet.")
    more: object = _lt("Fill In")

    def query(self, scope):
        query = scope.search(
            "res.partner", [("id", "=", scope.client_id)], active_test=False
        )
        # what the reader may not see is left out when it is shown: the text of the
        # statement is kept longer than his rights may last
        gaps = scope.env["client.completeness"]._gaps(
            [scope.client_id], now=scope.now, everything=True
        )
        columns = SQL(
            """res_partner.client_attributes AS values,
            ARRAY(SELECT rel.profile_id FROM client_profile_res_partner_rel rel
                    JOIN client_profile profile
                      ON profile.id = rel.profile_id AND profile.active
                   WHERE rel.partner_id = res_partner.id
                ORDER BY profile.sequence, profile.id) AS profile_ids,
            (SELECT json_agg(json_build_array(gap.attribute_id, gap.is_required,
                        gap.is_filled, gap.is_stale)) FROM (%s) gap) AS gaps""",
            gaps,
        )
        return select(query, columns)

    def render(self, scope, rows):
        found = rows[0]
        dictionary = scope.env["client.dictionary"]
        codes = dictionary._codes_of(tuple(found["profile_ids"]))
        values = found["values"] or {}
        entries = [
            dictionary._entry(item["name"])
            for item in dictionary._definition(codes)
            if item["type"] != "separator"
        ]
        facts = self._values(scope, entries, values)
        state = self._state(scope, entries, found["gaps"] or [])
        return {"facts": state + facts}

    def _values(self, scope, entries, values):
        changes = scope.env["client.attribute.change"]
        given = [
            (entry, values[entry["code"]])
            for entry in entries
            if values.get(entry["code"]) not in (None, "", [])
        ]
        links = changes._link_names((entry["comodel"], value) for entry, value in given)
        facts = []
        for entry, value in given:
            text = changes._text(entry, value, links)
            suffix = entry["property"].get("suffix")
            facts.append(
                {
                    "name": f"attribute_{entry['code']}",
                    "label": entry["name"],
                    "type": "text",
                    "value": f"{text} {suffix}" if suffix else text,
                }
            )
        return facts

    def _state(self, scope, entries, gaps):
        """Facts about the dossier itself: how complete it is and what to do."""
        _ = scope.env._
        gaps = {attribute_id: gap for attribute_id, *gap in gaps}
        gaps = [(entry["name"], *gaps[entry["id"]]) for entry in entries]
        if not gaps:
            return []
        asked = [gap for gap in gaps if gap[1]] or gaps
        share = round(100 * sum(gap[2] for gap in asked) / len(asked))
        missing = [name for name, required, filled, _stale in gaps if required > filled]
        stale = [name for name, _required, _filled, stale in gaps if stale]
        facts = (
            ("completeness", _("Completeness"), f"{share} %"),
            ("missing", _("Missing"), ", ".join(missing)),
            ("stale", _("To Be Confirmed"), ", ".join(stale)),
        )
        return [
            {"name": name, "label": label, "type": "text", "value": value}
            for name, label, value in facts
            if value
        ]

    def action(self, scope, params):
        return window(
            scope.env,
            scope.env._("Contact"),
            "res.partner",
            [],
            views="form",
            res_id=scope.client_id,
        )

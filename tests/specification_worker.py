"""Sets up, exports and imports a specification in a database of its own, as told.

Run by test_specification_transfer.py in another process, once for each database:

    ODOO_RC=... python tests/specification_worker.py DATABASE < plan > result

A plan is a list of steps `[verb, argument]`; the result has one entry for each.
"""

import base64
import json
import sys

import odoo.modules.registry
from odoo import SUPERUSER_ID, Command, api
from odoo.tools import config


class Worker:
    def __init__(self, env):
        self.env = env
        self.specification = env["client.specification"]

    def _record(self, model, code):
        found = self.env[model].with_context(active_test=False)
        return found.search([("code", "=", code)])

    def _move_ids(self):
        """Give new records other ids than another database gives them."""
        for model in ("client.attribute", "client.segment", "res.partner.category"):
            values = {"name": "Away"}
            if model == "client.segment":
                values["axis_id"] = (
                    self.env["client.segment.axis"].search([], limit=1).id
                )
            if model == "client.attribute":
                values["type"] = "char"
            self.env[model].create([dict(values) for _time in range(7)]).unlink()

    def do_language(self, code):
        self.env["res.lang"]._activate_lang(code)

    def do_dictionary(self, _argument):
        """A dictionary of a company, changed from what the addon ships: references to
        records of other models, two languages, rules over records of its own."""
        env = self.env
        size = env["client.attribute"].create(
            {
                "name": "Park of machines",
                "code": "moved_park",
                "type": "selection",
                "section_id": env["client.attribute.section"]
                .create({"name": "Machines", "code": "moved_machines"})
                .id,
                "option_ids": [
                    Command.create({"name": "Old", "code": "old"}),
                    Command.create({"name": "New", "code": "new"}),
                ],
            }
        )
        size.update_field_translations("name", {"ru_RU": "Парк машин"})
        env["client.attribute"].create(
            {"name": "Shifts", "code": "moved_shifts", "type": "integer"}
        )
        profile = env["client.profile"].create(
            {"name": "Workshop", "code": "moved_workshop"}
        )
        env["client.profile.line"].create(
            {
                "profile_id": profile.id,
                "attribute_id": size.id,
                "confirm_months": 5,
                "required_stage_id": self._record(
                    "client.lifecycle.stage", "loyalty"
                ).id
                or env["client.lifecycle.stage"].search([], limit=1).id,
            }
        )
        axis = env["client.segment.axis"].create(
            {"name": "Parks", "code": "moved_axis", "exclusive": False}
        )
        first = env["client.segment"].create(
            {
                "name": "Old parks",
                "code": "moved_old",
                "axis_id": axis.id,
                "domain": repr([("client_attributes.moved_park", "=", "old")]),
            }
        )
        tag = env["res.partner.category"].create({"name": "Moved tag"})
        env["client.segment"].create(
            {
                "name": "Old parks of Germany",
                "code": "moved_german",
                "axis_id": axis.id,
                "domain": repr(
                    [
                        ("client_segment_ids", "in", first.ids),
                        ("country_id", "=", env.ref("base.de").id),
                        ("category_id", "in", tag.ids),
                    ]
                ),
            }
        )
        env["client.segment.action"].create(
            {"segment_id": first.id, "kind": "tag_add", "category_id": tag.id}
        )
        reason = env["client.churn.reason"].search([], order="code", limit=1)
        reason.name = "Another word for it"
        reason.update_field_translations("name", {"ru_RU": "Иное слово"})
        return {"reason": reason.code, "tag": tag.id, "segment": first.id}

    def do_other_dictionary(self, reason):
        """What another company has changed: a name, a type, a reason of its own."""
        self._move_ids()
        self._record("client.churn.reason", reason).name = "Our own word"
        self.env["client.attribute"].create(
            {"name": "Shifts", "code": "moved_shifts", "type": "char"}
        )
        self.env["client.churn.reason"].create({"name": "Ours", "code": "moved_ours"})

    def do_settle(self, _argument):
        """What the conflicts asked for."""
        self._record("client.attribute", "moved_shifts").unlink()
        self.env["res.partner.category"].create({"name": "Moved tag"})

    def do_export(self, _argument):
        return self.specification._export().decode()

    def do_wizard(self, argument):
        """Go through the screens of the import.

        :param argument: [content, buttons]; "all" chooses what is only here, too
        """
        content, buttons = argument
        wizard = self.env["client.specification.import"].create(
            {"file": base64.b64encode(content.encode()), "filename": "other.yaml"}
        )
        told = []
        for button in buttons:
            if button == "all":
                wizard.line_ids.is_chosen = True
                continue
            getattr(wizard, f"action_{button}")()
            told.append(
                {
                    "state": wizard.state,
                    "message": wizard.message,
                    "failed": wizard.is_failure,
                    "note": wizard.note,
                    "lines": [
                        [line.kind, line.section_id.model, line.key, line.detail or ""]
                        for line in wizard.line_ids
                    ],
                }
            )
        return told

    def do_look(self, _argument):
        segment = self._record("client.segment", "moved_german")
        attribute = self._record("client.attribute", "moved_park")
        return {
            "domain": segment.domain,
            "segment": self._record("client.segment", "moved_old").id,
            "tag": self.env["res.partner.category"]
            .search([("name", "=", "Moved tag")])
            .ids,
            "russian": attribute.with_context(lang="ru_RU").name,
            "active": self._record("client.churn.reason", "moved_ours").active,
            "clients": self.env["res.partner"].search_count(
                [("client_segment_ids", "in", segment.ids)]
            ),
        }


def main():
    [database] = sys.argv[1:]
    config.parse_config(["-d", database, "--no-http"], setup_logging=True)
    results = []
    with odoo.modules.registry.Registry(database).cursor() as cr:
        admin = api.Environment(cr, SUPERUSER_ID, {}).ref("base.user_admin")
        worker = Worker(api.Environment(cr, admin.id, {"lang": "en_US"}))
        for verb, argument in json.load(sys.stdin):
            results.append(getattr(worker, f"do_{verb}")(argument))
            worker.env.flush_all()
    json.dump(results, sys.stdout)


if __name__ == "__main__":
    main()

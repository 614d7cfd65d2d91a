from odoo import Command
from odoo.tests import TransactionCase, new_test_user

from odoo.addons.client_accounting.tools import yaml_file

from .common import MANAGER_GROUP, USER_GROUP


class SpecificationCommon(TransactionCase):
    """A configuration that uses what configurations have: translations, references to
    core records, rules over countries, attributes and segments, cycles."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("ru_RU")
        cls.manager = new_test_user(
            cls.env, "specification_manager", f"base.group_user,{MANAGER_GROUP}"
        )
        cls.user = new_test_user(
            cls.env, "specification_user", f"base.group_user,{USER_GROUP}"
        )
        cls.germany = cls.env.ref("base.de")
        cls._create_dictionary()
        cls._create_lifecycle()
        cls._create_segments()
        cls.env.flush_all()

    @classmethod
    def _create_dictionary(cls):
        category = cls.env["client.glossary.category"].create(
            {"name": "Zero words", "code": "zero_words", "sequence": 5}
        )
        cls.term = cls.env["client.glossary.term"].create(
            {
                "name": "Zeroword",
                "code": "zero_word",
                "category_id": category.id,
                "definition": "<p>First line.</p>\n<ul><li>a: b</li></ul>",
            }
        )
        other = cls.env["client.glossary.term"].create(
            {
                "name": "Zeroother",
                "code": "zero_other",
                "definition": "<p>Another.</p>",
                "related_ids": [Command.set(cls.term.ids)],
            }
        )
        cls.term.related_ids = other  # a cycle
        cls._in_russian(
            cls.term, name="Нольслово", definition="<p>Иначе: <b>коротко</b></p>"
        )
        cls.env["client.glossary.figure"].search(
            [("figure", "=", "turnover_12m")]
        ).unlink()
        cls.env["client.glossary.figure"].create(
            {"term_id": cls.term.id, "figure": "turnover_12m"}
        )
        section = cls.env["client.attribute.section"].create(
            {"name": "Zero section", "code": "zero_section"}
        )
        cls.attribute = cls.env["client.attribute"].create(
            {
                "name": "Zero size",
                "code": "zero_size",
                "type": "selection",
                "section_id": section.id,
                "meaning": "How large:\n- count\n- ask\n",
                "edit_group_ids": [
                    Command.set(cls.env.ref("sales_team.group_sale_manager").ids)
                ],
                "glossary_term_id": cls.term.id,
                "option_ids": [
                    Command.create({"name": "No", "code": "no"}),
                    Command.create({"name": "1.5", "code": "half", "color": 3}),
                ],
            }
        )
        cls._in_russian(cls.attribute, name="Ноль размер")
        cls.profile = cls.env["client.profile"].create(
            {"name": "Zero factory", "code": "zero_factory"}
        )
        cls.line = cls.env["client.profile.line"].create(
            {
                "profile_id": cls.profile.id,
                "attribute_id": cls.attribute.id,
                "is_required": True,
                "confirm_months": 29,
            }
        )

    @classmethod
    def _create_lifecycle(cls):
        stages = cls.env["client.lifecycle.stage"]
        cls.stage = stages.create(
            {
                "name": "Zero stage",
                "code": "zero_stage",
                "entry_domain": repr([("client_turnover_12m", ">", 10.5)]),
                "influence": "<p>Call <b>them</b></p><p>Second</p>",
            }
        )
        cls._in_russian(cls.stage, influence="<p>Только один абзац</p>")
        cls.late_stage = stages.create(
            {
                "name": "Zero late stage",
                "code": "zero_late_stage",
                "from_stage_ids": [Command.set(cls.stage.ids)],
            }
        )
        cls.line.required_stage_id = cls.stage
        reason = cls.env["client.churn.reason"].create(
            {"name": "Zero price: <b>high</b>", "code": "zero_price"}
        )
        cls.env["client.winback.offer"].create(
            {
                "name": "Zero discount",
                "code": "zero_discount",
                "reason_ids": [Command.set(reason.ids)],
                "description": "<p>Come back</p>",
            }
        )

    @classmethod
    def _create_segments(cls):
        cls.axis = cls.env["client.segment.axis"].create(
            {"name": "Zero axis", "code": "zero_axis", "exclusive": False}
        )
        segments = cls.env["client.segment"]
        cls.first = segments.create(
            {"name": "Zero first", "code": "zero_first", "axis_id": cls.axis.id}
        )
        cls.second = segments.create(
            {
                "name": "Zero second",
                "code": "zero_second",
                "axis_id": cls.axis.id,
                "domain": repr(
                    [
                        "&",
                        "|",
                        ("country_id", "in", [cls.germany.id]),
                        ("client_segment_ids", "in", cls.first.ids),
                        ("client_attributes.zero_size", "=", "no"),
                    ]
                ),
            }
        )
        tag = cls.env["res.partner.category"].create({"name": "Zero tag"})
        cls.env["client.segment.action"].create(
            [
                {
                    "segment_id": cls.second.id,
                    "trigger": "enter",
                    "kind": "tag_add",
                    "category_id": tag.id,
                    "sequence": sequence,
                }
                for sequence in (1, 2)
            ]
        )

    @classmethod
    def _in_russian(cls, record, **texts):
        cls.env.flush_all()
        for name, text in texts.items():
            field = record._fields[name]
            if field.translate is True:
                record.update_field_translations(name, {"ru_RU": text})
            else:  # in other paragraphs than the English, as the screen cannot
                cls.env.cr.execute(
                    f'UPDATE {record._table} SET "{name}" = "{name}" '  # noqa: S608
                    "|| jsonb_build_object('ru_RU', %s::text) WHERE id = %s",
                    [text, record.id],
                )
                record.invalidate_recordset()

    @property
    def specification(self):
        return self.env["client.specification"].with_user(self.manager)

    def _export(self):
        return self.specification._export()

    def _parsed(self):
        return yaml_file.read(self._export())

    def _edited(self, *replacements):
        """The export with parts of its text replaced, each of which is there."""
        text = self._export().decode()
        for old, new in replacements:
            self.assertIn(old, text)
            text = text.replace(old, new, 1)
        return text.encode()

    def _entries(self, content, *kinds):
        """{(model, key): entry} of those that are not equal."""
        return {
            (entry.part.model, entry.key): entry
            for entry in self.specification._compare(content).entries
            if entry.kind != "same" and (not kinds or entry.kind in kinds)
        }

    def _delete_all(self):
        """Leave nothing of the configuration."""
        self.env["client.glossary.term"].with_context(active_test=False).search(
            []
        ).related_ids = False
        for part in reversed(self.specification._specification_models()):
            self.env[part.model].with_context(active_test=False).search([]).unlink()
        self.env.flush_all()

from odoo import api, fields, models
from odoo.tools import format_date, is_html_empty

from ..models.specification.codec import Codec
from ..models.specification.sentence import RuleReader
from .client_specification_beside import beside

#: of use to the screens, not to readers
NOT_PRINTED = {"sequence", "color", "icon", "fold", "active", "code", "name"}
TEXTS = ("char", "text")


class ReportClientSpecification(models.AbstractModel):
    _name = "report.client_accounting.report_client_specification"
    _description = "Specification of Client Accounting (Document)"

    @api.model
    def _get_report_values(self, docids, data=None):
        """Give the template the configuration as texts, once for each language.

        :raise AccessError: to others than administrators of client accounting
        """
        self.env["client.specification"]._check_manager()
        exports = self.env["client.specification.export"].browse(docids)
        return {
            "doc_ids": docids,
            "doc_model": exports._name,
            "docs": exports,
            "documents": {export.id: self._documents(export) for export in exports},
        }

    @api.model
    def _documents(self, export):
        """The specification in each language, or in one document with all of them."""
        documents = [
            self.with_context(lang=lang)._document(lang) for lang in export._languages()
        ]
        if export.side_by_side and len(documents) > 1:
            return [beside(documents)]
        return documents

    @api.model
    def _document(self, lang):
        """The whole specification in one language."""
        specification = self.env["client.specification"]
        self.env.flush_all()
        codec = Codec(self.env, specification._specification_models())
        sections = [self._section(codec, part, lang) for part in codec.parts]
        return {
            "lang": lang,
            "title": self.env._("Specification of client accounting"),
            "contents": self.env._("Contents"),
            "company": self.env.company.name,
            "date": format_date(
                self.env, fields.Date.context_today(self), date_format="long"
            ),
            "sections": [section for section in sections if section["records"]],
        }

    @api.model
    def _section(self, codec, part, lang):
        model = self.env[part.model].sudo().with_context(active_test=False, lang=lang)
        ids = [record_id for record_id, _values in codec.dump(part)]
        names = [name for name in part.fields if name not in NOT_PRINTED]
        labels = {name: codec.label(part, name) for name in names}
        records = [
            self._record(codec, part, record, labels) for record in model.browse(ids)
        ]
        return {
            "key": part.model.replace(".", "-"),
            "title": self.env._(part.title),
            "intro": self.env._(part.intro) if part.intro else "",
            "layout": part.layout,
            "labels": self._used(labels, records),
            "has_code": "code" in part.fields,
            "has_name": "name" in part.fields,
            "name_label": codec.label(part, "name") if "name" in part.fields else "",
            "code_label": self.env._("Code"),
            "archived_label": self.env._("archived"),
            "records": records,
        }

    @api.model
    def _used(self, labels, records):
        """The columns in which anything is written."""
        return [
            (name, label)
            for name, label in labels.items()
            if any(name in record["values"] for record in records)
        ]

    @api.model
    def _record(self, codec, part, record, labels):
        values = {name: self._value(codec, part, record, name) for name in labels}
        return {
            "name": record.display_name,
            "code": record.code if "code" in part.fields else "",
            "archived": "active" in part.fields and not record.active,
            "values": {name: value for name, value in values.items() if value},
        }

    @api.model
    def _value(self, codec, part, record, name):
        """A value as text, or as the HTML that its field keeps clean; "" to leave the
        line out."""
        field = record._fields[name]
        value = record[name]
        if name in part.domains:
            items = codec.domains.dump(value, part.domains[name])
            return RuleReader(codec).tell(items, part.domains[name])
        if field.type == "html":
            return "" if is_html_empty(value) else value.strip()
        if field.relational:
            return ", ".join(value.mapped("display_name"))
        if field.type == "boolean":
            return self.env._("yes") if value else ""
        if field.type == "selection":
            return dict(field._description_selection(self.env)).get(value, value) or ""
        if field.type in TEXTS:
            model = part.id_texts[name](record) if name in part.id_texts else None
            if model and value and value.isdigit():
                return codec.references.name(model, int(value)) or ""
            return value or ""
        return str(value) if value else ""

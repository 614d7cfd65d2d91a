import base64
import io
import json
import zipfile

import xlsxwriter

from odoo import api, fields, models
from odoo.tools import html2plaintext

from .client_privacy_catalogue import MAGIC

#: kinds of fields that say something to a person
TOLD = {
    "boolean",
    "char",
    "date",
    "datetime",
    "float",
    "html",
    "integer",
    "many2one",
    "monetary",
    "properties",
    "selection",
    "text",
}
#: the longest text of a cell
CELL = 32000
#: of a column, in letters
WIDTH = 24
#: what a spreadsheet would take for a formula
FORMULA = ("=", "+", "-", "@")


class ClientPrivacyExport(models.AbstractModel):
    """Everything about a person in one archive: a file for machines, one for eyes, and
    the files on his cards."""

    _name = "client.privacy.export"
    _description = "Copy of Personal Data"

    @api.model
    def _make(self, cards):
        """Return the archive and what is in it.

        :param cards: of the person, with all rights
        :return: (base64 of a zip, ``{model: (number, "")}``)
        """
        catalogue = self.env["client.privacy.catalogue"]
        found = catalogue._find(cards)
        tables = {name: self._rows(name, ids) for name, ids in found.items()}
        target = io.BytesIO()
        with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("data.json", self._json(tables))
            archive.writestr("data.xlsx", self._workbook(tables))
            for number, attachment in enumerate(self._files(cards), 1):
                name = "".join(
                    letter if letter.isalnum() or letter in " ._-" else "_"
                    for letter in attachment.name or ""
                ).strip(". ")
                archive.writestr(
                    f"files/{number:03}-{name or 'file'}", attachment.raw or b""
                )
        counts = {name: (len(rows), "") for name, rows in tables.items()}
        return base64.b64encode(target.getvalue()), counts

    @api.model
    def _files(self, cards):
        return (
            self.env["ir.attachment"]
            .sudo()
            .search(
                [
                    ("res_model", "=", "res.partner"),
                    ("res_id", "in", cards.ids),
                    ("type", "=", "binary"),
                    ("res_field", "in", (False, "image_1920")),
                ]
            )
        )

    @api.model
    def _rows(self, name, ids):
        """Return the records as ``[{label: value}]``, labels in the user's language."""
        records = self.env[name].sudo().with_context(active_test=False).browse(ids)
        told = [
            field
            for field in records._fields.values()
            if field.store and field.type in TOLD and field.name not in MAGIC
        ]
        labels = {
            field.name: field.get_description(self.env, ["string"])["string"]
            for field in told
        }
        rows = []
        for record in records:
            row = {"id": record.id}
            for field in told:
                value = self._value(record, field)
                if value not in (False, None, "", []):
                    label = labels[field.name]
                    row[label if label not in row else field.name] = value
            rows.append(row)
        return rows

    @api.model
    def _value(self, record, field):
        value = record[field.name]
        if field.type == "many2one":
            return value.display_name or False
        if field.type == "html":
            return html2plaintext(value) if value else False
        if field.type == "date":
            return fields.Date.to_string(value)
        if field.type == "datetime":
            return fields.Datetime.to_string(value)
        if field.type == "selection":
            return dict(field._description_selection(self.env)).get(value, value)
        if field.type == "properties":
            return self._properties(value)
        return value

    @api.model
    def _properties(self, value):
        """Return the labels and values of properties as one text."""
        values = dict(value or {})
        return "; ".join(
            f"{name}: {one}" for name, one in values.items() if one not in (False, None)
        )

    @api.model
    def _json(self, tables):
        names = self.env["ir.model"].sudo()
        content = [
            {"model": name, "name": names._get(name).name, "records": rows}
            for name, rows in tables.items()
        ]
        return json.dumps(content, ensure_ascii=False, indent=1, default=str)

    @api.model
    def _workbook(self, tables):
        target = io.BytesIO()
        names = self.env["ir.model"].sudo()
        book = xlsxwriter.Workbook(
            target, {"in_memory": True, "strings_to_formulas": False}
        )
        bold = book.add_format({"bold": True})
        taken = set()
        for name, rows in tables.items():
            sheet = book.add_worksheet(
                self._sheet_name(names._get(name).name or name, taken)
            )
            columns = list(dict.fromkeys(key for row in rows for key in row))
            for column, label in enumerate(columns):
                sheet.write_string(0, column, label, bold)
                for line, row in enumerate(rows, 1):
                    self._write_cell(sheet, line, column, row.get(label))
            sheet.freeze_panes(1, 0)
            sheet.set_column(0, max(len(columns) - 1, 0), WIDTH)
        book.close()
        return target.getvalue()

    @api.model
    def _write_cell(self, sheet, line, column, value):
        if value is None:
            return
        if isinstance(value, (bool, int, float)):
            sheet.write(line, column, value)
        else:
            text = str(value)[:CELL]
            sheet.write_string(
                line, column, f"'{text}" if text.startswith(FORMULA) else text
            )

    @api.model
    def _sheet_name(self, name, taken):
        base = "".join("_" if letter in "[]:*?/\\" else letter for letter in name)
        base = base.strip("'")[:28] or "Sheet"
        found, number = base, 1
        while found.lower() in taken:
            number += 1
            found = f"{base[:25]} {number}"
        taken.add(found.lower())
        return found

import base64
import csv
import io

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..tools.event_file import HEADERS, EventFileError, guess_columns, read_table
from .client_event_import_rows import BATCH

#: lines that the preview shows; the report has all of them
SHOWN = 200
MODES = [
    ("all", "All Rows or None"),
    ("good", "Good Rows Only"),
]
RESULTS = [
    ("good", "Good"),
    ("known", "Imported Before"),
    ("repeated", "Repeated in the File"),
    ("bad", "Bad"),
]


class ClientEventImport(models.TransientModel):
    """Past events from a table: looked at row by row before anything is written."""

    _name = "client.event.import"
    _description = "Import of Events"

    file = fields.Binary(attachment=False, required=True)
    file_name = fields.Char()
    state = fields.Selection([("file", "File"), ("rows", "Rows"), ("done", "Done")])
    mode = fields.Selection(
        MODES,
        required=True,
        default="all",
        string="Import",
        help="What happens where some rows are bad.",
    )
    column_ids = fields.One2many("client.event.import.column", "import_id")
    line_ids = fields.One2many("client.event.import.line", "import_id")
    good_count = fields.Integer(readonly=True)
    known_count = fields.Integer("Imported Before", readonly=True)
    bad_count = fields.Integer(readonly=True)
    is_cut = fields.Boolean(readonly=True)
    report = fields.Binary("Report of Bad Rows", readonly=True, attachment=False)
    report_name = fields.Char(default="bad-rows.csv")

    @api.onchange("file", "file_name")
    def _onchange_file(self):
        self.column_ids = [fields.Command.clear()]
        if not self.file:
            return
        headers, _rows = self._read()
        self.column_ids = [
            fields.Command.create({"position": position, "name": name, "meaning": what})
            for position, (name, what) in enumerate(
                zip(headers, guess_columns(headers), strict=True)
            )
        ]

    # ------------------------------------------------------------------ steps
    def action_template(self):
        """Download a table with the right headers in the language of the user."""
        language = "ru" if (self.env.lang or "").startswith("ru") else "en"
        return {
            "type": "ir.actions.act_url",
            "url": f"/client_accounting/static/import/client_events_{language}.csv",
            "target": "download",
        }

    def action_check(self):
        """Look at each row and show what becomes of it; nothing is written.

        :raises UserError: for a file that is no table, or lacks a needed column
        """
        self.ensure_one()
        self._look(write=False)
        self.state = "rows"
        return self._reopen()

    def action_import(self):
        """Write the events, a thousand at a time, all of them or the good ones.

        :raises UserError: where all are to be good and some are not: none is written
        """
        self.ensure_one()
        self.env["client.event"].check_access("create")
        if self.mode == "all":
            self._look(write=False)
            if self.bad_count:
                raise UserError(
                    self.env._(
                        "%(count)s rows are bad, so none was imported. Correct them, "
                        "or import the good rows only.",
                        count=self.bad_count,
                    )
                )
        self._look(write=True)
        self.state = "done"
        return self._reopen()

    def action_back(self):
        """Choose another file or other columns."""
        self.ensure_one()
        self.state = "file"
        return self._reopen()

    def action_open_events(self):
        """Open the imported events."""
        action = self.env["ir.actions.actions"]._for_xml_id(
            "client_accounting.client_event_action"
        )
        return {**action, "domain": [("source", "=", "import")], "context": {}}

    def _reopen(self):
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Import Events"),
            "res_model": self._name,
            "res_id": self.id,
            "views": [(False, "form")],
            "target": "new",
        }

    # ------------------------------------------------------------------ rows
    def _read(self):
        messages = {
            "too_large": self.env._("The file is too large: split it."),
            "no_table": self.env._("This is neither a CSV nor an XLSX file."),
            "no_rows": self.env._("The file has no rows under its headers."),
            "too_many_rows": self.env._("The file has too many rows: split it."),
        }
        try:
            return read_table(base64.b64decode(self.file), self.file_name or "")
        except EventFileError as error:
            raise UserError(messages[error.code]) from None

    def _columns(self):
        """``{meaning: position}``, checked."""
        headers, rows = self._read()
        if len(self.column_ids) != len(headers):
            self._onchange_file()
        columns = {}
        for column in self.column_ids.filtered("meaning"):
            if column.meaning in columns:
                raise UserError(
                    self.env._(
                        "Two columns have the same meaning: %(name)s.", name=column.name
                    )
                )
            columns[column.meaning] = column.position
        finders = {"client_id", "ref", "vat", "email", "phone", "name"}
        if "date" not in columns or not finders & set(columns):
            raise UserError(
                self.env._(
                    "The file needs a column with the date, and one that tells the "
                    "client: name, reference, VAT, e-mail, telephone or ID."
                )
            )
        return columns, rows

    def _look(self, write):
        columns, rows = self._columns()
        reader = self.env["client.event.import.rows"]
        seen, counts, bad, shown = {}, dict.fromkeys(dict(RESULTS), 0), [], []
        for start in range(0, len(rows), BATCH):
            results = reader._judge(rows[start : start + BATCH], columns, seen)
            if write:
                reader._write(results)
            for one in results:
                counts[one.result] += 1
                if one.result == "bad":
                    bad.append(one)
                elif len(shown) < SHOWN:
                    shown.append(one)
        lines = sorted([*bad[:SHOWN], *shown], key=lambda one: one.sort_key)[:SHOWN]
        self.write(
            {
                "good_count": counts["good"],
                "known_count": counts["known"] + counts["repeated"],
                "bad_count": counts["bad"],
                "is_cut": len(rows) > SHOWN,
                "report": self._prepare_report(bad),
                "line_ids": [
                    fields.Command.clear(),
                    *(fields.Command.create(one.line_values()) for one in lines),
                ],
            }
        )

    def _prepare_report(self, bad):
        if not bad:
            return False
        output = io.StringIO()
        writer = csv.writer(output, delimiter=";")
        writer.writerow([self.env._("Row"), self.env._("What is wrong")])
        # what a spreadsheet would take for a formula stays text
        writer.writerows(
            [one.number, one.reason.lstrip("=+-@\t\r") or one.reason] for one in bad
        )
        return base64.b64encode(b"\xef\xbb\xbf" + output.getvalue().encode())


class ClientEventImportColumn(models.TransientModel):
    """What a column of the file means."""

    _name = "client.event.import.column"
    _description = "Column of an Import of Events"
    _order = "position"

    import_id = fields.Many2one(
        "client.event.import", required=True, ondelete="cascade", index=True
    )
    position = fields.Integer(readonly=True)
    name = fields.Char("Header", readonly=True)
    meaning = fields.Selection("_select_meaning", help="What the column tells.")

    @api.model
    def _select_meaning(self):
        labels = {
            "key": self.env._("Key of the Row"),
            "date": self.env._("Date"),
            "type": self.env._("Type"),
            "client_id": self.env._("Client: ID"),
            "ref": self.env._("Client: Reference"),
            "vat": self.env._("Client: VAT"),
            "email": self.env._("Client: E-mail"),
            "phone": self.env._("Client: Telephone"),
            "name": self.env._("Client: Name"),
            "contact": self.env._("Contact"),
            "subject": self.env._("Subject"),
            "note": self.env._("Notes"),
            "duration": self.env._("Duration"),
            "outcome": self.env._("Outcome"),
            "user": self.env._("Employee"),
        }
        return [(meaning, labels[meaning]) for meaning in HEADERS]


class ClientEventImportLine(models.TransientModel):
    """What becomes of a row."""

    _name = "client.event.import.line"
    _description = "Row of an Import of Events"
    _order = "id"

    import_id = fields.Many2one(
        "client.event.import", required=True, ondelete="cascade", index=True
    )
    number = fields.Integer("Row", readonly=True)
    result = fields.Selection(RESULTS, readonly=True, help="What becomes of the row.")
    reason = fields.Char(readonly=True)
    partner_id = fields.Many2one("res.partner", "Contact", readonly=True)
    date = fields.Datetime(readonly=True)
    type_id = fields.Many2one("client.event.type", readonly=True)
    subject = fields.Char(readonly=True)

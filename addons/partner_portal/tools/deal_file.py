"""Deals in a CSV file as a partner sends it: rows with texts by field."""

import csv
import io

#: Columns that are understood, by field; case and surrounding spaces do not matter.
COLUMNS = {
    "client_name": ("client", "client_name", "клиент", "наименование клиента"),
    "client_vat": ("vat", "tax id", "инн"),
    "client_email": ("email", "e-mail", "почта", "эл. почта"),
    "client_phone": ("phone", "телефон"),
    "client_website": ("website", "сайт"),
    "client_street": ("street", "улица", "адрес"),
    "client_zip": ("zip", "индекс"),
    "client_city": ("city", "город"),
    "client_country_id": ("country", "страна"),
    "client_contact": ("contact", "контактное лицо"),
    "subject": ("need", "subject", "потребность"),
    "description": ("description", "описание"),
    "amount": ("amount", "сумма"),
    "date_expected": ("expected order", "date", "ожидаемая дата", "дата"),
}
NAMES = {name: field for field, names in COLUMNS.items() for name in names}
MAX_ROWS = 200
ENCODINGS = ("utf-8-sig", "cp1251")


class BadFile(ValueError):
    """The file as a whole cannot be read; `kind` says why."""

    def __init__(self, kind, **details):
        super().__init__(kind)
        self.kind = kind
        self.details = details


def read(content):
    """Read the rows of a CSV file with a heading.

    :param bytes content: UTF-8 or Windows-1251; separated by commas, semicolons or tabs
    :return: ``[(line number, {field: text}), ...]`` without empty rows
    :raise BadFile: ``encoding``, ``heading`` (details: ``columns`` that were found),
        ``empty``, ``long`` (details: ``limit``)
    """
    text = _decoded(content)
    first = text.split("\n", 1)[0]
    separator = max(";,\t", key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    heading = next(reader, [])
    fields = [NAMES.get(column.strip().lower()) for column in heading]
    if "client_name" not in fields:
        raise BadFile("heading", columns=", ".join(heading)[:200])
    rows = []
    for row in reader:
        values = {
            field: cell.strip()
            for field, cell in zip(fields, row, strict=False)
            if field and cell.strip()
        }
        if values:
            rows.append((reader.line_num, values))
        if len(rows) > MAX_ROWS:
            raise BadFile("long", limit=MAX_ROWS)
    if not rows:
        raise BadFile("empty")
    return rows


def _decoded(content):
    for encoding in ENCODINGS:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise BadFile("encoding")

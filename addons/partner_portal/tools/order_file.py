"""Orders as text or file: lines of a code and a quantity, from the clipboard, CSV or
an Excel workbook."""

import csv
import io
import re
import zipfile
from typing import NamedTuple

import openpyxl

#: Headings of the columns; case and surrounding spaces do not matter.
CODES = (
    "code",
    "product code",
    "article",
    "item",
    "sku",
    "barcode",
    "ean",
    "reference",
    "артикул",
    "код",
    "штрихкод",
    "штрих-код",
)
QUANTITIES = (
    "quantity",
    "qty",
    "amount",
    "pieces",
    "pcs",
    "количество",
    "кол-во",
    "кол",
    "шт",
)
MAX_ROWS = 500
MAX_CODE = 64
#: A workbook may unpack to so many bytes, whatever its own size.
MAX_UNPACKED = 20 * 1024 * 1024
MAX_COLUMNS = 50
ENCODINGS = ("utf-8-sig", "cp1251")
#: Rows without a word in the first column are looked over, but not for ever.
MAX_EMPTY = 2000


class BadFile(ValueError):
    """The file or text as a whole cannot be read; `kind` says why."""

    def __init__(self, kind, **details):
        super().__init__(kind)
        self.kind = kind
        self.details = details


class Asked(NamedTuple):
    """A line as it was written."""

    line: int
    code: str
    quantity: str


def read_text(text):
    """Read pasted lines: a code, then a quantity; without one, 1.

    Separated by a tab, a semicolon or a comma, else by the last space.

    :return: list of :class:`Asked` without empty lines
    :raise BadFile: ``empty``, ``long`` (details: ``limit``)
    """
    rows = []
    for number, line in enumerate(text.splitlines(), 1):
        if line.strip():
            rows.append((number, _cells(line.strip())))
    return _asked(rows)


def read_file(content):
    """Read a CSV file or an Excel workbook (its first sheet).

    A heading may name the columns; without one the first column is the code and the
    second the quantity.

    :param bytes content: told apart by what it starts with, not by its name
    :return: list of :class:`Asked`
    :raise BadFile: ``encoding``, ``workbook``, ``empty``, ``long`` (details: ``limit``)
    """
    if content.startswith(b"PK"):
        return _asked(_workbook(content))
    text = _decoded(content)
    first = text.split("\n", 1)[0]
    separator = max(";,\t", key=first.count)
    try:
        rows = [
            (number, [cell.strip() for cell in row[:MAX_COLUMNS]])
            for number, row in enumerate(
                csv.reader(io.StringIO(text, newline=""), delimiter=separator), 1
            )
            if any(cell.strip() for cell in row)
        ]
    except csv.Error as error:
        raise BadFile("encoding") from error
    return _asked(rows)


def number_of(text):
    """Return the quantity in a text, or None where it is none above zero.

    :param str text: with a point or a comma, thousands apart by spaces
    """
    plain = re.sub(r"[\s\u00a0\u202f]", "", text).replace(",", ".")
    if not re.fullmatch(r"\d{1,9}(\.\d{1,6})?", plain):
        return None
    return float(plain) or None


def _cells(line):
    for separator in "\t;":
        if separator in line:
            return [cell.strip() for cell in line.split(separator)]
    # a comma may be that of a number: the code ends at the first one
    if re.fullmatch(r"[^,\s]+\s*,.*", line):
        return [cell.strip() for cell in line.split(",", 1)]
    head, _space, tail = line.rpartition(" ")
    if head and re.fullmatch(r"[\d.,]+", tail):
        return [head.strip(), tail]
    return [line]


def _asked(rows):
    places = (0, 1)
    if rows:
        heading = _heading(rows[0][1])
        if heading:
            places, rows = heading, rows[1:]
    if not rows:
        raise BadFile("empty")
    if len(rows) > MAX_ROWS:
        raise BadFile("long", limit=MAX_ROWS)
    code, quantity = places
    result = []
    for number, row in rows:
        cells = dict(enumerate(row))
        asked = cells.get(quantity, "") if quantity is not None else ""
        result.append(Asked(number, cells.get(code, "")[:MAX_CODE], asked[:30] or "1"))
    return result


def _heading(row):
    """The places of code and quantity, if the row names them."""
    names = [cell.strip().lower() for cell in row]
    code = next((place for place, name in enumerate(names) if name in CODES), None)
    if code is None:
        return None
    quantity = next(
        (place for place, name in enumerate(names) if name in QUANTITIES), None
    )
    return code, quantity


def _workbook(content):
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            if sum(part.file_size for part in packed.infolist()) > MAX_UNPACKED:
                raise BadFile("workbook")
        book = openpyxl.load_workbook(
            io.BytesIO(content), read_only=True, data_only=True
        )
        return list(_rows_of_sheet(book.worksheets[0]))
    except BadFile:
        raise
    # a broken or hostile workbook fails in as many ways as its parts can be broken
    except Exception as error:
        raise BadFile("workbook") from error


def _rows_of_sheet(sheet):
    empty = 0
    rows = sheet.iter_rows(max_col=MAX_COLUMNS, values_only=True)
    for number, row in enumerate(rows, 1):
        cells = [_text_of(cell) for cell in row]
        if any(cells):
            yield number, cells
            continue
        empty += 1
        if empty > MAX_EMPTY:
            return


def _text_of(cell):
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell).strip()


def _decoded(content):
    for encoding in ENCODINGS:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise BadFile("encoding")

"""Tables of past events: CSV or XLSX as rows of text and times, and what their columns
mean by their headers, English or Russian. Nothing here knows a database."""

import csv
import io
import re
import zipfile
from contextlib import suppress
from datetime import date, datetime, time, timezone
from zoneinfo import ZoneInfo

import openpyxl

#: bytes of a file, and of what is packed in it
MAX_SIZE = 30 * 1024 * 1024
MAX_UNPACKED = 400 * 1024 * 1024
MAX_ROWS = 200_000
MAX_COLUMNS = 100
#: characters of a cell
MAX_TEXT = 20_000

#: meaning of a column: headers that say it, in small letters
HEADERS = {
    "key": "key, external id, row id, ключ, внешний ид, внешний id, номер события",
    "date": "date, date and time, time, when, дата, дата и время, когда",
    "type": "type, event type, kind, тип, тип события, вид, вид события",
    "client_id": "client id, partner id, ид клиента, id клиента",
    "ref": "reference, client reference, ref, code, client code, код, код клиента",
    "vat": "vat, tax id, tin, инн, налоговый номер",
    "email": "e-mail, email, mail, эл. почта, электронная почта, почта, адрес почты",
    "phone": "phone, telephone, mobile, телефон, номер телефона",
    "name": "client, customer, company, name, клиент, контрагент, компания, название",
    "contact": "contact, contact person, person, контакт, контактное лицо",
    "subject": "subject, topic, title, тема, предмет",
    "note": "note, notes, text, comment, заметки, текст, комментарий, содержание",
    "duration": "duration, hours, длительность, продолжительность, часы",
    "outcome": "outcome, result, итог, результат, исход",
    "user": "user, employee, manager, responsible, сотрудник, менеджер, ответственный",
}
MEANING = {
    header.strip(): meaning
    for meaning, headers in HEADERS.items()
    for header in headers.split(",")
}
DATES = ("%d.%m.%Y", "%d.%m.%y", "%d/%m/%Y", "%Y/%m/%d", "%d-%m-%Y")
TIMES = ("", " %H:%M", " %H:%M:%S")
YEARS = range(1990, 2101)


class EventFileError(ValueError):
    """Why a file or a value cannot be read; ``code`` says it, ``value`` is what."""

    def __init__(self, code, value=""):
        super().__init__(code)
        self.code = code
        self.value = value


def read_table(content, name=""):
    """Headers and rows of a file.

    :param bytes content: of a CSV or XLSX file
    :param str name: of the file; only its ending counts
    :return: ``(headers, rows)``: texts, and lists of ``(number of the row in the file,
        values)``; empty rows are left out
    :raises EventFileError: too_large, no_table, no_rows, too_many_rows
    """
    if len(content) > MAX_SIZE:
        raise EventFileError("too_large")
    if content[:2] == b"PK" or name.lower().endswith((".xlsx", ".xlsm")):
        table = _xlsx_rows(content)
    else:
        table = _csv_rows(content)
    headers, rows = None, []
    for number, values in enumerate(table, 1):
        values = [_clean(value) for value in values[:MAX_COLUMNS]]
        if not any(value not in ("", None) for value in values):
            continue
        if headers is None:
            headers = [str(value) for value in values]
            continue
        if len(rows) >= MAX_ROWS:
            raise EventFileError("too_many_rows", MAX_ROWS)
        rows.append((number, values))
    if not headers or not rows:
        raise EventFileError("no_rows")
    return headers, rows


def _clean(value):
    if value is None:
        return ""
    if isinstance(value, str):
        return value.replace("\x00", "").strip()[:MAX_TEXT]
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return int(value)
    return value


def _csv_rows(content):
    for encoding in ("utf-8-sig", "cp1251"):
        try:
            text = content.decode(encoding)
            break
        except UnicodeDecodeError:
            continue
    else:
        raise EventFileError("no_table")
    if "\x00" in text[:1000]:
        raise EventFileError("no_table")
    first = text.partition("\n")[0]
    delimiter = max(";,\t", key=first.count)
    try:
        yield from csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    except csv.Error:
        raise EventFileError("no_table") from None


def _xlsx_rows(content):
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            if sum(entry.file_size for entry in archive.infolist()) > MAX_UNPACKED:
                raise EventFileError("too_large")
        book = openpyxl.load_workbook(
            io.BytesIO(content), read_only=True, data_only=True
        )
        sheet = book.worksheets[0]
        sheet.reset_dimensions()
        yield from (list(row) for row in sheet.iter_rows(values_only=True))
    except EventFileError:
        raise
    except Exception:
        # whatever is wrong inside a foreign file, it is no table
        raise EventFileError("no_table") from None


def guess_columns(headers):
    """The meaning of each column by its header, ``""`` where none is known.

    Each meaning is given once, to the first column that has it.
    """
    taken, found = set(), []
    for header in headers:
        plain = re.sub(r"[\s_*:]+", " ", header.lower()).strip()
        plain = re.sub(r"\s*\(.*\)$", "", plain)
        meaning = MEANING.get(plain, "")
        found.append(meaning if meaning not in taken else "")
        taken.add(meaning)
    return found


def parse_moment(value, zone):
    """A time as UTC without zone; a day alone is its noon.

    :param value: text (ISO 8601, ``31.12.2025 14:30``) or time of a spreadsheet
    :param str zone: name of the time zone of what has none
    :raises EventFileError: no_date
    """
    moment = _moment(value)
    if moment is None:
        raise EventFileError("no_date", str(value)[:40])
    if isinstance(moment, date) and not isinstance(moment, datetime):
        moment = datetime.combine(moment, time(12))
    try:
        if moment.tzinfo is None:
            moment = moment.replace(tzinfo=ZoneInfo(zone or "UTC"))
        moment = moment.astimezone(timezone.utc).replace(tzinfo=None, microsecond=0)
    except (OverflowError, ValueError, OSError):
        raise EventFileError("no_date", str(value)[:40]) from None
    if moment.year not in YEARS:
        raise EventFileError("no_date", str(value)[:40])
    return moment


def _moment(value):
    if isinstance(value, datetime):
        midnight = value.time() == time() and value.tzinfo is None
        return value.date() if midnight else value
    if isinstance(value, date):
        return value
    text = str(value).strip()
    with suppress(ValueError):
        iso = datetime.fromisoformat(re.sub(r"[zZ]$", "+00:00", text))
        return iso.date() if re.fullmatch(r"\d{4}-\d\d-\d\d", text) else iso
    for day in DATES:
        for clock in TIMES:
            try:
                found = datetime.strptime(text, day + clock)  # noqa: DTZ007
            except ValueError:
                continue
            return found if clock else found.date()
    return None


def parse_hours(value):
    """A duration in hours: ``1.5``, ``1,5``, ``1:30``, ``90 min``; nothing is 0.

    :raises EventFileError: no_duration
    """
    if value in ("", None):
        return 0.0
    if isinstance(value, time):
        return value.hour + value.minute / 60 + value.second / 3600
    text = str(value).strip().lower().replace(",", ".")
    if match := re.fullmatch(r"(\d{1,4}):(\d\d)(?::(\d\d))?", text):
        hours, minutes, seconds = (int(part or 0) for part in match.groups())
        return hours + minutes / 60 + seconds / 3600
    if match := re.fullmatch(r"(\d+(?:\.\d+)?)\s*(h|hours?|ч|час\w*)?\.?", text):
        hours = float(match[1])
    elif match := re.fullmatch(r"(\d+(?:\.\d+)?)\s*(m|min\w*|мин\w*)\.?", text):
        hours = float(match[1]) / 60
    else:
        raise EventFileError("no_duration", text[:40])
    if hours > 10_000:
        raise EventFileError("no_duration", text[:40])
    return hours

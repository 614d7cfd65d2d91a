"""Reads the CDNOW sample. Plain Python: no Odoo, no clock."""

import datetime
import re
from collections import Counter, defaultdict
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

FILE = Path(__file__).with_name("CDNOW_sample.txt")
COLUMNS = 5
MAX_REPORTED = 20
# An ERP, a calendar and a person can work with these years.
FIRST_YEAR, LAST_YEAR = 1900, 2199


class BadFile(Exception):
    """The file cannot be loaded. `errors` holds (line number, sentence) pairs."""

    def __init__(self, errors):
        self.errors = errors
        lines = [f"line {number}: {text}" for number, text in errors[:MAX_REPORTED]]
        if len(errors) > MAX_REPORTED:
            lines.append(f"... and {len(errors) - MAX_REPORTED} more")
        super().__init__("\n".join(lines))


class BadShift(Exception):
    """The dates cannot be moved as asked; the text says why."""


@dataclass(frozen=True)
class Purchase:
    """One line of the file. `dollars` is the whole purchase, not a unit's price."""

    client: str
    date: datetime.date
    number: int
    quantity: int
    dollars: Decimal

    @property
    def client_ref(self):
        """Reference of the client, for example CDNOW-00004."""
        return f"CDNOW-{self.client}"

    @property
    def ref(self):
        """Unique reference of the purchase: client, date in the file, number that day.

        It does not depend on the shift of the dates.
        """
        return f"{self.client_ref}-{self.date:%Y%m%d}-{self.number}"


def read(path=FILE):
    """Purchases of a file, in its order. Raises BadFile with every bad line."""
    try:
        text = Path(path).read_text(encoding="ascii")
    except UnicodeDecodeError as error:
        raw = Path(path).read_bytes()
        number = raw.count(b"\n", 0, error.start) + 1
        raise BadFile(
            [(number, "holds a character that is not plain ASCII")]
        ) from error
    return parse(text)


def parse(text):
    """Purchases of a text, in its order. Raises BadFile with every bad line."""
    purchases, errors = [], []
    numbers = Counter()
    owners = {}
    for line_number, line in enumerate(text.splitlines(), start=1):
        cells = line.split()
        if not cells:
            continue
        try:
            client, sample_id, date, quantity, dollars = _parse_cells(cells)
            known = owners.setdefault(client, sample_id)
            if known != sample_id:
                raise ValueError(
                    f"client {client} has the sample number {sample_id} here "
                    f"and {known} above"
                )
        except ValueError as error:
            errors.append((line_number, str(error)))
            continue
        numbers[client, date] += 1
        purchases.append(
            Purchase(client, date, numbers[client, date], quantity, dollars)
        )
    if not purchases and not errors:
        errors.append((1, "the file holds no purchase"))
    if errors:
        raise BadFile(errors)
    return purchases


def _parse_cells(cells):
    if len(cells) != COLUMNS:
        raise ValueError(
            f"{COLUMNS} columns are expected (client, number in the sample, date, "
            f"CDs, dollars), found {len(cells)}"
        )
    client, sample_id, date, quantity, dollars = cells
    _expect(client, r"[0-9]{5}", "the client must be 5 digits")
    _expect(sample_id, r"[0-9]{4}", "the number in the sample must be 4 digits")
    _expect(date, r"[0-9]{8}", "the date must be 8 digits, YYYYMMDD")
    _expect(quantity, r"[1-9][0-9]{0,5}", "the number of CDs must be 1 or more")
    _expect(
        dollars,
        r"[0-9]{1,7}\.[0-9]{2}",
        "the dollars must be an amount with two decimals, 0.00 or more",
    )
    return client, sample_id, _parse_date(date), int(quantity), Decimal(dollars)


def _expect(value, pattern, sentence):
    if not re.fullmatch(pattern, value):
        raise ValueError(f"{sentence}, found {value!r}")


def _parse_date(digits):
    try:
        date = datetime.date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        date = None
    if date is None or not FIRST_YEAR <= date.year <= LAST_YEAR:
        raise ValueError(f"there is no such day: {digits!r}")
    return date


def select_clients(purchases, limit=None):
    """Purchases of the first `limit` clients of the file (all without a limit)."""
    if limit is None:
        return list(purchases)
    chosen = set(list(dict.fromkeys(p.client for p in purchases))[:limit])
    return [purchase for purchase in purchases if purchase.client in chosen]


def turnover_by_client(purchases):
    """{client reference: dollars}, exact."""
    totals = defaultdict(Decimal)
    for purchase in purchases:
        totals[purchase.client_ref] += purchase.dollars
    return dict(totals)


def weeks_until(purchases, until):
    """Whole weeks to add so that the last purchase falls on `until` or up to 6 days
    before it. Negative when `until` lies before the last purchase of the file.

    Raises BadShift when a date would leave the years 1900-2199.
    """
    first = min(purchase.date for purchase in purchases)
    last = max(purchase.date for purchase in purchases)
    weeks = (until - last).days // 7
    try:
        moved = shift(first, weeks), shift(last, weeks)
    except OverflowError:
        moved = None
    if moved is None or moved[0].year < FIRST_YEAR or moved[1].year > LAST_YEAR:
        raise BadShift(
            f"With the last purchase by {until} some dates would leave the years "
            f"{FIRST_YEAR}-{LAST_YEAR}. Choose a date nearer to today."
        )
    return weeks


def shift(date, weeks):
    """The date a number of weeks later (earlier if negative): same day of the week."""
    return date + datetime.timedelta(weeks=weeks)


def repeat_purchases(purchases, calibration_end, holdout_days):
    """What the published studies count in this file.

    :returns: (clients, repeat buyers until `calibration_end`, repeat purchases in the
        `holdout_days` days after it); purchases of one client on one day are one.
    """
    days = defaultdict(set)
    for purchase in purchases:
        days[purchase.client].add(purchase.date)
    end = calibration_end + datetime.timedelta(days=holdout_days)
    repeaters = sum(
        len([day for day in own if day <= calibration_end]) > 1 for own in days.values()
    )
    later = sum(
        calibration_end < day <= end
        for own in days.values()
        for day in own - {min(own)}
    )
    return len(days), repeaters, later

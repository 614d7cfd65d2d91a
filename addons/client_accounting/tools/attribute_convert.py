"""Values of an attribute in another type. Plain Python; no clock, no database."""

import html
import re
from dataclasses import dataclass, field
from datetime import datetime

NUMBER = re.compile(r"[-+]?\d[\d\s\u00a0\u202f]*(?:[.,]\d+)?")
YES = {"yes", "y", "true", "1", "+", "да", "есть"}
NO = {"no", "n", "false", "0", "-", "нет"}
DATE_FORMATS = ("%Y-%m-%d", "%d.%m.%Y", "%d/%m/%Y", "%Y-%m-%d %H:%M:%S")


@dataclass(frozen=True)
class Words:
    """What codes and ids are called.

    :ivar dict old: code or id -> text, of the type converted from
    :ivar dict new: text in small letters -> code or id, of the type converted to
    """

    old: dict = field(default_factory=dict)
    new: dict = field(default_factory=dict)


def convert(value, source, target, words=Words()):  # noqa: B008
    """Return a stored value of the type `source` as a stored value of `target`.

    :return: None where nothing of it would be left
    """
    if source in ("integer", "float", "monetary") and target == "boolean":
        return bool(value)
    if source == "boolean" and target in ("integer", "float", "monetary"):
        return int(value)
    texts = _texts(value, source, words)
    if target in ("tags", "many2many"):
        found = [words.new.get(text.lower()) for text in texts]
        return list(dict.fromkeys(found)) if found and None not in found else None
    if target in ("selection", "many2one"):
        return words.new.get(texts[0].lower()) if len(texts) == 1 else None
    return TARGETS[target](", ".join(texts)) if texts else None


def texts_of(value, source, words=Words()):  # noqa: B008
    """Return the words of a value: one, or one for each of a list."""
    return _texts(value, source, words)


def _texts(value, source, words):
    if source in ("selection", "tags", "many2one", "many2many"):
        items = value if isinstance(value, list) else [value]
        return [words.old[item] for item in items if item in words.old]
    if source == "boolean":
        return ["yes" if value else "no"]
    if isinstance(value, float) and value == int(value):
        value = int(value)
    text = str(value)
    if source == "html":
        text = html.unescape(re.sub(r"<[^>]+>", " ", text))
        text = re.sub(r"\s+", " ", text)
    text = text.strip()
    return [text] if text else []


def _to_integer(text):
    number = _to_float(text)
    return int(number) if number is not None and number == int(number) else None


def _to_float(text):
    """The number, where the text is a number and nothing else."""
    if not NUMBER.fullmatch(text.strip()):
        return None
    return float(re.sub(r"\s", "", text).replace(",", "."))


def _to_boolean(text):
    text = text.strip().lower()
    if text in YES:
        return True
    return False if text in NO else None


def _to_day(text):
    for form in DATE_FORMATS:
        try:
            return datetime.strptime(text.strip(), form)  # noqa: DTZ007
        except ValueError:
            continue
    return None


def _to_date(text):
    day = _to_day(text)
    return day and day.strftime("%Y-%m-%d")


def _to_datetime(text):
    day = _to_day(text)
    return day and day.strftime("%Y-%m-%d %H:%M:%S")


def _to_char(text):
    return " ".join(text.split())


TARGETS = {
    "char": _to_char,
    "text": lambda text: text,
    "integer": _to_integer,
    "float": _to_float,
    "monetary": _to_float,
    "boolean": _to_boolean,
    "date": _to_date,
    "datetime": _to_datetime,
}

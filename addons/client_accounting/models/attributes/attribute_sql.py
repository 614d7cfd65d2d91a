"""Conditions and typed values of attributes in SQL, and values as they are stored."""

from datetime import date, datetime

from odoo import fields
from odoo.tools import SQL
from odoo.tools.date_utils import parse_date

#: type of an attribute -> type of a property
PROPERTY_TYPES = {"monetary": "float"}
LISTS = ("tags", "many2many")
NUMBERS = ("integer", "float", "monetary")
TEXTS = ("char", "text", "html")
DATES = ("date", "datetime")
COMPARISONS = {
    "<": SQL("<"),
    ">": SQL(">"),
    "<=": SQL("<="),
    ">=": SQL(">="),
}
#: jsonb that holds nothing; "no" is an answer to a yes-no attribute only
EMPTY = SQL("""('null', 'false', '""', '[]')""")


def plain(value, kind=None):
    """Return a value as it is stored from what the web client or a user of the ORM
    gives: ids without names, dates as text, records as ids."""
    if hasattr(value, "_ids"):
        value = list(value._ids)
        return value if kind == "many2many" else (value and value[0])
    if isinstance(value, datetime):
        return fields.Datetime.to_string(value)
    if isinstance(value, date):
        return fields.Date.to_string(value)
    if isinstance(value, dict):  # {id, display_name}
        return value.get("id") or False
    if kind == "many2one" and isinstance(value, list | tuple):
        return value[0] if value else False
    if kind == "many2many" and isinstance(value, list | tuple):
        return [
            item[0] if isinstance(item, list | tuple) else plain(item) for item in value
        ]
    if isinstance(value, tuple):
        return list(value)
    return value


def text_of(left):
    """The text of a jsonb scalar."""
    return SQL("(%s ->> 0)", SQL("jsonb_build_array(%s)", left))


def is_filled(left, kind):
    """SQL: there is a value; "no" and 0 are values."""
    if kind == "boolean":
        return SQL("COALESCE(%s, 'null') <> 'null'", left)
    return SQL("COALESCE(%s, 'null') NOT IN %s", left, EMPTY)


def typed(left, kind):
    """SQL: the value in the type of PostgreSQL that it has; lists stay jsonb."""
    text = text_of(left)
    if kind in (*NUMBERS, "many2one"):
        target = SQL("integer") if kind == "many2one" else SQL("numeric")
        return SQL(
            "CASE WHEN jsonb_typeof(%s) = 'number' THEN %s::%s END", left, text, target
        )
    if kind == "boolean":
        return SQL(
            "CASE WHEN jsonb_typeof(%s) = 'boolean' THEN %s::boolean END", left, text
        )
    if kind in LISTS:
        return left
    cast = {"date": SQL("::date"), "datetime": SQL("::timestamp")}.get(kind, SQL())
    return SQL(
        "CASE WHEN jsonb_typeof(%s) = 'string' THEN NULLIF(%s, '')%s END",
        left,
        text,
        cast,
    )


def among(entry, left, values):
    """SQL: the value, or one of the list, is one of these; False means empty."""
    kind = entry["type"]
    conditions = []
    values = [plain(value) for value in values]
    if False in values:
        filled = (
            SQL("%s = 'true'", left) if kind == "boolean" else is_filled(left, kind)
        )
        conditions.append(SQL("NOT COALESCE(%s, FALSE)", filled))
    if True in values and kind != "boolean":
        conditions.append(is_filled(left, kind))
    wanted = [
        value
        for value in values
        if value is not None and (value is not True or kind == "boolean")
        if value is not False
    ]
    if wanted and kind in LISTS:
        conditions.append(
            SQL(
                "(jsonb_typeof(%s) = 'array' AND EXISTS (SELECT FROM"
                " jsonb_array_elements(%s) item WHERE item = ANY(%s)))",
                left,
                left,
                _jsonb(wanted),
            )
        )
    elif wanted:
        conditions.append(SQL("%s = ANY(%s)", left, _jsonb(wanted)))
    return SQL("(%s)", SQL(" OR ").join(conditions)) if conditions else SQL("FALSE")


def _jsonb(values):
    return SQL(
        "ARRAY[%s]::jsonb[]",
        SQL(", ").join(SQL("to_jsonb(%s)", _scalar(value)) for value in values),
    )


def _scalar(value):
    if isinstance(value, bool):
        return SQL("%s::boolean", value)
    if isinstance(value, int | float):
        return SQL("%s::numeric", value)
    return SQL("%s::text", str(value))


def compare(env, entry, left, operator, value):
    """SQL of any other operator: <, like and the likes."""
    kind = entry["type"]
    if operator in COMPARISONS:
        if kind in DATES and isinstance(value, str):
            value = _moment(env, kind, value)
        value = plain(value)
        return SQL("%s %s %s", typed(left, kind), COMPARISONS[operator], value)
    negative = operator.startswith("not ")
    condition = _like(env, entry, left, operator.removeprefix("not "), value)
    return SQL("NOT COALESCE(%s, FALSE)", condition) if negative else condition


def _moment(env, kind, value):
    """A day of a domain: ISO, or relative like ``today -3m``."""
    to_value = fields.Date.to_date if kind == "date" else fields.Datetime.to_datetime
    try:
        return to_value(value)
    except ValueError:
        value = parse_date(value, env)
        if kind == "date" and isinstance(value, datetime):
            return value.date()
        return value


def _like(env, entry, left, operator, value):
    kind = entry["type"]
    if kind in ("many2one", "many2many"):
        found = env[entry["comodel"]]._search([("display_name", operator, value)])
        ids = SQL("SELECT to_jsonb(id) FROM (%s) found (id)", found.select())
        if kind == "many2one":
            return SQL("%s IN (%s)", left, ids)
        return SQL(
            "(jsonb_typeof(%s) = 'array' AND EXISTS (SELECT FROM"
            " jsonb_array_elements(%s) item WHERE item IN (%s)))",
            left,
            left,
            ids,
        )
    if kind in ("selection", "tags"):
        text = str(value).lower()
        codes = [
            code
            for code, option in entry["options"].items()
            if text in option["name"].lower() or text == code
        ]
        return among(entry, left, codes)
    pattern = str(value) if "=" in operator else f"%{value}%"
    column = text_of(left)
    if "ilike" not in operator:
        return SQL("%s LIKE %s", column, pattern)
    unaccent = env.registry.unaccent
    return SQL("%s ILIKE %s", unaccent(column), unaccent(SQL("%s", pattern)))

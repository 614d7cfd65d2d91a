"""The statement of all sections, planned once for a reader instead of for each client.

The statement is long, and PostgreSQL plans it for ten times as long as it runs. So it
is composed for stand-ins of what differs from client to client, which become the
parameters of a prepared statement of the database session.
"""

import hashlib
import re

from odoo import fields
from odoo.tools import SQL

from .rules import plain_rules, rules

#: stand-ins, found again in the text: values that no record and no document has
CLIENT = 2147480001
RELATIVE = 2147480002
NOW = fields.Datetime.to_datetime("1901-01-01 01:01:01")
PARAMETERS = (
    (re.compile(rf"(?:IN \({RELATIVE}\)|= {RELATIVE}\b)"), "= ANY($2::integer[])"),
    (re.compile(rf"ARRAY\[{RELATIVE}\]"), "$2::integer[]"),
    (re.compile(rf"\b{CLIENT}\b"), "$1::integer"),
    (re.compile(r"'1901-01-01.01:01:01'(?:::timestamp)?"), "$3::timestamp"),
)
LEFT_OVER = re.compile(rf"{CLIENT}|{RELATIVE}|1901-01-01")
PREFIX = "client_dossier_"
#: names of what is prepared in this session, the latest first
PREPARED = SQL(
    """ARRAY(SELECT name FROM pg_prepared_statements
              WHERE starts_with(name, %s) ORDER BY prepare_time DESC)""",
    PREFIX,
)
#: of one session, each of a reader with his companies and language, about a megabyte
KEPT = 20


def fetch(scope, compose, depends=()):
    """Run the statement of a scope.

    :param compose: function that makes the SQL of one row for a scope
    :param depends: what the text stands on beside the reader and his rules, hashable
    :return: the row
    """
    text = _text(scope, compose, depends)
    if not text:
        return scope.env.execute_query(compose(scope))[0]
    name = SQL.identifier(_prepare(scope, text))
    return scope.env.execute_query(
        SQL(
            "SET LOCAL plan_cache_mode = force_generic_plan; EXECUTE %s (%s, %s, %s)",
            name,
            scope.client_id,
            scope.family_ids,
            scope.now,
        )
    )[0]


def _text(scope, compose, depends):
    """The text of the statement, kept where it is the same for all clients.

    Composing it takes longer than running it. A kept text serves as long as the rules
    of the models that it looked into read as they did.
    """
    texts = scope.env["client.dossier"]._kept_texts()
    key = (scope.reader_key(), depends)
    kept = texts.get(key)
    if kept and all(rules(scope.env, model) == was for model, was in kept[1]):
        return kept[0]
    template = scope.for_client(CLIENT, [RELATIVE], NOW)
    text = _parametrize(template, compose)
    read = plain_rules(scope.env, template.searched)
    if text and read is not None:
        texts[key] = text, tuple(read.items())
    return text


def _parametrize(template, compose):
    """The text of the statement with $1 client, $2 family, $3 now; None where a
    section used a stand-in in a way that is not known here."""
    text = template.env.cr.mogrify(compose(template)).decode()
    for pattern, parameter in PARAMETERS:
        text = pattern.sub(parameter, text)
    return None if LEFT_OVER.search(text) else text


def _prepare(scope, text):
    """Have the statement prepared in this session; return its name."""
    name = f"{PREFIX}{hashlib.sha256(text.encode()).hexdigest()[:24]}"
    if name not in scope.prepared:
        cr = scope.env.cr
        for old in scope.prepared[KEPT - 1 :]:
            cr.execute(SQL("DEALLOCATE %s", SQL.identifier(old)))
        cr.execute(
            SQL(
                "PREPARE %s (integer, integer[], timestamp) AS %s",
                SQL.identifier(name),
                SQL(text.replace("%", "%%")),
            )
        )
    return name

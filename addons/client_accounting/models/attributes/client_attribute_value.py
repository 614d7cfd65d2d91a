import math

from odoo import api, fields, models
from odoo.exceptions import AccessError, ValidationError
from odoo.fields import Properties
from odoo.tools import SQL, html_sanitize

from . import attribute_sql


class ClientAttribute(models.Model):
    """What may be written as a value of an attribute, and how SQL reads it."""

    _inherit = "client.attribute"

    # ------------------------------------------------------------------ reading
    @api.model
    def _value_sql(self, alias, code):
        """Return the SQL of a value in the type of PostgreSQL that the attribute has:
        text, numeric, boolean, date, timestamp, integer of a link; lists are jsonb.

        :param alias: alias of ``res_partner`` in the statement
        :raise UserError: where no such attribute is in the dictionary
        :raise AccessError: where the reader may not see it
        """
        dictionary = self.env["client.dictionary"]
        dictionary._check_readable(code)
        column = SQL(
            "(%s -> %s)",
            SQL.identifier(
                alias,
                "client_attributes",
                to_flush=self.env["res.partner"]._fields["client_attributes"],
            ),
            code,
        )
        return attribute_sql.typed(column, dictionary._entry(code)["type"])

    # ------------------------------------------------------------------ writing
    @api.model
    def _check_editable(self, entry):
        """Raise unless the writer may change the values of the attribute."""
        dictionary = self.env["client.dictionary"]
        if not dictionary._is_editable(entry):
            raise AccessError(
                self.env._(
                    "You may not change the attribute %(name)s.",
                    name=entry["name"]
                    if dictionary._is_readable(entry)
                    else entry["code"],
                )
            )

    @api.model
    def _valid_value(self, entry, value):
        """Return a value as it is stored; None where it is empty.

        :raise ValidationError: where it does not fit the attribute
        """
        kind = entry["type"]
        value = attribute_sql.plain(value, kind)
        if value is None or value == "" or value == []:
            return None
        if value is False:
            return False if kind == "boolean" else None
        checks = {
            "boolean": self._valid_boolean,
            "integer": self._valid_number,
            "float": self._valid_number,
            "monetary": self._valid_number,
            "date": self._valid_date,
            "datetime": self._valid_date,
            "selection": self._valid_options,
            "tags": self._valid_options,
            "many2one": self._valid_links,
            "many2many": self._valid_links,
        }
        valid = checks.get(kind, self._valid_text)(entry, value)
        if valid is None:
            raise ValidationError(
                self.env._(
                    "“%(value)s” is not a value of %(name)s (%(type)s).",
                    value=str(value)[:80],
                    name=entry["name"],
                    type=dict(self._fields["type"]._description_selection(self.env))[
                        kind
                    ],
                )
            )
        return valid

    def _valid_text(self, entry, value):
        if not isinstance(value, str):
            return None
        if entry["type"] == "html":
            return html_sanitize(value, **Properties.HTML_SANITIZE_OPTIONS)
        return value.replace("\x00", "")

    def _valid_boolean(self, entry, value):
        return value if isinstance(value, bool) else None

    def _valid_number(self, entry, value):
        if isinstance(value, bool) or not isinstance(value, int | float | str):
            return None
        try:
            number = float(value)
        except ValueError:
            return None
        if not math.isfinite(number):
            return None
        if entry["type"] == "integer":
            return int(number) if number == int(number) else None
        return number

    def _valid_date(self, entry, value):
        if not isinstance(value, str):
            return None
        try:
            if entry["type"] == "date":
                return fields.Date.to_string(fields.Date.to_date(value))
            return fields.Datetime.to_string(fields.Datetime.to_datetime(value))
        except ValueError:
            return None

    def _valid_options(self, entry, value):
        """The codes, where all of them are options; words of the reader are codes."""
        several = entry["type"] == "tags"
        given = list(dict.fromkeys(value)) if isinstance(value, list) else [value]
        if not several and len(given) > 1:
            return None
        if any(code not in entry["options"] for code in given):
            return None
        return given if several else given[0]

    def _valid_links(self, entry, value):
        several = entry["type"] == "many2many"
        given = list(dict.fromkeys(value)) if isinstance(value, list) else [value]
        if (not several and len(given) > 1) or any(
            type(id_) is not int for id_ in given
        ):
            return None
        comodel = self.env.get(entry["comodel"])
        if comodel is None or len(comodel.browse(given).exists()) < len(given):
            return None
        return given if several else given[0]

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from .res_partner_attributes import GROUP

COLUMNS = {
    "client_completeness": "completeness",
    "client_missing_count": "missing_count",
    "client_stale_count": "stale_count",
}
COMPARISONS = {"<": SQL("<"), ">": SQL(">"), "<=": SQL("<="), ">=": SQL(">=")}
CONFIRM = """
    WITH due AS (
        SELECT gap.partner_id, gap.attribute_id, gap.date
          FROM (%(gaps)s) gap WHERE %(which)s AND gap.is_filled
    ), confirmed AS (
        INSERT INTO client_attribute_confirmation
               (partner_id, attribute_id, user_id, date)
        SELECT partner_id, attribute_id, %(user)s, %(now)s FROM due
        ON CONFLICT (partner_id, attribute_id)
        DO UPDATE SET user_id = EXCLUDED.user_id, date = EXCLUDED.date
    )
    INSERT INTO client_attribute_change (partner_id, attribute_id, user_id, date,
           kind, source, old_value, new_value)
    SELECT due.partner_id, due.attribute_id, %(user)s, %(now)s, 'confirm', %(source)s,
           partner.client_attributes -> attribute.code,
           partner.client_attributes -> attribute.code
      FROM due
      JOIN client_attribute attribute ON attribute.id = due.attribute_id
      JOIN res_partner partner ON partner.id = due.partner_id
 RETURNING partner_id
"""


def _searching(name):
    return lambda self, operator, value: self._search_completeness(
        name, operator, value
    )


class ResPartner(models.Model):
    """How complete and fresh the dossier of a client is."""

    _inherit = "res.partner"

    client_completeness = fields.Integer(
        "Completeness, %",
        compute="_compute_client_completeness",
        search=_searching("client_completeness"),
        aggregator="avg",
        groups=GROUP,
        help="Share of the attributes required at the client's stage that are filled "
        "in; of all attributes of its profiles where none is required.",
    )
    client_missing_count = fields.Integer(
        "Missing Attributes",
        compute="_compute_client_completeness",
        search=_searching("client_missing_count"),
        groups=GROUP,
    )
    client_stale_count = fields.Integer(
        "Attributes to Confirm",
        compute="_compute_client_completeness",
        search=_searching("client_stale_count"),
        groups=GROUP,
    )
    client_missing_names = fields.Char(
        "What Is Missing", compute="_compute_client_attribute_status", groups=GROUP
    )
    client_attribute_status = fields.Json(
        compute="_compute_client_attribute_status",
        groups=GROUP,
        export_string_translation=False,
    )
    client_attribute_change_count = fields.Integer(
        "Changes of Attributes",
        compute="_compute_client_attribute_change_count",
        groups=GROUP,
    )

    # ------------------------------------------------------------------ computed
    @api.depends("client_profile_ids", "client_attributes")
    @api.depends_context("company", "uid")
    def _compute_client_completeness(self):
        """One query for all partners."""
        rows = {}
        ids = [id_ for id_ in self._origin.ids if id_]
        if ids:
            self.env.flush_all()
            rows = {
                row["partner_id"]: row
                for row in self.env.execute_query_dict(
                    self.env["client.completeness"]._totals(ids)
                )
            }
        for name, column in COLUMNS.items():
            field = self._fields[name]
            field._insert_cache(
                self,
                [int(rows.get(id_, {}).get(column) or 0) for id_ in self._origin_ids()],
            )

    def _origin_ids(self):
        return [id_ or id_.origin for id_ in self._ids]

    @api.depends("client_profile_ids", "client_attributes")
    @api.depends_context("company", "uid", "lang")
    def _compute_client_attribute_status(self):
        """What the form shows beside each attribute."""
        completeness = self.env["client.completeness"]
        origins = [id_ for id_ in self._origin_ids() if id_]
        status = {}
        if origins:
            self.env.flush_all()
            entries = self.env["client.dictionary"]._entries(self.env.lang or "en_US")
            by_id = {entry["id"]: entry for entry in entries.values()}
            rows = self.env.execute_query_dict(completeness._gaps(origins))
            for row in rows:
                code = by_id[row["attribute_id"]]["code"]
                status.setdefault(row["partner_id"], {})[code] = {
                    "required": row["is_required"],
                    "missing": row["is_required"] and not row["is_filled"],
                    "stale": row["is_stale"],
                    "date": fields.Datetime.to_string(row["date"]) or False,
                }
        entries = self.env["client.dictionary"]._entries(self.env.lang or "en_US")
        for partner, origin in zip(self, self._origin_ids(), strict=True):
            found = status.get(origin, {})
            partner.client_attribute_status = found
            partner.client_missing_names = ", ".join(
                entry["name"]
                for code, entry in entries.items()
                if found.get(code, {}).get("missing")
            )

    @api.depends_context("uid")
    def _compute_client_attribute_change_count(self):
        counts = dict(
            self.env["client.attribute.change"]._read_group(
                [("partner_id", "in", self._origin.ids)], ["partner_id"], ["__count"]
            )
        )
        for partner in self:
            partner.client_attribute_change_count = counts.get(partner._origin, 0)

    # ------------------------------------------------------------------ search
    @api.model
    def _search_completeness(self, name, operator, value):
        """Clients by a number of their dossier; who has no profile is not found.

        :raise AccessError: to who may not read the field
        """
        self._check_field_access(self._fields[name], "read")
        column = SQL.identifier("total", COLUMNS[name])
        if operator == "in":
            condition = SQL("%s = ANY(%s)", column, [int(item) for item in value])
        elif operator in COMPARISONS:
            condition = SQL("%s %s %s", column, COMPARISONS[operator], value)
        else:
            return NotImplemented
        self.env.flush_all()
        return Domain(
            "id",
            "in",
            SQL(
                "(SELECT total.partner_id FROM (%s) total WHERE %s)",
                self.env["client.completeness"]._totals(),
                condition,
            ),
        )

    @api.model
    def _field_to_sql(self, alias, field_expr, query=None):
        # EXTENDS base: lists of clients are sorted by these numbers
        if field_expr not in COLUMNS or query is None:
            return super()._field_to_sql(alias, field_expr, query)
        self._check_field_access(self._fields[field_expr], "read")
        totals = query.make_alias(alias, "client_completeness")
        if totals not in query._joins:
            query.add_join(
                "LEFT JOIN",
                totals,
                SQL("(%s)", self.env["client.completeness"]._totals()),
                SQL(
                    "%s = %s",
                    SQL.identifier(totals, "partner_id"),
                    SQL.identifier(alias, "id"),
                ),
            )
        return SQL.identifier(totals, COLUMNS[field_expr])

    # ------------------------------------------------------------------ confirming
    def _confirm_client_attributes(self, codes=None):
        """Note that values are still true, today.

        :param codes: of these attributes; None for all that are due
        :return: ids of the clients of whom something was confirmed
        :raise AccessError: where the user may not edit the client or an attribute
        """
        self.check_access("write")
        self._check_field_access(self._fields["client_attributes"], "write")
        dictionary = self.env["client.dictionary"]
        entries = dictionary._entries("en_US")
        if codes is None:
            chosen = [
                item for item in entries.values() if dictionary._is_editable(item)
            ]
            which = SQL("gap.is_stale")
        else:
            chosen = [dictionary._entry(code) for code in codes]
            for entry in chosen:
                self.env["client.attribute"]._check_editable(entry)
            which = SQL("TRUE")
        self.env.flush_all()
        rows = self.env.execute_query(
            SQL(
                CONFIRM,
                gaps=self.env["client.completeness"]._gaps(self.ids),
                which=SQL(
                    "%s AND gap.attribute_id = ANY(%s)",
                    which,
                    [entry["id"] for entry in chosen],
                ),
                user=self.env.uid,
                now=fields.Datetime.now(),
                source=self._client_change_source(),
            )
        )
        changed = sorted({id_ for (id_,) in rows})
        self._after_client_attributes(changed)
        self.env["client.completeness"].invalidate_model()
        return changed

    def action_confirm_client_attribute(self, code):
        """Note that one value of the client is still true, today.

        :param str code: of the attribute
        """
        self.ensure_one()
        return bool(self._confirm_client_attributes([code]))

    def action_confirm_client_attributes(self):
        """Note that all values of these clients that are due are still true."""
        self._confirm_client_attributes()

    def action_open_client_attributes(self):
        """Open the form of the client at its attributes."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.display_name,
            "res_model": "res.partner",
            "res_id": self.id,
            "views": [(False, "form")],
        }

    def action_open_client_attribute_changes(self):
        """Open the history of the attributes of the client."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "client_accounting.client_attribute_change_action"
        )
        return {
            **action,
            "name": self.env._("History of %(client)s", client=self.display_name),
            "domain": [("partner_id", "=", self.id)],
            "views": [(False, "list")],
            "context": {"client_attribute_one_client": True},
        }

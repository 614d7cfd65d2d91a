import json

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from . import attribute_sql
from .client_attribute_change import SOURCES

#: attributes and kept values of clients, sorted anew by what their profiles bring
SETTLE = """
    WITH allowed AS (
        SELECT rel.partner_id, array_agg(DISTINCT attribute.code) AS codes,
               string_agg(DISTINCT rel.profile_id::text, ',') AS key
          FROM client_profile_res_partner_rel rel
          JOIN client_profile profile ON profile.id = rel.profile_id AND profile.active
          JOIN client_profile_line line ON line.profile_id = profile.id
          JOIN client_attribute attribute
            ON attribute.id = line.attribute_id AND attribute.active
         WHERE rel.partner_id IN (%(clients)s)
      GROUP BY rel.partner_id
    ), sorted AS (
        SELECT partner.id, allowed.key,
               (SELECT jsonb_object_agg(key, value) FROM jsonb_each(every)
                 WHERE key = ANY(allowed.codes)) AS shown,
               (SELECT jsonb_object_agg(key, value) FROM jsonb_each(every)
                 WHERE key = ANY(allowed.codes) IS NOT TRUE) AS kept
          FROM res_partner partner
          LEFT JOIN allowed ON allowed.partner_id = partner.id
         CROSS JOIN LATERAL (
               SELECT COALESCE(partner.client_attributes_kept, '{}')
                      || COALESCE(partner.client_attributes, '{}') AS every) of_client
         WHERE partner.id IN (%(clients)s)
    )
    UPDATE res_partner partner
       SET client_attributes = sorted.shown, client_attributes_kept = sorted.kept,
           client_profile_key = sorted.key, write_date = %(now)s
      FROM sorted
     WHERE partner.id = sorted.id
       AND (partner.client_attributes, partner.client_attributes_kept,
            partner.client_profile_key)
           IS DISTINCT FROM (sorted.shown, sorted.kept, sorted.key)
 RETURNING partner.id
"""
#: values written to clients, with their history, in one statement
WRITE = """
    WITH given AS (
        SELECT attribute.id, attribute.code, given.value
          FROM jsonb_each(%(values)s::jsonb) given (code, value)
          JOIN client_attribute attribute ON attribute.code = given.code
    ), locked AS MATERIALIZED (
        SELECT id, COALESCE(client_attributes, '{}') AS old FROM res_partner
         WHERE id = ANY(%(ids)s) ORDER BY id FOR NO KEY UPDATE
    ), change AS MATERIALIZED (
        SELECT locked.id AS partner_id, given.id AS attribute_id, given.code,
               NULLIF(locked.old -> given.code, 'null') AS old,
               NULLIF(given.value, 'null') AS new
          FROM locked CROSS JOIN given
         WHERE NULLIF(locked.old -> given.code, 'null')
               IS DISTINCT FROM NULLIF(given.value, 'null')
    ), written AS (
        UPDATE res_partner partner
           SET client_attributes = NULLIF(
                   jsonb_strip_nulls(locked.old || %(values)s::jsonb), '{}'),
               write_uid = %(user)s, write_date = %(now)s
          FROM locked
         WHERE partner.id = locked.id
           AND partner.id IN (SELECT partner_id FROM change)
    ), logged AS (
        INSERT INTO client_attribute_change (partner_id, attribute_id, profile_id,
               user_id, date, kind, source, old_value, new_value)
        SELECT partner_id, attribute_id, (%(profile)s), %(user)s, %(moment)s,
               CASE WHEN old IS NULL THEN 'set' WHEN new IS NULL THEN 'erase'
                    ELSE 'change' END,
               %(source)s, old, new
          FROM change ORDER BY partner_id, attribute_id
    ), forgotten AS (
        DELETE FROM client_attribute_confirmation old USING change
         WHERE old.partner_id = change.partner_id
           AND old.attribute_id = change.attribute_id AND change.new IS NULL
    ), confirmed AS (
        INSERT INTO client_attribute_confirmation
               (partner_id, attribute_id, user_id, date)
        SELECT partner_id, attribute_id, %(user)s, %(moment)s
          FROM change WHERE new IS NOT NULL
        ON CONFLICT (partner_id, attribute_id)
        DO UPDATE SET user_id = EXCLUDED.user_id, date = EXCLUDED.date
    )
    SELECT DISTINCT partner_id FROM change
"""
#: the first profile of the client that has the attribute
PROFILE = """
    SELECT line.profile_id
      FROM client_profile_res_partner_rel rel
      JOIN client_profile profile ON profile.id = rel.profile_id AND profile.active
      JOIN client_profile_line line ON line.profile_id = profile.id
     WHERE rel.partner_id = change.partner_id
       AND line.attribute_id = change.attribute_id
  ORDER BY profile.sequence, profile.id LIMIT 1
"""


class ResPartner(models.Model):
    """Values of attributes are written and kept by SQL, for any number of clients."""

    _inherit = "res.partner"

    def _client_attribute_values(self):
        """Return the values that the reader may see: ``{id: {code: value}}``.

        Values are raw: codes of options, ids of links, dates as ISO text.
        """
        self.check_access("read")
        self._check_field_access(self._fields["client_attributes"], "read")
        dictionary = self.env["client.dictionary"]
        readable = {
            code
            for code, entry in dictionary._entries("en_US").items()
            if entry["active"] and dictionary._is_readable(entry)
        }
        return {
            partner.id: {
                code: value
                for code, value in (partner.client_attributes._values or {}).items()
                if code in readable
            }
            for partner in self
        }

    def _set_client_attributes(self, values, stored=None):
        """Write values and their history: who, when, what before, from where.

        What is not named stays as it is; False erases. The source is taken from the
        context: ``client_change_source``, or an import where there is ``import_file``.

        :param dict values: ``{code: value}``, the same for all clients of the set
        :param dict stored: what the writer has read before, ``{code: value}``: who
            would overwrite what somebody else wrote meanwhile is told so
        :raise AccessError: where the writer may not edit the client or the attribute
        :raise ValidationError: where a value does not fit, or no profile has it
        :raise UserError: where a value has changed since it was read
        """
        if not self or not values:
            return
        self.check_access("write")
        dictionary = self.env["client.dictionary"]
        for code in values:
            self.env["client.attribute"]._check_editable(dictionary._entry(code))
        values = self._valid_attribute_values(values)
        self.flush_recordset(["client_attributes", "client_profile_ids"])
        self.env["client.attribute.confirmation"].flush_model()
        if stored:
            self._check_unchanged(values, stored)
        rows = self.env.execute_query(
            SQL(
                WRITE,
                values=json.dumps(values),
                ids=list(self.ids),
                user=self.env.uid,
                now=self.env.cr.now(),
                moment=fields.Datetime.now(),
                source=self._client_change_source(),
                profile=SQL(PROFILE),
            )
        )
        self._after_client_attributes([id_ for (id_,) in rows])

    def _check_unchanged(self, values, stored):
        """Raise where another user has written a value since the writer read it."""
        rows = self.env.execute_query(
            SQL(
                "SELECT client_attributes FROM res_partner WHERE id = ANY(%s)"
                " FOR NO KEY UPDATE",
                list(self.ids),
            )
        )
        dictionary = self.env["client.dictionary"]
        for (current,) in rows:
            for code, read in stored.items():
                entry = dictionary._entry(code)
                now = (current or {}).get(code)
                read = attribute_sql.plain(read, entry["type"])
                same = (now or False) == (read or False)
                if entry["comodel"] and not read:
                    same = True  # what was linked may have been deleted
                if not same and now != values[code]:
                    raise UserError(self._overwriting_message(entry))

    def _overwriting_message(self, entry):
        change = (
            self.env["client.attribute.change"]
            .sudo()
            .search(
                [
                    ("partner_id", "in", self.ids),
                    ("attribute_id", "=", entry["id"]),
                    ("kind", "!=", "confirm"),
                ],
                limit=1,
            )
        )
        return self.env._(
            "%(user)s has changed %(attribute)s while you were editing it: it is "
            "“%(value)s” now. Reload the client and decide again.",
            user=change.user_id.name or self.env._("Somebody"),
            attribute=entry["name"],
            value=change.with_user(self.env.user).sudo().new_text or "",
        )

    def _client_change_source(self):
        source = self.env.context.get("client_change_source")
        if source in dict(SOURCES):
            return source
        return "import" if self.env.context.get("import_file") else "form"

    def _take_client_attributes(self, values):
        """Fill in what this client lacks from others that have become one with it.

        :param dict values: ``{id: {code: value}}``, its own ones may be among them
        """
        own = dict(self.client_attributes._values or {})
        missing = {}
        for id_, of_client in values.items():
            if id_ != self.id:
                missing.update({c: v for c, v in of_client.items() if c not in own})
        known = set(self._client_codes())
        missing = {code: missing[code] for code in missing if code in known}
        self.with_context(client_change_source="merge")._set_client_attributes(missing)

    def _after_client_attributes(self, changed_ids):
        """Forget what is cached of clients whose values were written by SQL."""
        changed = self.browse(changed_ids)
        changed.invalidate_recordset(
            [
                "client_attributes",
                "client_attributes_kept",
                "client_profile_key",
                "write_date",
                "write_uid",
            ],
            flush=False,
        )
        changed.modified(["client_attributes"])
        self.env["client.attribute.change"].invalidate_model()
        self.env["client.attribute.confirmation"].invalidate_model()

    def _settle_client_attributes(self, profiles=None):
        """Keep aside the values that no profile brings any more, give back those that
        one brings again; for these clients, or all that have one of the profiles."""
        if profiles is None:
            if not self:
                return
            clients = SQL("SELECT unnest(%s::integer[])", list(self.ids))
        else:
            clients = SQL(
                "SELECT partner_id FROM client_profile_res_partner_rel"
                " WHERE profile_id = ANY(%s)",
                list(profiles.ids),
            )
        self.env.flush_all()
        rows = self.env.execute_query(
            SQL(SETTLE, clients=clients, now=self.env.cr.now())
        )
        self._after_client_attributes([id_ for (id_,) in rows])

import re

from odoo import api, fields, models
from odoo.tools import SQL

#: rows of one INSERT
BATCH = 1000
#: HTML of plain elements without attributes, which sanitising would leave as it is
HARMLESS = re.compile(
    r"(?:[^<>&]|</?(?:p|br|b|i|u|ul|ol|li|strong|em|div|span)/?>|&(?:amp|lt|gt|nbsp);)*"
)
#: set once the contacts of the past have become events
HISTORY = "client_accounting.event_history"
#: many2many fields that `_register_events` fills
LINKS = (
    "participant_partner_ids",
    "participant_user_ids",
    "product_ids",
    "attachment_ids",
)


class ClientEvent(models.Model):
    """Many events at once, each exactly once."""

    _inherit = "client.event"

    @api.model_create_multi
    def create(self, vals_list):
        events = super().create(vals_list)
        asked = [
            event
            for event, vals in zip(events, vals_list, strict=True)
            if "next_type_id" not in vals
        ]
        self.browse(event.id for event in asked)._plan_usual_next()
        events._plan_reply()
        events._adopt_attachments()
        events._on_registered(events)
        return events

    def write(self, vals):
        result = super().write(vals)
        if "attachment_ids" in vals:
            self._adopt_attachments()
        if "reply_due" in vals:
            self._plan_reply()
        return result

    def _adopt_attachments(self):
        """Let whoever sees the event see the files that were uploaded with it."""
        for event in self:
            loose_sudo = event.attachment_ids.sudo().filtered(
                lambda file: (
                    file.res_model in (False, "client.event")
                    and not file.res_id
                    and file.create_uid == self.env.user
                )
            )
            if loose_sudo:
                loose_sudo.write({"res_model": "client.event", "res_id": event.id})

    @api.model
    def _register_events(self, vals_list, live=True):
        """Write events by a few statements, leaving out those that are there already.

        Nothing is asked that a type asks a person for. Access is not checked: this is
        for code that knows what it registers.

        :param list vals_list: dicts of ``client.event`` with ``partner_id`` and
            ``type_id`` (or ``type_code``); ``date`` is UTC, by default now, and never
            later; many2many fields as ids or commands; ``source_key`` says what became
            the event, a second one with the same key is left out. Those of deleted
            partners are left out, deleted users are left empty.
        :param bool live: whether it has just happened: then usual next events are
            planned and `_on_registered` is called; not so for history
        :return: the new events, in the order of `vals_list`
        """
        self.env.flush_all()
        rows = self._prepare_rows(vals_list)
        if not rows:
            return self.browse()
        [ids] = zip(
            *self.env.execute_query(
                SQL(
                    "SELECT nextval('client_event_id_seq') FROM generate_series(1, %s)",
                    len(rows),
                )
            ),
            strict=True,
        )
        inserted = set()
        for start in range(0, len(rows), BATCH):
            part = slice(start, start + BATCH)
            inserted.update(self._insert_rows(ids[part], rows[part]))
        self._insert_links(
            [pair for pair in zip(ids, rows, strict=True) if pair[0] in inserted]
        )
        events = self.browse(event_id for event_id in ids if event_id in inserted)
        if events:
            # the new rows are in no one2many that was read before
            self.env["res.partner"].invalidate_model(["client_event_ids"])
        if live and events:
            events._plan_usual_next()
            events._plan_reply()
            self._on_registered(events)
        return events

    @api.model
    def _on_registered(self, events):
        """Hook: the events have just happened, recorded or registered."""

    @api.model
    def _history_is_registered(self):
        """Whether all contacts of the past are events, so that nobody has to look for
        them among mails, activities and meetings."""
        return bool(self.env["ir.config_parameter"].sudo().get_param(HISTORY))

    @api.model
    def _set_history_registered(self):
        """Remember that all contacts of the past have become events."""
        self.env["ir.config_parameter"].sudo().set_param(HISTORY, "1")

    # ------------------------------------------------------------------ rows
    @api.model
    def _column_names(self):
        return [
            name
            for name, field in self._fields.items()
            if field.store and field.column_type and name != "id"
        ]

    @api.model
    def _prepare_rows(self, vals_list):
        """Return ``vals`` with everything a row needs, without those that cannot be."""
        types = self.env["client.event.type"]
        kinds = types._direction_and_channel()
        partners = self._known_partners({vals.get("partner_id") for vals in vals_list})
        users = self._known_users({vals.get("user_id") for vals in vals_list})
        outcomes = self._outcome_kinds()
        now = fields.Datetime.now()
        stamp = self.env.cr.now()
        rows = []
        for given in vals_list:
            type_id = given.get("type_id") or types._id_by_code(given.get("type_code"))
            partner = partners.get(given.get("partner_id"))
            if not partner or type_id not in kinds:
                continue
            client_id, company_id = partner
            user_id = given.get("user_id")
            direction, channel = kinds[type_id]
            date = fields.Datetime.to_datetime(given.get("date")) or now
            vals = {
                "direction": direction,
                "channel": channel,
                "company_id": company_id or users.get(user_id) or self.env.company.id,
                "source": "import",
                **given,
                "type_id": type_id,
                "client_id": client_id,
                "user_id": user_id if user_id in users else None,
                "date": min(date.replace(microsecond=0), now),
                "outcome_kind": outcomes.get(given.get("outcome_id")),
                "create_uid": self.env.uid,
                "write_uid": self.env.uid,
                "create_date": stamp,
                "write_date": stamp,
            }
            rows.append(vals)
        return rows

    @api.model
    def _known_partners(self, partner_ids):
        rows = self.env.execute_query(
            SQL(
                """SELECT partner.id,
                          COALESCE(partner.commercial_partner_id, partner.id),
                          client.company_id
                     FROM res_partner partner
                LEFT JOIN res_partner client
                       ON client.id = partner.commercial_partner_id
                    WHERE partner.id = ANY(%s)""",
                [partner_id for partner_id in partner_ids if partner_id],
            )
        )
        return {partner_id: known for partner_id, *known in rows}

    @api.model
    def _known_users(self, user_ids):
        rows = self.env.execute_query(
            SQL(
                "SELECT id, company_id FROM res_users WHERE id = ANY(%s)",
                [user_id for user_id in user_ids if user_id],
            )
        )
        return dict(rows)

    @api.model
    def _outcome_kinds(self):
        outcomes_sudo = self.env["client.event.outcome"].sudo()
        return {
            outcome.id: outcome.kind
            for outcome in outcomes_sudo.with_context(active_test=False).search([])
        }

    @api.model
    def _insert_rows(self, ids, rows):
        """Insert rows under these ids; return the ids of those that were not there."""
        used = set().union(*rows)
        names = [name for name in self._column_names() if name in used]
        columns = [self._column(name, rows) for name in names]
        return [
            event_id
            for [event_id] in self.env.execute_query(
                SQL(
                    """INSERT INTO client_event (id, %s) SELECT * FROM unnest(%s, %s)
                    ON CONFLICT (source_key) WHERE source_key IS NOT NULL DO NOTHING
                    RETURNING id""",
                    SQL(", ").join(map(SQL.identifier, names)),
                    list(ids),
                    SQL(", ").join(columns),
                )
            )
        ]

    @api.model
    def _column(self, name, rows):
        """Return the SQL array of the values of a column."""
        field = self._fields[name]
        kind = SQL(field.column_type[1])
        values = [vals.get(name) or None for vals in rows]
        if field.type == "html":
            values = [
                value
                if not value or HARMLESS.fullmatch(value)
                else field.convert_to_column_insert(value, self)
                for value in values
            ]
        elif field.type not in ("many2one", "many2one_reference"):
            values = [
                field.convert_to_column_insert(value, self) if value else None
                for value in values
            ]
        return SQL("%s::%s[]", values, kind)

    @api.model
    def _insert_links(self, pairs):
        """Fill the many2many fields of new rows, leaving out what is deleted."""
        for name in LINKS:
            links = [
                (event_id, linked_id)
                for event_id, vals in pairs
                for linked_id in self._linked_ids(vals.get(name))
            ]
            if not links:
                continue
            field = self._fields[name]
            self.env.execute_query(
                SQL(
                    """INSERT INTO %(relation)s (%(event)s, %(linked)s)
                    SELECT link.event_id, target.id
                      FROM unnest(%(event_ids)s, %(linked_ids)s)
                        AS link(event_id, linked_id)
                      JOIN %(target)s target ON target.id = link.linked_id
                    ON CONFLICT DO NOTHING RETURNING %(event)s""",
                    relation=SQL.identifier(field.relation),
                    event=SQL.identifier(field.column1),
                    linked=SQL.identifier(field.column2),
                    event_ids=[link[0] for link in links],
                    linked_ids=[link[1] for link in links],
                    target=SQL.identifier(self.env[field.comodel_name]._table),
                )
            )

    @api.model
    def _linked_ids(self, value):
        """Return the ids in the value of a many2many field: ids, records, commands."""
        ids = []
        for item in getattr(value, "ids", value) or ():
            if isinstance(item, int):
                ids.append(item)
            elif item[0] == fields.Command.LINK:
                ids.append(item[1])
            elif item[0] == fields.Command.SET:
                ids.extend(item[2])
        return ids

import hashlib
from dataclasses import dataclass, field

from odoo import api, fields, models
from odoo.tools import SQL, plaintext2html

from ..tools import mail_sender, normalise
from ..tools.event_file import EventFileError, parse_hours, parse_moment

#: rows that are looked up and written together
BATCH = 1000
#: how a client is found, the surest first
FINDERS = ("client_id", "ref", "vat", "email", "phone", "name")


@dataclass
class Row:
    """A row of the file and what becomes of it."""

    number: int
    cells: dict
    result: str = "good"
    reason: str = ""
    vals: dict = field(default_factory=dict)

    @property
    def sort_key(self):
        return self.result != "bad", self.number

    def refuse(self, reason):
        self.result, self.reason = "bad", reason

    def line_values(self):
        """Values of a line of the preview."""
        return {
            "number": self.number,
            "result": self.result,
            "reason": self.reason,
            "partner_id": self.vals.get("partner_id"),
            "date": self.vals.get("date"),
            "type_id": self.vals.get("type_id"),
            "subject": self.vals.get("subject"),
        }


class ClientEventImportRows(models.AbstractModel):
    """Judges rows of an import and writes the good ones, set by set."""

    _name = "client.event.import.rows"
    _description = "Rows of an Import of Events"

    @api.model
    def _judge(self, rows, columns, seen):
        """What becomes of rows.

        :param rows: pairs of number and values
        :param dict columns: meaning -> position
        :param dict seen: keys of earlier rows -> number; is added to
        :return: list of ``Row``
        """
        judged = []
        for number, values in rows:
            cells = {
                meaning: values[position]
                for meaning, position in columns.items()
                if position < len(values) and values[position] not in ("", None)
            }
            judged.append(Row(number, cells))
        self._find_clients(judged)
        self._find_words(judged)
        for row in judged:
            self._parse(row)
        self._check_keys(judged, seen)
        return judged

    @api.model
    def _write(self, judged):
        good = [row.vals for row in judged if row.result == "good"]
        if good:
            self.env["client.event"]._register_events(good, live=False)

    # ------------------------------------------------------------------ clients
    @api.model
    def _find_clients(self, judged):
        tables = {
            finder: getattr(self, f"_by_{finder}")(
                {row.cells[finder] for row in judged if finder in row.cells}
            )
            for finder in FINDERS
        }
        ids = {
            partner_id
            for table in tables.values()
            for partner_id in table.values()
            if partner_id
        }
        readable = self.env["res.partner"].browse(ids).exists()._filtered_access("read")
        people = self.env["client.registration"]._people(readable.ids)
        for row in judged:
            self._choose_client(row, tables, people)
        self._find_contacts(judged, people)

    @api.model
    def _choose_client(self, row, tables, people):
        given = [finder for finder in FINDERS if finder in row.cells]
        if not given:
            return row.refuse(self.env._("The row does not tell the client."))
        found = {}
        for finder in given:
            partner_id = tables[finder].get(row.cells[finder])
            if partner_id is False and not found:
                return row.refuse(
                    self.env._(
                        "Several clients are called “%(value)s”.",
                        value=str(row.cells[finder])[:80],
                    )
                )
            if partner_id in people:
                found[finder] = people[partner_id]
        if not found:
            return row.refuse(
                self.env._(
                    "No client is known by “%(value)s”.",
                    value=", ".join(str(row.cells[finder])[:60] for finder in given),
                )
            )
        sure = {
            person.client_id for finder, person in found.items() if finder != "name"
        }
        if len(sure) > 1:
            return row.refuse(self.env._("The row names different clients."))
        person = next(iter(found.values()))
        if person.own:
            return row.refuse(self.env._("This is one of ourselves, not a client."))
        # the most telling: an address of a person rather than the name of its client
        same = [one for one in found.values() if one.client_id == person.client_id]
        persons = [one for one in same if one.partner_id != one.client_id]
        row.vals["partner_id"] = (persons or same)[0].partner_id
        row.vals["client_id"] = person.client_id
        return None

    @api.model
    def _find_contacts(self, judged, people):
        """People by their name among those of the client; who is not known there
        leaves the event with the client."""
        asked = [row for row in judged if row.vals and row.cells.get("contact")]
        clients = {row.vals["client_id"] for row in asked}
        if not clients:
            return
        partners = self.env["res.partner"].search_fetch(
            [("commercial_partner_id", "in", list(clients))],
            ["name", "commercial_partner_id"],
        )
        by_name = {
            (partner.commercial_partner_id.id, (partner.name or "").lower()): partner.id
            for partner in partners
        }
        for row in asked:
            key = row.vals["client_id"], str(row.cells["contact"]).lower()
            row.vals["partner_id"] = by_name.get(key, row.vals["partner_id"])

    @api.model
    def _by_client_id(self, values):
        return {
            value: int(value)
            for value in values
            if str(value).isascii() and str(value).isdigit() and int(value) < 2**31
        }

    @api.model
    def _by_ref(self, values):
        return self._by_field("ref", values)

    @api.model
    def _by_vat(self, values):
        return {
            **self._by_field("vat", values),
            **self._by_key("vat", values, lambda value: [normalise.tax_number(value)]),
        }

    @api.model
    def _by_name(self, values):
        return {
            **self._by_field("name", values),
            **self._by_key("name", values, normalise.name_readings),
        }

    @api.model
    def _by_field(self, name, values):
        """Clients by a field exactly as it is written on their cards."""
        partners = self.env["res.partner"].search_fetch(
            [(name, "in", [str(value) for value in values])],
            [name, "commercial_partner_id"],
        )
        clients = {}
        for partner in partners:
            ids = clients.setdefault(partner[name], {})
            ids.setdefault(partner.commercial_partner_id.id, partner.id)
        return {
            value: next(iter(ids.values())) if len(ids) == 1 else False
            for value in values
            if (ids := clients.get(str(value)))
        }

    @api.model
    def _by_key(self, kind, values, read):
        readings = {value: [key for key in read(str(value)) if key] for value in values}
        rows = self.env.execute_query(
            SQL(
                """
                SELECT k.key, array_agg(DISTINCT k.partner_id)
                  FROM client_duplicate_key k
                 WHERE k.kind = %s AND k.key = ANY(%s)
              GROUP BY k.key
                """,
                kind,
                [key for keys in readings.values() for key in keys],
            )
        )
        known = dict(rows)
        found = {}
        for value, keys in readings.items():
            ids = {partner_id for key in keys for partner_id in known.get(key, ())}
            if ids:
                found[value] = ids.pop() if len(ids) == 1 else False
        return found

    @api.model
    def _by_email(self, values):
        addresses = {
            value: pairs[0][1]
            for value in values
            if (pairs := mail_sender.addresses(str(value)))
        }
        found = self.env["client.registration"]._partners_by_email(
            sorted(set(addresses.values()))
        )
        return {
            value: found[address]
            for value, address in addresses.items()
            if address in found
        }

    @api.model
    def _by_phone(self, values):
        region = self.env.company.sudo().country_id.code
        numbers = {
            value: found[0]
            for value in values
            if (found := normalise.phones(str(value), region))
        }
        known = self.env["client.registration"]._partners_by_phone(
            sorted(set(numbers.values())), self.env.company
        )
        return {
            value: known[number] for value, number in numbers.items() if number in known
        }

    # ------------------------------------------------------------------ words
    @api.model
    def _find_words(self, judged):
        """Types, outcomes and employees by code, name, login or e-mail."""
        for meaning, model, names in (
            ("type", "client.event.type", ("code", "name")),
            ("outcome", "client.event.outcome", ("code", "name")),
            ("user", "res.users", ("login", "email", "name")),
        ):
            asked = [row for row in judged if meaning in row.cells]
            if not asked:
                continue
            known = self._words(model, names)
            for row in asked:
                word = str(row.cells[meaning]).strip().lower()
                if word in known:
                    row.vals[f"{meaning}_id"] = known[word]
                elif row.result == "good":
                    row.refuse(
                        self.env._(
                            "“%(value)s” is not known here.",
                            value=str(row.cells[meaning])[:80],
                        )
                    )

    @api.model
    def _words(self, model, names):
        domain = [("share", "=", False)] if model == "res.users" else []
        records = self.env[model].sudo().search(domain)
        known = {}
        langs = [code for code, _name in self.env["res.lang"].get_installed()]
        for name in reversed(names):
            translated = getattr(records._fields[name], "translate", False)
            for lang in langs if translated else [None]:
                for record in records.with_context(lang=lang):
                    known[(record[name] or "").strip().lower()] = record.id
        known.pop("", None)
        return known

    # ------------------------------------------------------------------ values
    @api.model
    def _parse(self, row):
        if row.result == "bad":
            return
        try:
            date = parse_moment(row.cells.get("date", ""), self.env.user.tz)
            duration = parse_hours(row.cells.get("duration", ""))
        except EventFileError as error:
            messages = {
                "no_date": self.env._("“%(value)s” is no date.", value=error.value),
                "no_duration": self.env._(
                    "“%(value)s” is no duration.", value=error.value
                ),
            }
            row.refuse(messages[error.code])
            return
        if date > fields.Datetime.now():
            row.refuse(self.env._("The date lies in the future."))
            return
        note = row.cells.get("note")
        row.vals.pop("client_id", None)
        row.vals.setdefault(
            "type_id", self.env["client.event.type"]._id_by_code("other")
        )
        row.vals.update(
            date=date,
            duration=duration,
            subject=str(row.cells["subject"])[:500] if "subject" in row.cells else None,
            note=plaintext2html(str(note)) if note else None,
            source="import",
            source_key=self._key(row),
            company_id=self.env.company.id,
        )

    @api.model
    def _key(self, row):
        """What a row is known by when the file is imported again."""
        if "key" in row.cells:
            text = f"key\0{row.cells['key']}"
        else:
            text = "\0".join(f"{name}={row.cells[name]}" for name in sorted(row.cells))
        digest = hashlib.sha256(text.encode()).hexdigest()[:40]
        return f"import,{self.env.company.id},{digest}"

    @api.model
    def _check_keys(self, judged, seen):
        good = [row for row in judged if row.result == "good"]
        rows = self.env.execute_query(
            SQL(
                """
                SELECT source_key FROM client_event WHERE source_key = ANY(%(keys)s)
                 UNION
                SELECT source_key FROM client_event_exclusion
                 WHERE source_key = ANY(%(keys)s)
                """,
                keys=[row.vals["source_key"] for row in good],
            )
        )
        known = {key for (key,) in rows}
        for row in good:
            key = row.vals["source_key"]
            if key in seen:
                row.result = "repeated"
                row.reason = self.env._("The same as row %(number)s.", number=seen[key])
                continue
            seen[key] = row.number
            if key in known:
                row.result = "known"
                row.reason = self.env._("It was imported before.")

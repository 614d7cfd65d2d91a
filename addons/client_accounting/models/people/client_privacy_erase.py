import html
import re

from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import SQL, email_normalize

from .client_privacy_catalogue import MAGIC, TECHNICAL

#: records that are nothing but data of the person
PERSONAL = (
    "client.acquaintance",
    "client.attribute.change",
    "client.contact.proposal",
    "client.duplicate",
    "client.duplicate.key",
    "client.merge.line",
    "client.personal.date",
    "mail.followers",
)
#: texts of the card that are not the person's, or without which it cannot be
STAYING = {"type", "company_type", "lang", "tz", "name", "complete_name"}
#: a name of one word is replaced only where the record points to the person
WORDS = 2
#: fewer digits are no telephone number
DIGITS = 7
#: digits of a telephone number without the code of its country
NATIONAL = 10
#: what may stand between its digits
BETWEEN = r"[\s().-]*"
GAP = "[erased]"
#: fields of records that hold what a card holds, emptied with it
COPIES = {
    "crm.lead": (
        "contact_name",
        "email_from",
        "phone",
        "street",
        "street2",
        "zip",
        "city",
        "website",
    ),
}
#: texts of other cards that a namesake must not lose
OWN_NAMES = {
    "commercial_company_name",
    "company_name",
    "complete_name",
    "email",
    "email_normalized",
    "name",
    "phone",
    "phone_sanitized",
}
CLEARED = {"char", "text", "html", "date", "datetime", "binary", "image"}


class ClientPrivacyErase(models.AbstractModel):
    """Makes a person anonymous: his cards are emptied, what is nothing but his data is
    deleted, and in all other records his name, e-mail and telephone are replaced."""

    _name = "client.privacy.erase"
    _description = "Erasure of Personal Data"

    @api.model
    def _erase(self, cards, sweep=True):
        """Erase the person of these cards, as far as the law lets.

        :param cards: of the person, with all rights
        :param bool sweep: also replace what is written in records that do not point
            to him
        :return: ``{"erased" | "anonymised" | "kept": {model: (number, reason)}}``
        :raise UserError: for users of ours
        """
        if cards.user_ids.filtered(lambda user: not user.share):
            raise UserError(
                self.env._(
                    "This person is a user of ours: his data are kept by another law."
                )
            )
        catalogue = self.env["client.privacy.catalogue"]
        found = catalogue._find(cards)
        free, kept = catalogue._split(found)
        patterns = self._patterns(cards)
        self._keep_buyers(cards, kept)
        done = {"erased": {}, "anonymised": {}, "kept": self._kept_counts(kept)}
        texts = self._kept_texts(kept)
        self._close_access(cards)
        self._empty_cards(cards)
        done["anonymised"]["res.partner"] = (len(cards), "")
        free.pop("res.partner", None)
        for name in PERSONAL:
            if ids := free.pop(name, None):
                done["erased"][name] = (len(ids), "")
                self.env[name].sudo().browse(ids).exists().unlink()
        for name, names in COPIES.items():
            if ids := free.get(name):
                self.env[name].sudo().with_context(
                    tracking_disable=True, mail_notrack=True
                ).browse(ids).write(dict.fromkeys(names, False))
                done["anonymised"][name] = (len(ids), "")
        self.env.flush_all()
        if files := self._delete_files(cards):
            done["erased"]["ir.attachment"] = (files, "")
        free["mail.message"] = catalogue._messages({**found, **free})
        free["mail.tracking.value"] = self._trackings(free["mail.message"])
        for name, number in self._replace(patterns["near"], free).items():
            done["anonymised"].setdefault(name, (number, ""))
        if sweep and patterns["far"]:
            self._sweep(patterns["far"], kept, done["anonymised"])
        self._restore_texts(texts)
        self.env.invalidate_all(flush=False)
        self._keys_anew(cards)
        return done

    # ------------------------------------------------------------------ what is sought
    @api.model
    def _patterns(self, cards):
        """The regular expressions of what names the person, near and far."""
        near, far, phones = set(), set(), set()
        for card in cards:
            words = (card.name or "").split()
            names = {" ".join(words), " ".join(reversed(words))} - {""}
            if len(words) == WORDS:
                names.add(", ".join(reversed(words)))
            marks = {
                card.email,
                card.email_normalized,
                email_normalize(card.email or ""),
            }
            shared = self._shared(card, cards)
            marks -= {False, None, ""} | shared
            for phone in {card.phone, card.phone_sanitized} - shared:
                digits = re.sub(r"\D", "", phone or "")
                if len(digits) >= DIGITS:
                    phones.add(digits[-NATIONAL:])
            near |= names | marks
            namesakes = self.env["res.partner"].sudo().with_context(active_test=False)
            if len(words) >= WORDS and not namesakes.search_count(
                [("name", "=ilike", card.name), ("id", "not in", cards.ids)], limit=1
            ):
                far |= names
            far |= marks
        return {"near": self._pattern(near, phones), "far": self._pattern(far, phones)}

    @api.model
    def _shared(self, card, cards):
        """What others have on their cards too, such as the address of the office: it
        does not name this person."""
        shared = set()
        others = self.env["res.partner"].sudo().with_context(active_test=False)
        for name, texts in (
            ("email_normalized", {card.email, card.email_normalized}),
            ("phone_sanitized", {card.phone, card.phone_sanitized}),
        ):
            if card[name] and others.search_count(
                [(name, "=", card[name]), ("id", "not in", cards.ids)], limit=1
            ):
                shared |= texts
        return shared

    @api.model
    def _pattern(self, texts, phones):
        """One expression of PostgreSQL for any of the texts, as whole words, and of
        the telephone numbers, however they are written."""
        texts |= {html.escape(text) for text in texts}
        found = [
            re.sub(r"(\\?\s)+", r"\\s+", re.escape(text))
            for text in sorted(texts, key=lambda text: (-len(text), text))
        ]
        found += [
            rf"(?:\+?\d{{1,3}}{BETWEEN})?\(?" + BETWEEN.join(digits)
            for digits in sorted(phones)
        ]
        return rf"(?<!\w)(?:{'|'.join(found)})(?!\w)" if found else ""

    # ------------------------------------------------------------------ the cards
    @api.model
    def _close_access(self, cards):
        """End the portal access of the person."""
        for user in cards.user_ids:
            user.with_context(no_reset_password=True).write(
                {"active": False, "login": f"erased-{user.id}", "signature": False}
            )

    @api.model
    def _empty_cards(self, cards):
        quiet = cards.with_context(
            tracking_disable=True, mail_notrack=True, no_vat_validation=True
        )
        for card in quiet:
            values = {
                name: False
                for name, field in card._fields.items()
                if field.type in CLEARED
                and field.store
                and (field.column_type or field.type in ("binary", "image"))
                and name not in STAYING
                and name not in MAGIC
                and not field.related
                and (not field.compute or not field.readonly)
            }
            values.update(
                name=self.env._("Erased person %(number)s", number=card.id),
                category_id=[(5, 0, 0)],
                client_profile_ids=[(5, 0, 0)],
                active=False,
            )
            card.client_role_ids.write(
                dict.fromkeys(("interests", "preferences", "note"), False)
            )
            card.write(values)
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                "UPDATE res_partner SET client_attributes = NULL WHERE id = ANY(%s)",
                cards.ids,
            )
        )

    @api.model
    def _delete_files(self, cards):
        files_sudo = (
            self.env["ir.attachment"]
            .sudo()
            .search(
                [
                    ("res_model", "=", "res.partner"),
                    ("res_id", "in", cards.ids),
                    ("res_field", "in", (False, "image_1920")),
                ]
            )
        )
        count = len(files_sudo)
        files_sudo.unlink()
        return count

    @api.model
    def _keys_anew(self, cards):
        """Forget by what the person was recognised as a duplicate."""
        self.env["client.duplicate.key"].sudo().search(
            [("partner_id", "in", cards.ids)]
        ).unlink()
        self.env["client.attribute.change"].sudo().search(
            [("partner_id", "in", cards.ids)]
        ).unlink()

    # ------------------------------------------------------------------ the law
    @api.model
    def _kept_counts(self, kept):
        rules = self.env["client.privacy.catalogue"]._kept()
        return {
            name: (len(ids), self.env._(rules[name][1])) for name, ids in kept.items()
        }

    @api.model
    def _keep_buyers(self, cards, kept):
        """Write beside invoices to the person himself who the buyer was: his card will
        not say so any more, and the law asks for it."""
        moves_sudo = (
            self.env["account.move"].sudo().browse(kept.get("account.move", ()))
        )
        values = []
        for move in moves_sudo.filtered(
            lambda move: move.is_invoice(True) and move.partner_id in cards
        ):
            buyer = move.partner_id
            lines = [
                buyer.name,
                buyer._display_address(without_company=True),
                buyer.vat,
            ]
            values.append(
                {
                    "name": self.env._("Buyer of %(invoice)s.txt", invoice=move.name),
                    "raw": "\n".join(filter(None, lines)).encode(),
                    "mimetype": "text/plain",
                    "res_model": "account.move",
                    "res_id": move.id,
                }
            )
        self.env["ir.attachment"].sudo().create(values)

    @api.model
    def _kept_texts(self, kept):
        """Return what is written on the documents kept, which is computed anew from
        the cards: ``{model: (columns, rows)}``."""
        self.env.flush_all()
        texts = {}
        for name, ids in kept.items():
            model = self.env[name]
            columns = [
                column
                for column, kind, _unique in self._text_columns(model)
                if kind != "jsonb" and model._fields[column].compute
            ]
            if ids and columns:
                texts[name] = (
                    columns,
                    self.env.execute_query(
                        SQL(
                            "SELECT id, %s FROM %s WHERE id = ANY(%s)",
                            SQL(", ").join(map(SQL.identifier, columns)),
                            SQL.identifier(model._table),
                            ids,
                        )
                    ),
                )
        return texts

    @api.model
    def _restore_texts(self, texts):
        """Write on the documents kept what was written there."""
        self.env.flush_all()
        for name, (columns, rows) in texts.items():
            self.env.cr.execute(
                SQL(
                    "UPDATE %s doc SET %s FROM (VALUES %s) was (id, %s)"
                    " WHERE doc.id = was.id",
                    SQL.identifier(self.env[name]._table),
                    SQL(", ").join(
                        SQL(
                            "%s = was.%s::text",
                            SQL.identifier(column),
                            SQL.identifier(column),
                        )
                        for column in columns
                    ),
                    SQL(", ").join(SQL("%s", row) for row in rows),
                    SQL(", ").join(map(SQL.identifier, columns)),
                )
            )

    # ------------------------------------------------------------------ texts
    @api.model
    def _trackings(self, message_ids):
        rows = self.env.execute_query(
            SQL(
                "SELECT id FROM mail_tracking_value WHERE mail_message_id = ANY(%s)",
                message_ids,
            )
        )
        return [record_id for (record_id,) in rows]

    @api.model
    def _text_columns(self, model):
        """``[(column, its type in PostgreSQL, whether it is unique)]`` with texts."""
        rows = self.env.execute_query(
            SQL(
                """SELECT attname, format_type(atttypid, NULL), EXISTS (
                        SELECT FROM pg_index WHERE indrelid = attrelid
                           AND indisunique AND attnum = ANY(indkey))
                     FROM pg_attribute
                    WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped
                      AND atttypid IN ('varchar'::regtype, 'text'::regtype,
                                       'jsonb'::regtype)""",
                f'"{model._table}"',
            )
        )
        own = OWN_NAMES if model._name == "res.partner" else ()
        return [row for row in rows if row[0] in model._fields and row[0] not in own]

    @api.model
    def _replace(self, pattern, records):
        """Replace the pattern in all texts of records.

        :param dict records: ``{model: ids}``
        :return: ``{model: number of records changed}``
        """
        changed = {}
        for name, ids in records.items():
            model = self.env[name]
            if ids and pattern and name not in TECHNICAL:
                number = self._replace_in(model, pattern, SQL("id = ANY(%s)", ids))
                if number:
                    changed[name] = number
        return changed

    @api.model
    def _replace_in(self, model, pattern, condition):
        columns = self._text_columns(model)
        if not columns:
            return 0
        values = [
            SQL(
                "%s = regexp_replace(%s::text, %s, %s, 'gi')::%s",
                SQL.identifier(name),
                SQL.identifier(name),
                pattern,
                SQL("'[erased ' || id || ']'") if unique else GAP,
                SQL("jsonb") if kind == "jsonb" else SQL("text"),
            )
            for name, kind, unique in columns
        ]
        found = [
            SQL("%s::text ~* %s", SQL.identifier(name), pattern)
            for name, _kind, _unique in columns
        ]
        self.env.cr.execute(
            SQL(
                "UPDATE %s SET %s WHERE %s AND (%s)",
                SQL.identifier(model._table),
                SQL(", ").join(values),
                condition,
                SQL(" OR ").join(found),
            )
        )
        return self.env.cr.rowcount

    @api.model
    def _sweep(self, pattern, kept, counts):
        """Replace the pattern in all texts of the database but those kept by law."""
        for model in self.env["client.privacy.catalogue"]._stored_models():
            if model._name.startswith("ir.") and model._name != "ir.attachment":
                continue
            if model._name in ("res.company", "res.users", "client.privacy.line"):
                continue
            number = self._replace_in(model, pattern, self._not_kept(model, kept))
            if number:
                before, reason = counts.get(model._name, (0, ""))
                counts[model._name] = (before + number, reason)

    @api.model
    def _not_kept(self, model, kept):
        if model._name == "ir.attachment":
            conditions = [
                SQL("NOT (res_model = %s AND res_id = ANY(%s))", name, ids)
                for name, ids in kept.items()
                if ids
            ]
            conditions = [
                SQL("(res_model IS NULL OR res_id IS NULL OR %s)", one)
                for one in conditions
            ]
            return SQL(" AND ").join(conditions or [SQL("TRUE")])
        if kept.get(model._name):
            return SQL("id <> ALL(%s)", kept[model._name])
        return SQL("TRUE")

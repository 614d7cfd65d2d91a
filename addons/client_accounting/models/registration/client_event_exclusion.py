from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import SQL

from ...tools import mail_sender

KINDS = [
    ("address", "Address or Domain"),
    ("user", "Employee"),
    ("thread", "Document"),
    ("source", "One Event"),
]


class ClientEventExclusion(models.Model):
    """What is kept out of the history of clients: private mail, and events that were
    deleted, which are not registered a second time."""

    _name = "client.event.exclusion"
    _description = "Kept Private"
    _order = "id desc"

    kind = fields.Selection(
        KINDS,
        required=True,
        default="address",
        help="An address or a whole domain (@example.com); all that an employee writes "
        "and does; all on one document; or one single event.",
    )
    address = fields.Char(index="btree_not_null")
    user_id = fields.Many2one(
        "res.users",
        "Employee",
        ondelete="cascade",
        index="btree_not_null",
        domain="[('share', '=', False)]",
    )
    res_model = fields.Char("Document Model")
    res_id = fields.Many2oneReference("Document ID", model_field="res_model")
    source_key = fields.Char(readonly=True)
    reason = fields.Char(help="For whoever wonders why something is missing.")

    _source_unique = models.UniqueIndex("(source_key) WHERE source_key IS NOT NULL")
    _thread_idx = models.Index("(res_id, res_model) WHERE res_id IS NOT NULL")

    @api.depends("kind", "address", "user_id", "res_model", "res_id", "source_key")
    def _compute_display_name(self):
        for line in self:
            line.display_name = (
                line.address
                or line.user_id.name
                or (line.res_model and f"{line.res_model},{line.res_id}")
                or line.source_key
                or ""
            )

    @api.model_create_multi
    def create(self, vals_list):
        return super().create([self._clean(vals) for vals in vals_list])

    def write(self, vals):
        return super().write(self._clean(vals))

    @api.model
    def _clean(self, vals):
        if not vals.get("address"):
            return vals
        address = vals["address"].strip().lower()
        found = mail_sender.addresses(address)
        return {**vals, "address": found[0][1] if found else address}

    @api.constrains("kind", "address", "user_id", "res_model", "res_id", "source_key")
    def _check_kind(self):
        needed = {
            "address": "address",
            "user": "user_id",
            "thread": "res_id",
            "source": "source_key",
        }
        for line in self:
            address = line.address or ""
            if not line[needed[line.kind]] or (
                line.kind == "address" and address.count("@") != 1
            ):
                raise ValidationError(
                    self.env._(
                        "Say what is kept private: an address (anna@example.com), a "
                        "domain (@example.com), an employee or a document."
                    )
                )

    @api.model
    def _bury(self, source_keys, reason=None):
        """Remember that these sources become no event any more."""
        keys = sorted({key for key in source_keys if key})
        if keys:
            self.env.cr.execute(
                SQL(
                    """
                    INSERT INTO client_event_exclusion
                        (kind, source_key, reason, create_uid, write_uid, create_date,
                         write_date)
                    SELECT 'source', key, %s, %s, %s, %s, %s FROM unnest(%s) key
                    ON CONFLICT (source_key) WHERE source_key IS NOT NULL DO NOTHING
                    """,
                    reason,
                    self.env.uid,
                    self.env.uid,
                    self.env.cr.now(),
                    self.env.cr.now(),
                    keys,
                )
            )

    @api.model
    def _buried(self, source_keys):
        """Which of the keys become no event."""
        rows = self.env.execute_query(
            SQL(
                "SELECT source_key FROM client_event_exclusion"
                " WHERE source_key = ANY(%s)",
                list(source_keys),
            )
        )
        return {key for (key,) in rows}

    @api.model
    def _private(self, addresses=(), user_ids=(), threads=()):
        """What of these is kept out.

        :param addresses: e-mail addresses; a domain that is kept out holds for all its
            addresses
        :param threads: pairs of model and id
        :return: sets ``(addresses, user ids, threads)``
        """
        self.flush_model()
        domains = {address.rpartition("@")[2] for address in addresses}
        rows = self.env.execute_query(
            SQL(
                """
                SELECT kind, address, user_id, res_model, res_id
                  FROM client_event_exclusion
                 WHERE kind = 'address' AND address = ANY(%s)
                    OR kind = 'user' AND user_id = ANY(%s)
                    OR kind = 'thread' AND (res_id, res_model) IN (
                       SELECT * FROM unnest(%s::int[], %s::varchar[]))
                """,
                [*addresses, *(f"@{domain}" for domain in domains)],
                [user_id for user_id in user_ids if user_id],
                [res_id for _model, res_id in threads],
                [model for model, _res_id in threads],
            )
        )
        kept = {row[1] for row in rows if row[0] == "address"}
        return (
            {
                address
                for address in addresses
                if address in kept or "@" + address.rpartition("@")[2] in kept
            },
            {row[2] for row in rows if row[0] == "user"},
            {(row[3], row[4]) for row in rows if row[0] == "thread"},
        )

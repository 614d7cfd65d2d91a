from odoo import api, fields, models
from odoo.tools import SQL

from ...tools import normalise

KINDS = [
    ("vat", "VAT"),
    ("registry", "Company Registry"),
    ("email", "E-mail"),
    ("phone", "Phone"),
    ("name", "Name"),
    ("token", "Word of the Name"),
    ("address", "Address"),
    ("combo", "Name and E-mail or Phone"),
]
#: fields of a partner that its keys are made of
KEY_FIELDS = (
    "name",
    "email",
    "phone",
    "vat",
    "company_registry",
    "street",
    "zip",
    "city",
    "country_id",
    "parent_id",
    "is_company",
    "active",
    "type",
)
#: partners whose keys are made at once by a rebuild
BATCH = 2000


class ClientDuplicateKey(models.Model):
    """What a partner is recognised by, in one spelling: a narrow table for lookups.

    A client has keys of all kinds; its contact persons have those by which they are
    reached. Rows are written by set-based SQL whenever a partner is saved.
    """

    _name = "client.duplicate.key"
    _description = "Key of a Client"
    _log_access = False
    _rec_name = "key"

    partner_id = fields.Many2one(
        "res.partner", required=True, readonly=True, ondelete="cascade"
    )
    kind = fields.Selection(
        KINDS, required=True, readonly=True, help="What the key is made of."
    )
    key = fields.Char(required=True, readonly=True)

    _partner_kind_key_uniq = models.UniqueIndex("(partner_id, kind, key)")
    _lookup_idx = models.Index("(kind, key, partner_id)")

    @api.model
    def _keys_of_values(self, values, region):
        """Keys of a client as a set of ``(kind, key)``.

        :param dict values: of the fields in ``KEY_FIELDS``
        :param region: ISO code of the country of phone numbers without prefix
        """
        keys = self._reach_keys(values, region)
        readings = normalise.name_readings(values.get("name"))
        keys.update(
            ("combo", f"{reading}|{key}")
            for reading in readings
            for kind, key in list(keys)
        )
        for reading in readings:
            keys.add(("name", reading))
            keys.update(("token", token) for token in normalise.name_tokens(reading))
        keys.add(("vat", normalise.tax_number(values.get("vat"))))
        number = normalise.registry_number(values.get("company_registry"))
        keys.add(("registry", number))
        place = [values.get(name) for name in ("street", "zip", "city")]
        keys.add(("address", normalise.address(*place)))
        return {(kind, key[:250]) for kind, key in keys if key}

    @api.model
    def _reach_keys(self, values, region):
        keys = {("email", key) for key in normalise.emails(values.get("email"))}
        numbers = normalise.phones(values.get("phone"), region)
        return keys | {("phone", key) for key in numbers}

    @api.model
    def _keys_of(self, partners):
        """``{partner id: keys}``; inactive partners and addresses have none."""
        region = self.env.company.sudo().country_id.code
        found = {}
        for partner in partners.sudo():
            values = {name: partner[name] for name in KEY_FIELDS}
            country = partner.country_id.code or region
            if not partner.active:
                found[partner.id] = set()
            elif partner.commercial_partner_id == partner:
                found[partner.id] = self._keys_of_values(values, country)
            elif partner.type == "contact":
                found[partner.id] = self._reach_keys(values, country)
            else:
                found[partner.id] = set()
        return found

    @api.model
    def _store(self, partners):
        """Bring the keys of partners in line with what is known of them.

        :return: the partners whose keys changed
        """
        rows = [
            (partner_id, kind, key)
            for partner_id, keys in self._keys_of(partners).items()
            for kind, key in sorted(keys)
        ]
        columns = list(zip(*rows, strict=True)) or [(), (), ()]
        changed = self.env.execute_query(
            SQL(
                """
                WITH fresh AS (
                    SELECT * FROM unnest(%(ids)s::int[], %(kinds)s::varchar[],
                                         %(keys)s::varchar[]) f (partner_id, kind, key)
                ), deleted AS (
                    DELETE FROM client_duplicate_key k
                     WHERE k.partner_id = ANY(%(partners)s)
                       AND (k.partner_id, k.kind, k.key) NOT IN (SELECT * FROM fresh)
                 RETURNING k.partner_id
                ), inserted AS (
                    INSERT INTO client_duplicate_key (partner_id, kind, key)
                    SELECT * FROM fresh
                 ON CONFLICT (partner_id, kind, key) DO NOTHING
                 RETURNING partner_id
                )
                SELECT partner_id FROM deleted UNION SELECT partner_id FROM inserted
                """,
                ids=list(columns[0]),
                kinds=list(columns[1]),
                keys=list(columns[2]),
                partners=list(partners.ids),
            )
        )
        self.invalidate_model(flush=False)
        return partners.browse(partner_id for (partner_id,) in changed)

    @api.model
    def _rebuild(self, limit=None):
        """Make the keys of partners that have none, oldest first, and queue them.

        :param limit: at most so many partners; all without it
        :return: number of partners looked at
        """
        self.env["res.partner"].flush_model(list(KEY_FIELDS))
        parameters = self.env["ir.config_parameter"].sudo()
        done = int(parameters.get_param("client_accounting.duplicate_keys_up_to") or 0)
        total = 0
        Partner = self.env["res.partner"].sudo().with_context(active_test=False)
        while limit is None or total < limit:
            partners = Partner.search_fetch(
                [("id", ">", done)], KEY_FIELDS, order="id", limit=BATCH
            )
            if not partners:
                break
            clients = self._store(partners).commercial_partner_id
            self.env["client.duplicate.queue"]._put(clients.ids, "scan")
            done = partners[-1].id
            total += len(partners)
            partners.invalidate_recordset(flush=False)
        parameters.set_param("client_accounting.duplicate_keys_up_to", done)
        return total

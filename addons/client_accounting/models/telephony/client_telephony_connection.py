import hashlib
import hmac
import re
import secrets

from odoo import SUPERUSER_ID, api, fields, models
from odoo.exceptions import AccessError

from ...tools.call_message import CallMessageError, parse_call_message

#: ``cct_<name of the key>_<secret>``: the name finds the connection, the secret opens
#: it
KEY = re.compile(r"cct_([0-9a-f]{16})_([\w-]{43})", re.ASCII)
#: compared with where there is no connection, so that it takes the same time
NOBODY = hashlib.sha256(b"nobody").hexdigest()


class ClientTelephonyConnection(models.Model):
    """A telephone exchange that tells of its calls, and the key that it is known by."""

    _name = "client.telephony.connection"
    _description = "Telephone Exchange"
    _order = "name, id"

    name = fields.Char(required=True)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company, index=True
    )
    country_id = fields.Many2one(
        "res.country",
        default=lambda self: self.env.company.country_id,
        help="The country of numbers that come without an international prefix.",
    )
    user_id = fields.Many2one(
        "res.users",
        "Default User",
        domain="[('share', '=', False)]",
        check_company=True,
        help="Sees the calls of extensions that belong to nobody.",
    )
    limit_per_minute = fields.Integer(
        "Messages per Minute",
        default=600,
        required=True,
        help="What comes above it within a minute is refused with status 429.",
    )
    extension_ids = fields.One2many("client.telephony.extension", "connection_id")
    key_name = fields.Char(
        readonly=True,
        copy=False,
        help="The part of the key that is no secret: it tells one key from another.",
    )
    key_hash = fields.Char(readonly=True, copy=False, groups=fields.NO_ACCESS)
    key_date = fields.Datetime("Key Made On", readonly=True, copy=False)
    last_message_date = fields.Datetime(
        "Last Message", compute="_compute_messages", compute_sudo=True
    )
    refused_count = fields.Integer(
        "Refused Today",
        compute="_compute_messages",
        compute_sudo=True,
        help="Messages of the last 24 hours that were not understood or too many.",
    )
    url = fields.Char("Address", compute="_compute_url")

    _key_name_unique = models.UniqueIndex("(key_name) WHERE key_name IS NOT NULL")
    _limit_positive = models.Constraint(
        "CHECK (limit_per_minute > 0)", "Allow at least one message per minute."
    )

    def _compute_messages(self):
        Message = self.env["client.telephony.message"]
        since = fields.Datetime.subtract(fields.Datetime.now(), days=1)
        last = dict(
            Message._read_group(
                [("connection_id", "in", self.ids)], ["connection_id"], ["date:max"]
            )
        )
        refused = dict(
            Message._read_group(
                [
                    ("connection_id", "in", self.ids),
                    ("date", ">=", since),
                    ("result", "in", ("bad", "limit")),
                ],
                ["connection_id"],
                ["__count"],
            )
        )
        for connection in self:
            connection.last_message_date = last.get(connection, False)
            connection.refused_count = refused.get(connection, 0)

    def _compute_url(self):
        for connection in self:
            base = connection.get_base_url()
            connection.url = f"{base}/client_accounting/telephony/v1/call"

    def action_new_key(self):
        """Make a new key, which ends the old one, and show it this one time.

        :raises AccessError: for whoever may not change the connection
        """
        self.ensure_one()
        self.check_access("write")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Key of %(name)s", name=self.name),
            "res_model": "client.telephony.key",
            "views": [(False, "form")],
            "target": "new",
            "context": {"default_key": self._make_key(), "default_url": self.url},
        }

    def _make_key(self):
        """Replace the key and return it; only its hash is kept."""
        self.ensure_one()
        name, secret = secrets.token_hex(8), secrets.token_urlsafe(32)
        self.check_access("write")
        connection_sudo = self.sudo()
        connection_sudo.write(
            {
                "key_name": name,
                "key_hash": self._hash(secret),
                "key_date": fields.Datetime.now(),
            }
        )
        return f"cct_{name}_{secret}"

    def action_open_calls(self):
        """Open the calls of the connection."""
        self.ensure_one()
        action = self.env["ir.actions.actions"]._for_xml_id(
            "client_accounting.client_telephony_call_action"
        )
        return {**action, "domain": [("connection_id", "=", self.id)]}

    def action_open_messages(self):
        """Open the journal of what the exchange sent."""
        self.ensure_one()
        action = self.env["ir.actions.actions"]._for_xml_id(
            "client_accounting.client_telephony_message_action"
        )
        return {**action, "domain": [("connection_id", "=", self.id)]}

    @api.model
    def _hash(self, secret):
        # The secret has 256 bits of chance: no dictionary, no salt, no slow hash.
        return hashlib.sha256(secret.encode()).hexdigest()

    @api.model
    def _authenticate(self, header):
        """Return the active connection that the header of a request has the key of.

        :param header: of ``Authorization``, or None
        :raises AccessError: without saying what is wrong
        """
        scheme, _space, key = (header or "").partition(" ")
        match = KEY.fullmatch(key.strip()) if scheme.lower() == "bearer" else None
        name, secret = match.groups() if match else ("", "")
        connection_sudo = self.sudo().search([("key_name", "=", name or "-")], limit=1)
        known = connection_sudo.key_hash or NOBODY
        if not hmac.compare_digest(known, self._hash(secret)) or not connection_sudo:
            raise AccessError(self.env._("The key is not valid."))
        return connection_sudo

    def _take(self, body):
        """Take a message of the exchange, which was authenticated.

        :param bytes body: of the request
        :return: ``(result, reason)``: see ``client.telephony.message``; the reason is a
            sentence for whoever connects the exchange, None where all is well
        """
        self.ensure_one()
        connection = self.with_user(SUPERUSER_ID).with_company(self.company_id)
        connection = connection.with_context(lang=self.company_id.partner_id.lang)
        journal = connection.env["client.telephony.message"]
        if journal._is_over_limit(connection):
            journal._put_limit(connection)
            return "limit", None
        try:
            message = parse_call_message(body)
        except CallMessageError as error:
            journal._put(connection, "bad", reason=str(error))
            return "bad", str(error)
        return connection.env["client.telephony.call"]._receive(
            connection, message
        ), None

import ipaddress

from odoo import api, fields, models
from odoo.tools import SQL

#: wrong keys from one address within a minute, after which it is told to wait
LIMIT = 10
#: days that they are kept
KEPT_DAYS = 7


class ClientTelephonyRefusal(models.Model):
    """Who came with a wrong key. Rows are only inserted, so that all workers see them
    and none waits for another; a valid key is let in whoever else shares its address.
    """

    _name = "client.telephony.refusal"
    _description = "Wrong Key of a Telephone Exchange"
    _order = "id desc"
    _log_access = False
    _rec_name = "address"

    address = fields.Char(
        required=True, readonly=True, help="Of IPv6 the network: its first half."
    )
    date = fields.Datetime(required=True, readonly=True, index=True)

    _address_idx = models.Index("(address, date)")

    @api.model
    def _refuse(self, address):
        """Note that a wrong key came from an address.

        :param address: of the caller, or None
        :return: whether it has brought so many that it is to wait; nothing is written
            then, so a flood costs no more than it takes to find it
        """
        address = self._network(address)
        now = fields.Datetime.now()
        [(count,)] = self.env.execute_query(
            SQL(
                """
                SELECT COUNT(*) FROM (
                    SELECT 1 FROM client_telephony_refusal
                     WHERE address = %s AND date > %s LIMIT %s) line
                """,
                address,
                fields.Datetime.subtract(now, minutes=1),
                LIMIT,
            )
        )
        if count >= LIMIT:
            return True
        self.env.cr.execute(
            SQL(
                "INSERT INTO client_telephony_refusal (address, date) VALUES (%s, %s)",
                address,
                now,
            )
        )
        return False

    @api.model
    def _network(self, address):
        """The address, or of IPv6 the network that one subscriber has."""
        try:
            known = ipaddress.ip_address((address or "").partition("%")[0])
        except ValueError:
            return "unknown"
        if known.version == 6 and known.ipv4_mapped:
            known = known.ipv4_mapped
        if known.version == 6:
            return str(ipaddress.ip_network((known, 64), strict=False))
        return str(known)

    @api.autovacuum
    def _gc_refusals(self):
        limit = fields.Datetime.subtract(fields.Datetime.now(), days=KEPT_DAYS)
        self.env.cr.execute(
            SQL("DELETE FROM client_telephony_refusal WHERE date < %s", limit)
        )

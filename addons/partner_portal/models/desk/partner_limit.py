from werkzeug.exceptions import TooManyRequests

from odoo import api, fields, models
from odoo.http import request
from odoo.tools import SQL

#: Days that what was taken is kept; no limit looks further back.
KEPT_DAYS = 2


class PartnerLimit(models.Model):
    """How often somebody outside has asked for one thing.

    Rows are only inserted, so that all workers see them and none waits for another.
    They are committed at once: a request that fails counts as well.
    """

    _name = "partner.limit"
    _description = "Request from Outside"
    _order = "id desc"
    _log_access = False
    _rec_name = "key"

    key = fields.Char(required=True, readonly=True)
    date = fields.Datetime(required=True, readonly=True, index=True)

    _key_idx = models.Index("(key, date)")

    @api.model
    def _take(self, key, limit, seconds, who=None):
        """Count a request, or refuse it where there were too many.

        :param str key: what is asked for, for instance ``application``
        :param int limit: how many are answered within the time; 0 for any number
        :param int seconds: the time, in seconds
        :param str who: who asks; else the user that is logged in, of others the
            address (of IPv6 its network)
        :raise werkzeug.exceptions.TooManyRequests: with a sentence and the seconds to
            wait; nothing is written then, so a flood costs no more than to find it
        """
        if limit <= 0:
            return
        name = f"{key}:{who or self._who()}"
        if not request:
            taken = self._count_in(self.env.cr, name, limit, seconds)
        else:
            with self.env.registry.cursor() as cr:
                taken = self._count_in(cr, name, limit, seconds)
        if not taken:
            raise TooManyRequests(
                self.env._(
                    "This was asked for too often in a short time. Wait "
                    "%(seconds)s seconds and try again.",
                    seconds=seconds,
                ),
                retry_after=seconds,
            )

    @api.model
    def _who(self):
        if request and self.env.user._is_public():
            network = self.env["client.telephony.refusal"]._network
            return network(request.httprequest.remote_addr)
        return str(self.env.uid)

    @api.model
    def _count_in(self, cr, name, limit, seconds):
        """Insert a row unless ``limit`` are there; return whether it was inserted."""
        now = fields.Datetime.now()
        cr.execute(
            SQL(
                """
                INSERT INTO partner_limit (key, date)
                SELECT %(name)s, %(now)s
                 WHERE (SELECT COUNT(*)
                          FROM (SELECT 1 FROM partner_limit
                                 WHERE key = %(name)s AND date > %(since)s
                                 LIMIT %(limit)s) line) < %(limit)s
                """,
                name=name,
                now=now,
                since=fields.Datetime.subtract(now, seconds=seconds),
                limit=limit,
            )
        )
        return bool(cr.rowcount)

    @api.autovacuum
    def _gc_limits(self):
        limit = fields.Datetime.subtract(fields.Datetime.now(), days=KEPT_DAYS)
        self.env.cr.execute(SQL("DELETE FROM partner_limit WHERE date < %s", limit))
